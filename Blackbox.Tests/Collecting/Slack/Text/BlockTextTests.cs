using System.Text;
using System.Text.Json;
using Blackbox.Core.Collecting.Slack.Text;
using static Blackbox.Tests.Collecting.Slack.RecordedSlack;

namespace Blackbox.Tests.Collecting.Slack.Text;

public sealed class BlockTextTests
{
    private static readonly SlackNames Names = new(
        new Dictionary<string, string> { ["U1ANN"] = "Ann" }, new Dictionary<string, string> { ["C1GEN"] = "general" });

    [Theory]
    [InlineData(
        """
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
            {"type": "user", "user_id": "U1ANN"}, {"type": "text", "text": " see "}, {"type": "channel", "channel_id": "C1GEN"}, {"type": "text", "text": " "},
            {"type": "emoji", "name": "tada"}, {"type": "emoji", "name": "x", "unicode": "1f44d-1f3fc"}, {"type": "emoji", "name": "our-parrot"}]}]}
        """, "@Ann see #general 🎉👍🏼:our-parrot:")]
    [InlineData(
        """
        {"type": "rich_text", "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "Plan:\n"}]},
            {"type": "rich_text_list", "style": "ordered", "offset": 2, "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "test", "style": {"bold": true}}]},
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "ship"}]}]},
            {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "to all"}]}]}]}
        """, "Plan:\n3. test\n4. ship\n  • to all")]
    [InlineData(
        """
        {"type": "rich_text", "elements": [
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "one\ntwo"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a *b* :tada:"}]}]}
        """, "> one\n> two\na *b* :tada:")]
    [InlineData(
        """
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
            {"type": "link", "url": "https://example.org/1", "text": "the issue"}, {"type": "text", "text": ", "}, {"type": "link", "url": "https://example.org/2"},
            {"type": "text", "text": ", "}, {"type": "usergroup", "usergroup_id": "S1"}, {"type": "broadcast", "range": "here"},
            {"type": "date", "timestamp": 1392734382, "format": "{date}"}, {"type": "color", "value": "#F405B3"}, {"type": "new", "text": "?"}]}]}
        """, "the issue (https://example.org/1), https://example.org/2, @S1@here2014-02-18 14:39 UTC#F405B3?")]
    [InlineData("""{"type": "section", "text": {"type": "mrkdwn", "text": "*Deploy* of <https://e.org|api>"}, "fields": [{"type": "plain_text", "text": "*as is* &amp; :tada:"}]}""",
        "Deploy of api (https://e.org)\n*as is* & 🎉")]
    [InlineData("""{"type": "header", "text": {"type": "plain_text", "text": "Week 12"}}""", "Week 12")]
    [InlineData("""{"type": "context", "elements": [{"type": "image", "alt_text": "a cat"}, {"type": "mrkdwn", "text": "by <@U1ANN>"}]}""", "a cat by @Ann")]
    [InlineData("""{"type": "image", "title": {"type": "plain_text", "text": "Graph"}, "alt_text": "a graph"}""", "Graph")]
    [InlineData("""{"type": "divider"}""", "")]
    [InlineData("""{"type": "markdown", "text": "said"}""", "said")]
    [InlineData("""{"type": "of_2030", "text": {"type": "mrkdwn", "text": "still _text_"}}""", "still text")]
    [InlineData("""{"type": "video", "title": {"type": "plain_text", "text": "The talk"}}""", "The talk")]
    // Anything.
    [InlineData("""{"type": 7, "text": 8}""", "")]
    [InlineData("""[1, "x", null]""", "")]
    [InlineData("""{"type": "rich_text", "elements": {"type": "rich_text_section"}}""", "")]
    [InlineData("""{"type": "rich_text", "elements": [7, {"elements": [null, 1, {"text": 1}, {"type": "user", "user_id": "../x"}]}]}""", "")]
    [InlineData("""{"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "ordered", "indent": 2147483647, "offset": 2147483647, "elements": [{}]}]}""",
        "1.")]
    public void Blocks_become_plain_text(string block, string plain) => Assert.Equal(plain, BlockText.ToPlain([Json(block)], Names));

    [Fact]
    public void Blocks_stand_on_lines_of_their_own() =>
        Assert.Equal("a\nb", BlockText.ToPlain([Json("""{"type": "header", "text": "a"}"""), Json("""{"type": "divider"}"""), Json("""{"type": "header", "text": "b"}""")], Names));

    [Fact]
    public void Every_block_is_read_without_an_error()
    {
        const int seed = 20261120;
        var random = new Random(seed);
        for (var run = 0; run < 5_000; run++)
        {
            var json = new StringBuilder();
            Write(json, random, 0);
            using var document = JsonDocument.Parse(json.ToString());
            BlockText.ToPlain([document.RootElement], Names);
        }
    }

    private static void Write(StringBuilder json, Random random, int depth)
    {
        string[] names = ["type", "text", "elements", "fields", "url", "user_id", "name", "unicode", "timestamp", "style", "indent", "offset", "title", "alt_text"];
        string[] values =
        [
            "\"rich_text\"", "\"rich_text_section\"", "\"rich_text_list\"", "\"rich_text_quote\"", "\"section\"", "\"context\"", "\"image\"", "\"link\"", "\"emoji\"",
            "\"date\"", "\"mrkdwn\"", "\"ordered\"", "\"*a* <@U1ANN>\"", "\"\\ud83d\"", "1", "-1", "1e99", "null", "true", "\"U1ANN\"", "\"1f44d\"",
        ];
        if (depth > 6 || random.Next(3) == 0)
            json.Append(values[random.Next(values.Length)]);
        else if (random.Next(3) == 0)
            Join('[', ']', _ => Write(json, random, depth + 1));
        else
            Join('{', '}', i => Write(json.Append('"').Append(names[(i + random.Next(3)) % names.Length]).Append("\":"), random, depth + 1));

        void Join(char open, char close, Action<int> write)
        {
            json.Append(open);
            for (int i = 0, count = random.Next(5); i < count; i++)
            {
                if (i > 0)
                    json.Append(',');
                write(i);
            }
            json.Append(close);
        }
    }
}
