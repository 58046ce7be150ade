using Blackbox.Api.Pages;
using Blackbox.Core.Summaries;

namespace Blackbox.Tests.Pages;

public sealed class LogMarkdownTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("text <b onmouseover=alert(1)>bold</b>")]
    [InlineData("<!-- --><svg onload=alert(1)>")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>")]
    [InlineData("- <iframe src='//evil.example'></iframe>")]
    [InlineData("| a |\n|---|\n| <script>alert(1)</script> |")]
    [InlineData("`</code><script>alert(1)</script>`")]
    [InlineData("```html\"><script>alert(1)</script>\n<script>alert(1)</script>\n```")]
    [InlineData("&lt;script&gt;alert(1)&lt;/script&gt;")]
    public void Html_stays_text(string markdown)
    {
        var html = LogMarkdown.Render(markdown).Value;
        Assert.DoesNotMatch("(?i)<(script|img|svg|iframe|b |a )", html);
    }

    [Theory]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x](java\tscript:alert(1))")]
    [InlineData("[x](&#106;avascript:alert(1))")]
    [InlineData("[x](data:text/html,<script>alert(1)</script>)")]
    [InlineData("[x](vbscript:x)")]
    [InlineData("[x](file:///etc/passwd)")]
    [InlineData("[x](//evil.example)")]
    [InlineData("[x](/collect)")]
    [InlineData("[x][r]\n\n[r]: javascript:alert(1)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("ftp://files.example/x")]
    public void Link_that_leads_anywhere_but_to_the_web_or_a_mail_is_no_link(string markdown) =>
        Assert.DoesNotContain("<a", LogMarkdown.Render(markdown).Value, StringComparison.Ordinal);

    [Theory]
    [InlineData("[x](https://example.org/a?b=c&d)", "https://example.org/a?b=c&amp;d")]
    [InlineData("<https://example.org/>", "https://example.org/")]
    [InlineData("see https://example.org/x now", "https://example.org/x")]
    [InlineData("[x](mailto:kim@example.org)", "mailto:kim@example.org")]
    [InlineData("<kim@example.org>", "mailto:kim@example.org")]
    public void Link_to_the_web_is_one_and_tells_its_target_nothing(string markdown, string address)
    {
        var html = LogMarkdown.Render(markdown).Value;
        Assert.Contains($"href=\"{address}\"", html, StringComparison.Ordinal);
        Assert.Contains("rel=\"noopener noreferrer nofollow\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("![a cat](https://evil.example/track.png)", "a cat")]
    [InlineData("[![nested](https://evil.example/x.png)](https://example.org)", "nested")]
    [InlineData("![r][r]\n\n[r]: https://evil.example/x.png", "r")]
    public void Picture_is_shown_as_its_description(string markdown, string description)
    {
        var html = LogMarkdown.Render(markdown).Value;
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", html, StringComparison.Ordinal);
        Assert.Contains(description, html, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_keeps_its_form()
    {
        var html = LogMarkdown.Render("## Title\n\n- **bold** and `code`\n- [x] done\n\n| a | b |\n|---|---|\n| 1 | 2 |").Value;
        Assert.Contains("<h4>Title</h4>", html, StringComparison.Ordinal);
        Assert.Contains("<strong>bold</strong>", html, StringComparison.Ordinal);
        Assert.Contains("<code>code</code>", html, StringComparison.Ordinal);
        Assert.Contains("type=\"checkbox\"", html, StringComparison.Ordinal);
        Assert.Contains("<td>2</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_alignment_needs_no_inline_style() =>
        Assert.DoesNotContain("style=", LogMarkdown.Render("| a | b |\n|:-:|--:|\n| 1 | 2 |").Value, StringComparison.Ordinal);

    [Fact]
    public void Nesting_without_end_is_shown_as_it_is()
    {
        foreach (var markdown in (string[])[new string('>', 20_000), string.Concat(Enumerable.Repeat("- ", 10_000)), new string('[', 20_000), new string('*', 20_000), string.Concat(Enumerable.Repeat("![", 10_000))])
            Assert.NotEmpty(LogMarkdown.Render(markdown).Value);
    }

    [Fact]
    public void Sentence_is_marked_with_its_evidence_where_the_page_shows_it()
    {
        var (shown, elsewhere) = (Guid.CreateVersion7(DateTimeOffset.UnixEpoch), Guid.CreateVersion7(DateTimeOffset.UnixEpoch));
        List<Evidence> evidence = [new("Did A.", [shown]), new("Did A.", [shown, elsewhere]), new("Did B.", [elsewhere]), new("Not there.", [shown])];
        var html = LogMarkdown.Render("- Did A.\n- Did A.\n- Did B.", evidence, new HashSet<Guid> { shown }).Value;
        Assert.Equal(2, html.Split("class=\"evidence\"").Length - 1);
        Assert.Contains($"""Did A.<a class="evidence" href="#a-{shown:N}" data-evidence="a-{shown:N}" aria-label="Evidence: 1 activity">1</a>""", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Evidence: 2 activities\">2</a>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[x](https://example.org \"Did A. onmouseover=1\")")]
    [InlineData("[x](https://example.org/Did A.)")]
    [InlineData("`Did A.` and more")]
    [InlineData("```\nDid A.\n```")]
    [InlineData("<b title=\"Did A.\">")]
    [InlineData("Did A.\uE0000\uE001\uE000x\uE001")]
    public void Mark_never_breaks_out_of_where_it_fell(string markdown)
    {
        var id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);
        var html = LogMarkdown.Render(markdown, [new("Did A.", [id])], new HashSet<Guid> { id }).Value;
        Assert.DoesNotContain('\uE000', html);
        Assert.DoesNotMatch("=\"[^\"]*<a", html);
        Assert.DoesNotMatch("<code>[^<]*<a", html);
        Assert.DoesNotContain("<b", html, StringComparison.Ordinal);
    }
}
