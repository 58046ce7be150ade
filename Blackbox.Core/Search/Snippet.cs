using Blackbox.Core.Summaries;

namespace Blackbox.Core.Search;

/// <summary>
/// The lines of a summary that show why it was found. PostgreSQL's <c>ts_headline</c> does the like but reads the text anew with its parser, which takes longer for a page
/// of results than all the rest of a search.
/// </summary>
internal static class Snippet
{
    private const int MaxLines = 2;
    private const int MaxLine = 240;
    private const int MaxTitle = 160;
    private const int MinWord = 2;

    /// <summary>A match need not be nearer to the start of a line than this many characters.</summary>
    private const int Lead = 60;

    /// <param name="words">As they stand in the query; words that begin so match.</param>
    /// <param name="stems">Their stems as PostgreSQL has them, as <c>queri</c> for "queries".</param>
    public static IReadOnlyList<SnippetPart> Of(string content, IReadOnlyList<string> words, IReadOnlyList<string> stems)
    {
        var beginnings = words.Concat(stems).Concat(stems.Where(stem => stem.EndsWith('i')).Select(stem => stem[..^1] + "y"))
            .Where(word => word.Length >= MinWord).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var lines = content.Split('\n').Select(line => PlainText.Line(Markdown.ToPlainText(line), int.MaxValue - 1)).Where(line => line.Length > 0)
            .Select((text, index) => (Text: text, Index: index, Matches: Matches(text, beginnings))).ToList();
        var best = lines.OrderByDescending(line => line.Matches.Select(match => match.Word).Distinct().Count()).ThenBy(line => line.Index)
            .Take(MaxLines).Where((line, rank) => rank == 0 || line.Matches.Count > 0).OrderBy(line => line.Index);
        var parts = new List<SnippetPart>();
        foreach (var line in best)
        {
            if (parts.Count > 0)
                parts.Add(new(" … ", false));
            parts.AddRange(Parts(line.Text, line.Matches));
        }
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

    private static List<(int Start, int End, int Word)> Matches(string line, List<string> beginnings)
    {
        var matches = new List<(int, int, int)>();
        for (var start = 0; start < line.Length; start++)
        {
            if (!IsWordPart(line[start]) || (start > 0 && IsWordPart(line[start - 1])))
                continue;
            var end = start + 1;
            while (end < line.Length && IsWordPart(line[end]))
                end++;
            var word = beginnings.FindIndex(beginning => line.AsSpan(start, end - start).StartsWith(beginning, StringComparison.OrdinalIgnoreCase));
            if (word >= 0)
                matches.Add((start, end, word));
            start = end;
        }
        return matches;
    }

    private static IEnumerable<SnippetPart> Parts(string line, List<(int Start, int End, int Word)> matches)
    {
        var from = matches.Count > 0 && line.Length > MaxLine ? Border(line, Math.Max(0, matches[0].Start - Lead)) : 0;
        var to = Border(line, Math.Min(line.Length, from + MaxLine));
        if (from > 0)
            yield return new("… ", false);
        var at = from;
        foreach (var (start, end, _) in matches.Where(match => match.Start >= from && match.End <= to))
        {
            if (start > at)
                yield return new(line[at..start], false);
            yield return new(line[start..end], true);
            at = end;
        }
        if (to > at)
            yield return new(line[at..to] + (to < line.Length ? "…" : ""), false);
    }

    // Never between the halves of a surrogate pair.
    private static int Border(string line, int index) => index > 0 && index < line.Length && char.IsLowSurrogate(line[index]) ? index - 1 : index;

    private static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is
        System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;
}
