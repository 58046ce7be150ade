using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Blackbox.Core.Collecting.Jira.Markup;
using Activity = Blackbox.Core.Collecting.Activity;

namespace Blackbox.Tests.Collecting.Jira.Markup;

public sealed class MarkupFuzzTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private static readonly string[] Pieces =
    [
        "*", "_", "-", "+", "^", "~", "??", "{", "}", "{{", "}}", "[", "]", "|", "||", "!", "\\", "\\\\", "\n", "\r\n", " ", "# ", "* ", "** ", "- ", "h1. ", "bq. ",
        "{code}", "{code:java}", "{noformat}", "{quote}", "{panel:title=x|y=z}", "{panel}", "{color:red}", "{color}", "{status:title=a|title=b", "[~", "[~accountid:", "https://",
        "mailto:", "a", "snake_case", "한글", "😀", "\ud83d", "\0", "\u2028", "image.png", "----", "&nbsp;", "{*}",
    ];

    [Fact]
    public void Wiki_markup_never_throws_and_is_bounded()
    {
        var random = new Random(20_261_120);
        for (var round = 0; round < 3_000; round++)
        {
            var markup = new StringBuilder();
            for (var length = random.Next(200); length > 0; length--)
                markup.Append(Pieces[random.Next(Pieces.Length)]);
            Assert.InRange(WikiText.ToText(markup.ToString()).Length, 0, Activity.MaxBodyLength);
        }
    }

    [Fact]
    public void Wiki_markup_that_repeats_itself_takes_time_in_proportion()
    {
        foreach (var piece in (string[])[.. Pieces, "*a ", "_a_", "[a|", "!a.b", "{{a}", "|[", "|{", "{status:title=", "?? ", "~a", "[[a]", "!a ", "* a\n", "{code}a", "{quote}a"])
        {
            var watch = Stopwatch.StartNew();
            var text = WikiText.ToText(string.Concat(Enumerable.Repeat(piece, 300_000 / piece.Length)));
            Assert.True(watch.Elapsed < Longest, $"{piece} took {watch.Elapsed}");
            Assert.InRange(text.Length, 0, Activity.MaxBodyLength);
        }
    }

    [Fact]
    public void Documents_never_throw_and_are_bounded()
    {
        var random = new Random(20_261_120);
        for (var round = 0; round < 2_000; round++)
        {
            using var document = JsonDocument.Parse(Node(random, 0), new() { MaxDepth = 256 });
            Assert.InRange(AdfText.ToText(document.RootElement, _ => random.Next(2) == 0 ? null : "N").Length, 0, Activity.MaxBodyLength);
        }
    }

    [Theory]
    [InlineData("blockquote")]
    [InlineData("bulletList")]
    [InlineData("taskList")]
    [InlineData("expand")]
    [InlineData("text")]
    [InlineData("unknown")]
    public void Deep_documents_are_read_to_a_depth(string type)
    {
        const int depth = 5_000;
        var json = string.Concat(Enumerable.Repeat($$"""{"type":"{{type}}","text":"x","content":[""", depth)) + string.Concat(Enumerable.Repeat("]}", depth));
        using var document = JsonDocument.Parse(json, new() { MaxDepth = 3 * depth });
        var watch = Stopwatch.StartNew();
        AdfText.ToText(document.RootElement);
        Assert.True(watch.Elapsed < Longest, $"{watch.Elapsed}");
    }

    [Fact]
    public void Wide_documents_are_read_to_a_size()
    {
        var inner = string.Join(',', Enumerable.Repeat("""{"type":"hardBreak"},{"type":"text","text":"some words"}""", 200_000));
        var json = string.Concat(Enumerable.Repeat("""{"type":"blockquote","content":[""", 50)) + $$"""{"type":"paragraph","content":[{{inner}}]}""" + string.Concat(Enumerable.Repeat("]}", 50));
        using var document = JsonDocument.Parse($$"""{"content":[{{json}}]}""", new() { MaxDepth = 256 });
        var watch = Stopwatch.StartNew();
        var text = AdfText.ToText(document.RootElement);
        output.WriteLine($"{watch.Elapsed}");
        Assert.Equal(Activity.MaxBodyLength, text.Length);
        Assert.True(watch.Elapsed < Longest, $"{watch.Elapsed}");
    }

    private static string Node(Random random, int depth)
    {
        string[] types =
        [
            "doc", "paragraph", "text", "heading", "bulletList", "orderedList", "listItem", "taskList", "taskItem", "table", "tableRow", "tableCell", "panel", "codeBlock", "media", "mediaSingle",
            "mention", "emoji", "date", "status", "inlineCard", "expand", "extension", "hardBreak", "rule", "nonsense",
        ];
        string[] values = ["7", "null", "true", "\"x\"", "\"\"", "\"\\ud800\"", "{}", "[]", "\"1582152559000\"", "1e400", "-1", "\"\\u0000\\n\\n\\n\""];
        string Value() => values[random.Next(values.Length)];
        var content = depth > 8 || random.Next(4) == 0 ? Value() : $"[{string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(8) == 0 ? Value() : Node(random, depth + 1)))}]";
        var type = random.Next(10) == 0 ? Value() : $"\"{types[random.Next(types.Length)]}\"";
        return $$$"""{"type":{{{type}}},"text":{{{Value()}}},"attrs":{"text":{{{Value()}}},"id":{{{Value()}}},"timestamp":{{{Value()}}},"order":{{{Value()}}},"url":{{{Value()}}},"title":{{{Value()}}},"alt":{{{Value()}}},"state":{{{Value()}}}},"marks":[{"type":"link","attrs":{"href":{{{Value()}}}}},{{{Value()}}}],"content":{{{content}}}}""";
    }
}
