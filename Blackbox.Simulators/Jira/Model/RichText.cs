using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Blackbox.Simulators.Jira.Model;

/// <summary>
/// Text with some structure, written as <c>**bold**</c>, <c>`code`</c>, <c>[text](url)</c>, <c>@[user id]</c>, lines with <c>- </c> as a list,
/// three back quotes around a block of code. Jira shows it as ADF on Cloud and as wiki markup on Data Center.
/// </summary>
internal static partial class RichText
{
    private const string Fence = "```";

    /// <summary>https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/</summary>
    public static void WriteAdf(Utf8JsonWriter writer, string text, JiraSite site)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "doc");
        writer.WriteNumber("version", 1);
        writer.WriteStartArray("content");
        foreach (var block in Blocks(text))
        {
            if (block[0].StartsWith(Fence, StringComparison.Ordinal))
                Node(writer, "codeBlock", () => Leaf(writer, string.Join('\n', block[1..^1]), null));
            else if (block[0].StartsWith("- ", StringComparison.Ordinal))
                Node(writer, "bulletList", () =>
                {
                    foreach (var line in block)
                        Node(writer, "listItem", () => Node(writer, "paragraph", () => Inline(writer, line[2..], site)));
                });
            else
                Node(writer, "paragraph", () =>
                {
                    for (var i = 0; i < block.Length; i++)
                    {
                        if (i > 0)
                            writer.WriteRawValue("""{"type":"hardBreak"}""");
                        Inline(writer, block[i], site);
                    }
                });
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all</summary>
    public static string ToWiki(string text, JiraSite site)
    {
        var wiki = new StringBuilder();
        foreach (var block in Blocks(text))
        {
            if (wiki.Length > 0)
                wiki.Append("\r\n\r\n");
            wiki.Append(block[0].StartsWith(Fence, StringComparison.Ordinal)
                ? $"{{code}}\r\n{string.Join("\r\n", block[1..^1])}\r\n{{code}}"
                : string.Join("\r\n", block.Select(line => Marks().Replace(line.StartsWith("- ", StringComparison.Ordinal) ? "* " + line[2..] : line, Wiki))));
        }
        return wiki.ToString();

        string Wiki(Match match) => match switch
        {
            _ when match.Groups["bold"].Success => $"*{match.Groups["bold"].Value}*",
            _ when match.Groups["code"].Success => $"{{{{{match.Groups["code"].Value}}}}}",
            _ when match.Groups["user"].Success => $"[~{site.FindUser(match.Groups["user"].Value)?.Account.UserName ?? match.Groups["user"].Value}]",
            _ => $"[{match.Groups["text"].Value}|{match.Groups["url"].Value}]",
        };
    }

    private static List<string[]> Blocks(string text)
    {
        var blocks = new List<string[]>();
        var lines = new List<string>();
        var inCode = false;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var isFence = line.StartsWith(Fence, StringComparison.Ordinal);
            if (!inCode && (isFence || line.Length == 0))
                End();
            if (inCode || line.Length > 0)
                lines.Add(line);
            if (!isFence)
                continue;
            inCode = !inCode;
            if (!inCode)
                End();
        }
        if (inCode)
            lines.Add(Fence);
        End();
        return blocks;

        void End()
        {
            if (lines.Count > 0)
                blocks.Add([.. lines]);
            lines.Clear();
        }
    }

    private static void Inline(Utf8JsonWriter writer, string text, JiraSite site)
    {
        var end = 0;
        foreach (Match match in Marks().Matches(text))
        {
            Leaf(writer, text[end..match.Index], null);
            if (match.Groups["bold"].Success)
                Leaf(writer, match.Groups["bold"].Value, "strong");
            else if (match.Groups["code"].Success)
                Leaf(writer, match.Groups["code"].Value, "code");
            else if (match.Groups["user"].Success)
                Mention(writer, match.Groups["user"].Value, site);
            else
                Leaf(writer, match.Groups["text"].Value, "link", match.Groups["url"].Value);
            end = match.Index + match.Length;
        }
        Leaf(writer, text[end..], null);
    }

    private static void Node(Utf8JsonWriter writer, string type, Action content)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteStartArray("content");
        content();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Leaf(Utf8JsonWriter writer, string text, string? mark, string? url = null)
    {
        // ADF has no empty text.
        if (text.Length == 0)
            return;
        writer.WriteStartObject();
        writer.WriteString("type", "text");
        writer.WriteString("text", text);
        if (mark is not null)
        {
            writer.WriteStartArray("marks");
            writer.WriteStartObject();
            writer.WriteString("type", mark);
            if (url is not null)
            {
                writer.WriteStartObject("attrs");
                writer.WriteString("href", url);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    private static void Mention(Utf8JsonWriter writer, string user, JiraSite site)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "mention");
        writer.WriteStartObject("attrs");
        writer.WriteString("id", user);
        writer.WriteString("text", "@" + (site.FindUser(user)?.DisplayName ?? user));
        writer.WriteString("accessLevel", "");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    [GeneratedRegex(@"\*\*(?<bold>[^*]+)\*\*|`(?<code>[^`]+)`|@\[(?<user>[^\]]+)\]|\[(?<text>[^\]]+)\]\((?<url>https?://[^)\s]+)\)")]
    private static partial Regex Marks();
}
