using System.Text;
using System.Text.Json;
using Blackbox.Core.Collecting.Slack.Payloads;

namespace Blackbox.Core.Collecting.Slack.Text;

/// <summary>The <c>blocks</c> of a message as plain text, for messages without one. Blocks and elements that are not known give what text they have.</summary>
/// <remarks>The format: https://docs.slack.dev/reference/block-kit/blocks.</remarks>
internal sealed class BlockText
{
    private const int MaxIndent = 8;

    private readonly StringBuilder _plain = new();
    private readonly SlackNames _names;

    private BlockText(SlackNames names) => _names = names;

    private bool IsFull => _plain.Length > Activity.MaxBodyLength;

    public static string ToPlain(IEnumerable<JsonElement> blocks, SlackNames names)
    {
        var text = new BlockText(names);
        foreach (var block in blocks)
            text.Block(block);
        return text._plain.ToString().Trim();
    }

    private void Block(JsonElement block)
    {
        if (IsFull)
            return;
        switch (SlackJson.Text(block, "type"))
        {
            case "rich_text":
                foreach (var part in SlackJson.Items(block, "elements"))
                    Part(part);
                break;

            case "section":
                Line(TextOf(SlackJson.Member(block, "text")));
                foreach (var field in SlackJson.Items(block, "fields"))
                    Line(TextOf(field));
                break;

            case "context":
                Line(string.Join(' ', SlackJson.Items(block, "elements").Select(ElementText).Where(text => text.Length > 0)));
                break;

            case "image":
                Line(ElementText(block));
                break;

            default:
                Line(TextOf(SlackJson.Member(block, "text")) is { Length: > 0 } text ? text : TextOf(SlackJson.Member(block, "title")));
                break;
        }
    }

    // A part of rich text.
    private void Part(JsonElement part)
    {
        if (IsFull)
            return;
        switch (SlackJson.Text(part, "type"))
        {
            case "rich_text_list":
                List(part);
                break;

            case "rich_text_quote":
                foreach (var line in Inline(part).Split('\n'))
                    Line("> " + line);
                break;

            default:
                Line(Inline(part));
                break;
        }
    }

    private void List(JsonElement list)
    {
        var isOrdered = SlackJson.Text(list, "style") == "ordered";
        SlackJson.TryCount(list, "indent", out var indent);
        SlackJson.TryCount(list, "offset", out var number);
        foreach (var item in SlackJson.Items(list, "elements"))
        {
            if (IsFull)
                return;
            number = number == int.MaxValue ? 1 : number + 1;
            var mark = isOrdered ? $"{number}." : "•";
            Line($"{new string(' ', 2 * Math.Min(indent, MaxIndent))}{mark} {Inline(item)}");
        }
    }

    private string Inline(JsonElement part)
    {
        var inline = new StringBuilder();
        foreach (var element in SlackJson.Items(part, "elements"))
        {
            if (inline.Length > Activity.MaxBodyLength)
                break;
            inline.Append(InlineElement(element));
        }
        return inline.ToString().ReplaceLineEndings("\n").TrimEnd('\n');
    }

    private string InlineElement(JsonElement element)
    {
        string? Text(string name) => SlackJson.Text(element, name) is { } text ? MrkdwnText.Unescape(text) : null;
        string? Id(string name) => SlackJson.Text(element, name) is { } id && SlackReference.IsId(id) ? id : null;

        return SlackJson.Text(element, "type") switch
        {
            "user" => Id("user_id") is { } user ? _names.User(user, null) : "",
            "channel" => Id("channel_id") is { } channel ? _names.Channel(channel, null) : "",
            "usergroup" => Id("usergroup_id") is { } group ? $"@{group}" : "",
            "broadcast" => Text("range") is { Length: > 0 } range ? $"@{range}" : "",
            "emoji" => Emoji(element),
            "link" => Text("url") is { } url ? SlackReference.Link(url, Text("text")) : Text("text") ?? "",
            "date" => Text("fallback") ?? (SlackJson.Member(element, "timestamp") is { ValueKind: JsonValueKind.Number } at ? SlackReference.Date(at.GetRawText()) : null) ?? "",
            "color" => Text("value") ?? "",
            _ => Text("text") ?? "",
        };
    }

    private static string Emoji(JsonElement emoji)
    {
        var name = SlackJson.Text(emoji, "name") ?? "";
        return EmojiNames.OfCodePoints(SlackJson.Text(emoji, "unicode")) ?? EmojiNames.Find(name) ?? (name.Length is > 0 and <= EmojiNames.MaxLength ? $":{name}:" : "");
    }

    // In a context: a text or an image.
    private string ElementText(JsonElement element) =>
        SlackJson.Text(element, "type") == "image"
            ? TextOf(SlackJson.Member(element, "title")) is { Length: > 0 } title ? title : SlackJson.Text(element, "alt_text") ?? ""
            : TextOf(element);

    // {"type": "mrkdwn", "text": "*Hi*"}, or the text itself.
    private string TextOf(JsonElement text)
    {
        if (text.ValueKind == JsonValueKind.String)
            return TextOrEmpty(text);
        var content = SlackJson.Text(text, "text") ?? "";
        return SlackJson.Text(text, "type") == "mrkdwn" ? MrkdwnText.ToPlain(content, _names) : MrkdwnText.Literal(content);
    }

    private string TextOrEmpty(JsonElement text)
    {
        try
        {
            return MrkdwnText.ToPlain(text.GetString()!, _names);
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private void Line(string line)
    {
        if (line.Length == 0 || IsFull)
            return;
        if (_plain.Length > 0)
            _plain.Append('\n');
        _plain.Append(line);
    }
}
