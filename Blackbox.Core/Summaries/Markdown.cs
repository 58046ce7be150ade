using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Blackbox.Core.Summaries;

/// <summary>Puts text from outside into Markdown so that it shows as it is and nothing of it becomes markup, a link or an image.</summary>
internal static partial class Markdown
{
    // Beyond CommonMark's own these are what common extensions give a meaning: generic attributes, autolinks, emphasis, emoji, math, mentions.
    private const string Special = "\\`*_{}[]<>&|~^$=+\":@#";

    private static readonly SearchValues<char> ListNumbers =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public static string Escape(string text, int maxLength)
    {
        var line = PlainText.Line(text, maxLength);
        var escaped = new StringBuilder(line.Length + 16);
        for (var i = 0; i < line.Length; i++)
        {
            if (Special.Contains(line[i], StringComparison.Ordinal) || IsListMark(line, i) || EndsAutolinkHost(line, i))
                escaped.Append('\\');
            escaped.Append(line[i]);
        }
        return escaped.ToString();
    }

    /// <summary>A code span; what it cannot hold is replaced.</summary>
    public static string Code(string text, int maxLength)
    {
        var line = PlainText.Line(text, maxLength).Replace('`', '\'');
        return line.Length == 0 ? "`?`" : $"`{line}`";
    }

    /// <summary>What a reader sees of Markdown, near enough for embeddings and snippets. The result is text, not safe markup.</summary>
    public static string ToPlainText(string markdown)
    {
        var withoutMarks = LineMarks().Replace(markdown, "").Replace("**", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal);
        return Escapes().Replace(withoutMarks, "$1");
    }

    // "- x", "1. x", "iv) x" at the start would open a list in the list item that the text stands in.
    private static bool IsListMark(string line, int i) => line[i] switch
    {
        '-' or '.' when i == 0 => true,
        '.' or ')' => i <= 9 && !line.AsSpan(0, i).ContainsAnyExcept(ListNumbers),
        _ => false,
    };

    private static bool EndsAutolinkHost(string line, int i) =>
        line[i] == '.' && i >= 3 && line.AsSpan(i - 3, 3).Equals("www", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^\s*(#{1,6}|[-*]|>)\s+", RegexOptions.Multiline)]
    private static partial Regex LineMarks();

    [GeneratedRegex(@"\\([!-/:-@\[-`{-~])")]
    private static partial Regex Escapes();
}
