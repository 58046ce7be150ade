using System.Text;
using System.Text.Json;
using Blackbox.Core.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Blackbox.Tests.Data;

public sealed class TextsTests
{
    private static readonly Arbitrary<string> AnyUnits = Gen.Choose(0, 0xFFFF).Select(unit => (char)unit)
        .ArrayOf().Select(units => new string(units)).ToArbitrary();

    [Fact]
    public void Storable_text_is_valid_UTF_16_without_NUL_and_of_the_same_length() => Prop.ForAll(AnyUnits, text =>
    {
        var storable = Texts.Storable(text);
        new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(storable);
        return storable.Length == text.Length && !storable.Contains('\0');
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Storable_text_is_left_alone_when_it_was_storable() => Prop.ForAll(AnyUnits, text =>
        Texts.Storable(Texts.Storable(text)) == Texts.Storable(text)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("""{"a":"x\u0000y"}""", """{"a":"x\uFFFDy"}""")]
    [InlineData("""{"a":"\ud83d\ude00"}""", """{"a":"\ud83d\ude00"}""")]
    [InlineData("""{"a":"\ud83d"}""", """{"a":"\uFFFD"}""")]
    [InlineData("""{"a":"\ude00\ud83d"}""", """{"a":"\uFFFD\uFFFD"}""")]
    [InlineData("""{"a":"C:\\u0000"}""", """{"a":"C:\\u0000"}""")]
    [InlineData("""{"a":"\\\u0000"}""", """{"a":"\\\uFFFD"}""")]
    [InlineData("""{"a":"é\n"}""", """{"a":"é\n"}""")]
    public void Storable_JSON_escapes_nothing_that_the_database_refuses(string json, string expected)
    {
        Assert.Equal(expected, Texts.StorableJson(json));
        JsonDocument.Parse(Texts.StorableJson(json)).Dispose();
    }

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "ab…")]
    [InlineData("a😀bc", 3, "a…")]
    public void Cut_text_fits_and_never_ends_in_half_a_character(string text, int length, string expected) =>
        Assert.Equal(expected, Texts.Cut(text, length));
}
