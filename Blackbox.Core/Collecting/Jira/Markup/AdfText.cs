using System.Globalization;
using System.Text;
using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;

namespace Blackbox.Core.Collecting.Jira.Markup;

/// <summary>
/// Atlassian Document Format to plain text: <c>{"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text", "text": "…"}]}]}</c>.
/// Lists keep their marks, quotes a <c>&gt;</c>, tables one line a row, links their address; what is unknown gives the text that is in it. Never throws,
/// and takes time in proportion to the document.
/// </summary>
internal sealed class AdfText
{
    /// <summary>Levels below which nothing is read any more.</summary>
    public const int MaxDepth = 64;

    /// <summary>Characters and nodes that are looked at; more than a body holds, because some of them go.</summary>
    private const int MaxCharacters = 2 * Activity.MaxBodyLength;

    private readonly Func<string, string?> _nameOf;
    private int _left = MaxCharacters;

    private AdfText(Func<string, string?> nameOf) => _nameOf = nameOf;

    /// <param name="nameOf">The display name of an account id; null where it is not known.</param>
    public static string ToText(JsonElement document, Func<string, string?>? nameOf = null) =>
        TextLines.Tidy(new AdfText(nameOf ?? (_ => null)).Blocks(document, 0, "\n\n"));

    // Inline nodes that stand among blocks, as broken documents have them, make a line together.
    private string Blocks(JsonElement parent, int depth, string between)
    {
        if (depth > MaxDepth)
            return "";
        var blocks = new List<string>();
        var line = new StringBuilder();
        foreach (var node in parent.Member("content").Items())
        {
            if (--_left <= 0)
                break;
            if (IsInline(node))
            {
                line.Append(Inline(node, depth + 1));
                continue;
            }
            Flush();
            if (Block(node, depth + 1) is { Length: > 0 } block)
                blocks.Add(block);
        }
        Flush();
        return string.Join(between, blocks);

        void Flush()
        {
            if (line.Length > 0)
                blocks.Add(line.ToString());
            line.Clear();
        }
    }

    private string Block(JsonElement node, int depth)
    {
        var attributes = node.Member("attrs");
        switch (node.Text("type"))
        {
            case "paragraph" or "heading" or "caption":
                return Inlines(node, depth);
            case "codeBlock":
                return Inlines(node, depth);
            case "blockquote":
                return TextLines.Quote(Blocks(node, depth, "\n\n"));
            case "bulletList":
                return List(node, depth, _ => "- ");
            case "orderedList":
                var start = attributes.Count("order") ?? 1;
                return List(node, depth, index => string.Create(CultureInfo.InvariantCulture, $"{(long)start + index}. "));
            case "taskList":
                return Tasks(node, depth, item => item.Member("attrs").Text("state") == "DONE" ? "[x] " : "[ ] ");
            case "decisionList":
                return Tasks(node, depth, _ => "- ");
            case "rule":
                return Take("---");
            case "table":
                return Table(node, depth);
            case "expand" or "nestedExpand":
                return Titled(attributes.Text("title"), Blocks(node, depth, "\n\n"));
            case "media":
                return Media(attributes);
            case "mediaSingle" or "mediaGroup":
                return Blocks(node, depth, "\n");
            case "blockCard" or "embedCard":
                return Card(attributes);
            case "extension" or "bodiedExtension" or "multiBodiedExtension":
                return Titled(Extension(attributes), Blocks(node, depth, "\n\n"));
            default:
                // panel, layoutSection, layoutColumn, listItem and what is not known.
                return Titled(attributes.Text("text"), Blocks(node, depth, "\n\n"));
        }
    }

    private string List(JsonElement list, int depth, Func<int, string> mark)
    {
        var items = new List<string>();
        foreach (var item in list.Member("content").Items())
        {
            if (--_left <= 0)
                break;
            var sign = mark(items.Count);
            items.Add(TextLines.Prefix(Blocks(item, depth + 1, "\n"), sign, new string(' ', sign.Length)));
        }
        return string.Join('\n', items);
    }

    // A list of tasks may hold lists of tasks.
    private string Tasks(JsonElement list, int depth, Func<JsonElement, string> mark)
    {
        if (depth > MaxDepth)
            return "";
        var items = new List<string>();
        foreach (var item in list.Member("content").Items())
        {
            if (--_left <= 0)
                break;
            items.Add(item.Text("type") is "taskList" or "decisionList"
                ? TextLines.Prefix(Tasks(item, depth + 1, mark), "  ", "  ")
                : TextLines.Prefix(Blocks(item, depth + 1, "\n"), mark(item), "    "));
        }
        return string.Join('\n', items);
    }

    private string Table(JsonElement table, int depth)
    {
        var rows = new List<string>();
        foreach (var row in table.Member("content").Items())
        {
            if (--_left <= 0)
                break;
            var cells = new List<string>();
            foreach (var cell in row.Member("content").Items().TakeWhile(_ => --_left > 0))
                cells.Add(Blocks(cell, depth + 2, "\n").ReplaceLineEndings(" ").Trim());
            rows.Add(string.Join(" | ", cells));
        }
        return string.Join('\n', rows);
    }

    private string Inlines(JsonElement parent, int depth)
    {
        if (depth > MaxDepth)
            return "";
        var line = new StringBuilder();
        foreach (var node in parent.Member("content").Items())
        {
            if (--_left <= 0)
                break;
            line.Append(IsInline(node) ? Inline(node, depth + 1) : Block(node, depth + 1));
        }
        return line.ToString();
    }

    private static bool IsInline(JsonElement node) => node.Text("type") is
        "text" or "hardBreak" or "mention" or "emoji" or "date" or "status" or "inlineCard" or "placeholder" or "mediaInline" or "inlineExtension";

    private string Inline(JsonElement node, int depth)
    {
        var attributes = node.Member("attrs");
        return node.Text("type") switch
        {
            "text" => Linked(node),
            "hardBreak" => "\n",
            "mention" => Mention(attributes),
            "emoji" => Take(attributes.Text("text") is { Length: > 0 } character ? character : attributes.Text("shortName")),
            "date" => Take(Date(attributes)),
            "status" => Take(attributes.Text("text")),
            "inlineCard" => Card(attributes),
            "mediaInline" => Media(attributes),
            "inlineExtension" => Take(Extension(attributes)),
            // A template's hint at what could be written here.
            "placeholder" => "",
            _ => Inlines(node, depth),
        };
    }

    private string Linked(JsonElement node)
    {
        var text = Take(node.Text("text"));
        foreach (var mark in node.Member("marks").Items())
        {
            if (mark.Text("type") == "link" && mark.Member("attrs").Text("href") is { Length: > 0 } address && !IsSame(text, address))
                return $"{text} ({Take(address)})";
        }
        return text;
    }

    private static bool IsSame(string text, string address) =>
        address.Equals(text, StringComparison.Ordinal) || address.Equals("mailto:" + text, StringComparison.Ordinal)
        || address.TrimEnd('/').EndsWith("//" + text.TrimEnd('/'), StringComparison.Ordinal);

    private string Mention(JsonElement attributes)
    {
        var name = attributes.Text("text") is { } text && text.TrimStart('@').Trim() is { Length: > 0 } said
            ? said
            : attributes.Text("id") is { Length: > 0 } id ? _nameOf(id) : null;
        return Take("@" + (name ?? "somebody"));
    }

    // {"timestamp": "1582152559000"}, sometimes a number.
    private static string Date(JsonElement attributes)
    {
        var text = attributes.Text("timestamp") ?? (attributes.Member("timestamp").ValueKind == JsonValueKind.Number ? attributes.Member("timestamp").GetRawText() : null);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds is >= -62_135_596_800_000 and <= 253_402_300_799_999
                ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : "";
    }

    private string Media(JsonElement attributes)
    {
        var name = attributes.Text("alt") is { Length: > 0 } alt ? alt : attributes.Text("__fileName") ?? attributes.Text("fileName") ?? attributes.Text("url");
        return name is { Length: > 0 } ? $"[{Take(name)}]" : Take("[file]");
    }

    private string Card(JsonElement attributes) =>
        Take(attributes.Text("url") ?? attributes.Member("data").Text("url") ?? attributes.Member("data").Text("name"));

    // {"extensionKey": "toc", "text": "…", "parameters": {"macroMetadata": {"title": "…"}}}
    private static string? Extension(JsonElement attributes) => attributes.Text("text") ?? attributes.Member("parameters").Member("macroMetadata").Text("title");

    private string Titled(string? title, string text)
    {
        title = Take(title);
        return title.Length == 0 ? text : text.Length == 0 ? title : $"{title}\n\n{text}";
    }

    private string Take(string? text)
    {
        if (string.IsNullOrEmpty(text) || _left <= 0)
            return "";
        var taken = text.Length <= _left ? text : text[.._left];
        _left -= taken.Length;
        return taken;
    }
}
