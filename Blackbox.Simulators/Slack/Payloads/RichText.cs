using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.Slack.Payloads;

/// <summary>A text again as the blocks that Slack's own client sends: mentions, channels, links and emoji as elements, code as preformatted.</summary>
internal static partial class RichText
{
    public static void Blocks(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartArray("blocks");
        writer.WriteStartObject();
        writer.Text("type", "rich_text");
        writer.Text("block_id", "b" + (text.Length % 97));
        writer.WriteStartArray("elements");
        foreach (var (part, index) in text.Split("```").Select((part, index) => (part, index)))
        {
            if (part.Length > 0)
                Section(writer, part, isCode: index % 2 == 1);
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void Section(Utf8JsonWriter writer, string text, bool isCode)
    {
        writer.WriteStartObject();
        writer.Text("type", isCode ? "rich_text_preformatted" : "rich_text_section");
        writer.WriteStartArray("elements");
        var from = 0;
        foreach (Match match in isCode ? Enumerable.Empty<Match>() : Piece().Matches(text))
        {
            Plain(writer, text[from..match.Index]);
            Element(writer, match);
            from = match.Index + match.Length;
        }
        Plain(writer, text[from..]);
        writer.WriteEndArray();
        if (isCode)
            writer.Number("border", 0);
        writer.WriteEndObject();
    }

    private static void Element(Utf8JsonWriter writer, Match match)
    {
        writer.WriteStartObject();
        if (match.Groups["emoji"] is { Success: true } emoji)
        {
            writer.Text("type", "emoji");
            writer.Text("name", emoji.Value);
        }
        else if (match.Groups["code"] is { Success: true } code)
        {
            writer.Text("type", "text");
            writer.Text("text", WebUtility.HtmlDecode(code.Value));
            writer.Object("style", () => writer.Flag("code", true));
        }
        else
        {
            var (target, label) = (match.Groups["target"].Value, match.Groups["label"]);
            switch (target[0])
            {
                case '@':
                    writer.Text("type", "user");
                    writer.Text("user_id", target[1..]);
                    break;
                case '#':
                    writer.Text("type", "channel");
                    writer.Text("channel_id", target[1..]);
                    break;
                case '!':
                    writer.Text("type", "broadcast");
                    writer.Text("range", target[1..]);
                    break;
                default:
                    writer.Text("type", "link");
                    writer.Text("url", WebUtility.HtmlDecode(target));
                    if (label.Success)
                        writer.Text("text", WebUtility.HtmlDecode(label.Value));
                    break;
            }
        }
        writer.WriteEndObject();
    }

    private static void Plain(Utf8JsonWriter writer, string text)
    {
        if (text.Length == 0)
            return;
        writer.WriteStartObject();
        writer.Text("type", "text");
        writer.Text("text", WebUtility.HtmlDecode(text));
        writer.WriteEndObject();
    }

    [GeneratedRegex(@"<(?<target>[^>|]+)(?:\|(?<label>[^>]*))?>|:(?<emoji>[a-z0-9_+-]+):|`(?<code>[^`\n]+)`")]
    private static partial Regex Piece();
}
