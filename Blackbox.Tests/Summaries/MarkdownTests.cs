using System.Net;
using System.Text;
using Blackbox.Core.Summaries;
using FsCheck;
using FsCheck.Fluent;

namespace Blackbox.Tests.Summaries;

public sealed class MarkdownTests
{
    // Punctuation that means something somewhere, more often than chance would bring it.
    private static readonly Arbitrary<string> Texts = Gen.Elements(
            "\\", "`", "*", "_", "{", "}", "[", "]", "<", ">", "(", ")", "#", "+", "-", ".", "!", "|", "~", "^", "$", "=", ":", "@", "\"", "'", "&", "/", " ", "\n",
            "a", "1", "iv", "www.x.y", "http://x.y", "mailto:a@b.c", "&lt;", ":smile:", ":)", "-->", "```", "가", "é", "\u202E", "\ud800", "\udc00", "\0", "😀")
        .ArrayOf().Select(string.Concat).ToArbitrary();

    [Fact]
    public void Escaped_text_shows_as_it_is() => Prop.ForAll(Texts, text =>
    {
        var line = PlainText.Line(text, 200);
        var html = Rendered.Html(Markdown.Escape(text, 200)).Trim();

        return line.Length == 0 ? html.Length == 0 : html == $"<p>{Encode(line)}</p>" || WebUtility.HtmlDecode(html) == $"<p>{line}</p>" && !html[3..^4].Contains('<');
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void Code_span_shows_as_it_is_but_for_backticks() => Prop.ForAll(Texts, text =>
    {
        var line = PlainText.Line(text, 200).Replace('`', '\'');
        var html = Rendered.Html("x " + Markdown.Code(text, 200)).Trim();

        return html == $"<p>x <code>{Encode(line.Length == 0 ? "?" : line)}</code></p>";
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void Plain_text_of_escaped_text_is_the_text() => Prop.ForAll(Texts, text =>
    {
        var line = PlainText.Line(text.Replace("`", "", StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal), 200);

        return Markdown.ToPlainText("- " + Markdown.Escape(line, 200)) == line;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Theory]
    [InlineData("a\r\n\tb", 10, "a b")]
    [InlineData("  a  ", 10, "a")]
    [InlineData("abcdef", 3, "abc…")]
    [InlineData("ab😀cd", 3, "ab…")]
    [InlineData("a\u202Eb\u0000c\uFEFF", 10, "ab c")]
    [InlineData("e\u0301\u0301\u0301\u0301\u0301", 10, "e\u0301\u0301\u0301")]
    public void Line_is_one_clean_line(string text, int length, string expected) => Assert.Equal(expected, PlainText.Line(text, length));

    [Fact]
    public void Line_holds_what_a_database_can() => Prop.ForAll(Texts, text =>
    {
        var line = PlainText.Line(text, 50);
        return line.Length <= 51 && !line.Contains('\0') && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line)) == line;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    private static string Encode(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
}
