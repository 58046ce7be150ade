using System.Text;
using Blackbox.Core.Summaries;

namespace Blackbox.Core.Search;

/// <summary>Reads <c>ts_headline</c>'s answer into pieces of plain text.</summary>
internal static class Snippet
{
    private const char Start = '\u0002';
    private const char Stop = '\u0003';
    private const int MaxLength = 600;
    private const int MaxTitle = 160;

    /// <summary>Options for <c>ts_headline</c>. The marks are control characters, which no summary holds; one in a note can only mark text wrongly.</summary>
    public static readonly string HeadlineOptions =
        $"StartSel=\"{Start}\", StopSel=\"{Stop}\", MaxFragments=2, MaxWords=28, MinWords=10, ShortWord=2, FragmentDelimiter=\" … \"";

    public static IReadOnlyList<SnippetPart> Read(string headline)
    {
        var parts = new List<SnippetPart>();
        var isMatch = false;
        var left = MaxLength;
        var piece = new StringBuilder();
        void Flush()
        {
            var text = Tidy(piece.ToString());
            if (text.Length > 0)
                parts.Add(new(text, isMatch));
            piece.Clear();
        }

        foreach (var c in Markdown.ToPlainText(headline))
        {
            if (c is Start or Stop)
            {
                Flush();
                isMatch = c == Start;
            }
            else if (left-- > 0)
            {
                piece.Append(c);
            }
        }
        Flush();
        return parts;
    }

    /// <summary>The first line that says something.</summary>
    public static string Title(string content)
    {
        foreach (var line in content.Split('\n'))
        {
            var plain = PlainText.Line(Markdown.ToPlainText(line), MaxTitle);
            if (plain.Length > 0)
                return plain;
        }
        return "";
    }

    // Spaces at the ends belong between the pieces.
    private static string Tidy(string text)
    {
        if (text.Length == 0)
            return "";
        var line = PlainText.Line(text, MaxLength);
        if (line.Length == 0)
            return " ";
        return (char.IsWhiteSpace(text[0]) ? " " : "") + line + (char.IsWhiteSpace(text[^1]) ? " " : "");
    }
}
