using Blackbox.Core.Collecting.Jira.Markup;

namespace Blackbox.Tests.Collecting.Jira.Markup;

public sealed class WikiTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("h1. Title\nText", "Title\nText")]
    [InlineData("h7. no heading", "h7. no heading")]
    [InlineData("*bold* and _italic_ and -gone- and +new+", "bold and italic and gone and new")]
    [InlineData("a *bold _and italic_ text*.", "a bold and italic text.")]
    [InlineData("snake_case_name and kebab-case-name and 2020-01-02", "snake_case_name and kebab-case-name and 2020-01-02")]
    [InlineData("_private_field_ stays", "private_field stays")]
    [InlineData("2 * 3 * 4 and a - b - c", "2 * 3 * 4 and a - b - c")]
    [InlineData("(-) no (-) yes", "(-) no (-) yes")]
    [InlineData("un{*}frigging{*}believable", "unfriggingbelievable")]
    [InlineData("??a citation??", "a citation")]
    [InlineData("{{code_like *x*}} stays", "code_like *x* stays")]
    [InlineData("see https://example.org/a_b_c?x=*y* now", "see https://example.org/a_b_c?x=*y* now")]
    [InlineData("[a page|https://example.org/x]", "a page (https://example.org/x)")]
    [InlineData("[https://example.org/x]", "https://example.org/x")]
    [InlineData("[https://example.org/x|https://example.org/x|smart-link]", "https://example.org/x")]
    [InlineData("[a *bold* page|https://example.org|a tip]", "a bold page (https://example.org)")]
    [InlineData("[ada@example.org|mailto:ada@example.org]", "ada@example.org")]
    [InlineData("[WIP] fix [a|b] [x]", "[WIP] fix [a|b] [x]")]
    [InlineData("[the other|ENG-7]", "the other (ENG-7)")]
    [InlineData("[~ada], [~accountid:5f8d380729bd8a006f5a90a0] and [~nobody]", "@Ada Lovelace, @Jin and @nobody")]
    [InlineData("[~accountid:unknown]", "@somebody")]
    [InlineData("[^report.pdf]", "report.pdf")]
    [InlineData("!image-20210125-030921.png|width=686,height=300!", "[image-20210125-030921.png]")]
    [InlineData("!my screenshot.png|thumbnail! there", "[my screenshot.png] there")]
    [InlineData("Wow! Really. Great!", "Wow! Really. Great!")]
    [InlineData("* a\n** b\n*** c\n* d", "- a\n  - b\n    - c\n- d")]
    [InlineData("# one\n# two\n## inner\n# three\n\n# again", "1. one\n2. two\n  1. inner\n3. three\n\n1. again")]
    [InlineData("# one\n#* bullet\n- dash", "1. one\n  - bullet\n- dash")]
    [InlineData("#1234 is no list", "#1234 is no list")]
    [InlineData("bq. said", "> said")]
    [InlineData("before {quote}a\nb{quote} after", "before\n> a\n> b\nafter")]
    [InlineData("{code:java}\nint a_b = *p;\n  // [x]\n{code}\nthen", "int a_b = *p;\n  // [x]\nthen")]
    [InlineData("{noformat}*as it is*{noformat}", "*as it is*")]
    [InlineData("{code}never closed *x*", "never closed x")]
    [InlineData("{panel:title=My title|borderStyle=dashed}inside{panel}", "My title\ninside")]
    [InlineData("{color:#ff0000}red{color} and {anchor:x}text", "red and text")]
    [InlineData("{status:colour=Green|title=DONE} ok", "DONE ok")]
    [InlineData("GET /users/{id}/{name}", "GET /users/{id}/{name}")]
    [InlineData("||Name||Size||\n|[a|https://example.org]|*1*|\n|x| |", "Name | Size\na (https://example.org) | 1\nx |")]
    [InlineData("one\\\\two", "one\ntwo")]
    [InlineData(@"\*not bold\* \[x] C:\temp", @"*not bold* [x] C:\temp")]
    [InlineData("a\n----\nb", "a\n---\nb")]
    [InlineData("a\r\n\r\n\r\n\r\nb  ", "a\n\nb")]
    [InlineData("a&nbsp;b", "a b")]
    [InlineData("", "")]
    [InlineData(" \n\t ", "")]
    public void Markup_reads_as_text(string markup, string expected) => Assert.Equal(expected, WikiText.ToText(markup, NameOf));

    [Fact]
    public void Comment_of_a_real_integration_reads_as_text() => Assert.Equal(
        """
        Dingding Zhang (https://gitlab.com/zhangdingding) mentioned this issue in a commit (https://gitlab.com/meri.co/vdev.co/-/commit/8748a066) on branch release/2.7 (https://gitlab.com/meri.co/vdev.co/-/tree/release/2.7):
        > Feat(EE-1): add modularity metric chart
        """,
        WikiText.ToText("[Dingding Zhang|https://gitlab.com/zhangdingding] mentioned this issue in [a commit|https://gitlab.com/meri.co/vdev.co/-/commit/8748a066] "
            + "on branch [release/2.7|https://gitlab.com/meri.co/vdev.co/-/tree/release/2.7]:{quote}Feat(EE-1): add modularity metric chart{quote}"));

    private static string? NameOf(string key) => key switch
    {
        "ada" => "Ada Lovelace",
        "5f8d380729bd8a006f5a90a0" => "Jin",
        _ => null,
    };
}
