using System.Buffers.Text;
using Blackbox.Core.Secrets;
using Microsoft.Extensions.Options;

namespace Blackbox.Tests.Secrets;

public sealed class SecretProtectorTests
{
    private const string Key = "a key of forty characters for the tests.";
    private const string Value = "ghp_exampleToken1234567890";

    [Theory]
    [InlineData("")]
    [InlineData("ghp_exampleToken1234567890")]
    [InlineData("비밀번호 🔐\n\0 end")]
    public void Secret_comes_back_and_is_not_in_what_is_stored(string value)
    {
        var stored = Protector().Protect(new(value));

        Assert.Equal(value, Protector().Unprotect(stored).Reveal());
        Assert.True(value.Length == 0 || !stored.Contains(value, StringComparison.Ordinal));
    }

    [Fact]
    public void Same_secret_is_stored_differently_each_time() =>
        Assert.NotEqual(Protector().Protect(new(Value)), Protector().Protect(new(Value)));

    [Fact]
    public void Every_changed_byte_is_noticed_and_the_error_tells_nothing()
    {
        var data = Base64Url.DecodeFromChars(Protector().Protect(new(Value)));
        for (var i = 0; i < data.Length; i++)
        {
            data[i] ^= 1;
            AssertRefused(Base64Url.EncodeToString(data));
            data[i] ^= 1;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64 !")]
    [InlineData("ghp_exampleToken1234567890")]
    [InlineData("k2.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Text_that_is_no_stored_secret_is_refused(string text) => AssertRefused(text);

    [Fact]
    public void Truncated_text_is_refused() => AssertRefused(Protector().Protect(new(Value))[..^8]);

    [Fact]
    public void Another_key_or_pepper_does_not_open_it()
    {
        var stored = Protector().Protect(new(Value));

        AssertRefused(stored, Protector(key: Key + "!"));
        AssertRefused(stored, Protector(pepper: "pepper"));
    }

    [Fact]
    public void Text_without_an_encoding_is_refused_without_naming_it()
    {
        var error = Assert.Throws<ArgumentException>(() => Protector().Protect(new(Value + "\ud800")));

        Assert.DoesNotContain("D800", error.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Too_long_a_secret_is_refused()
    {
        Protector().Protect(new(new string('x', SecretProtector.MaxLength)));
        Assert.Throws<ArgumentException>(() => Protector().Protect(new(new string('x', SecretProtector.MaxLength + 1))));
    }

    [Fact]
    public void Without_a_key_it_says_how_to_make_one() =>
        Assert.Contains("openssl rand", Assert.Throws<InvalidOperationException>(() => Protector(key: "").Protect(new(Value))).Message, StringComparison.Ordinal);

    private static void AssertRefused(string stored, SecretProtector? protector = null)
    {
        var error = Assert.Throws<SecretProtectionException>(() => (protector ?? Protector()).Unprotect(stored));
        Assert.DoesNotContain("ghp_", error.ToString(), StringComparison.Ordinal);
        Assert.True(stored.Length == 0 || !error.ToString().Contains(stored, StringComparison.Ordinal));
        Assert.Null(error.InnerException);
    }

    private static SecretProtector Protector(string key = Key, string pepper = "") =>
        new(Options.Create(new EncryptionOptions { Key = key, Pepper = pepper }));
}
