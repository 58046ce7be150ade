using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Blackbox.Core.Summaries;

/// <summary>Turns what a language model wrote into a summary that may be kept, or refuses it.</summary>
internal static partial class ModelAnswer
{
    private const int MaxLength = 20_000;
    private const int MaxLineLength = 2_000;
    private const int MinLength = 20;

    /// <summary>
    /// Keeps headings, bullets, bold and code; takes the citations out of the text and keeps those that exist as evidence.
    /// </summary>
    /// <returns>Null when the answer is empty, far too long, repeats the fence, or cites nothing that exists.</returns>
    public static SummaryText? Read(string answer, PromptMaterial material)
    {
        var text = Reasoning().Replace(answer, "").Trim();
        if (text.Length is < MinLength or > MaxLength || text.Contains(material.Fence, StringComparison.Ordinal))
            return null;
        var content = new StringBuilder();
        var evidence = new List<Evidence>();
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (CodeFence().IsMatch(raw))
                continue;
            var cited = Cited(raw, material);
            var (mark, words) = Clean(Citation().Replace(raw, ""));
            content.Append(mark).Append(words).Append('\n');
            if (words.Length > 0 && cited.Count > 0)
                evidence.Add(new(words, cited));
        }
        if (evidence.Count == 0)
            return null;
        if (material.LeftOut > 0)
            content.Append(CultureInfo.InvariantCulture, $"\nWritten without the oldest {Extractive.Phrases.Count(material.LeftOut, "activity", "activities")} of the day.\n");
        return new(BlankLines().Replace(content.ToString().Trim(), "\n\n"), evidence);
    }

    private static List<Guid> Cited(string line, PromptMaterial material) =>
        [.. Citation().Matches(line)
            .SelectMany(match => Digits().Matches(match.Value))
            .Select(digits => int.TryParse(digits.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(number => number >= 1 && number <= material.Numbered.Count)
            .Distinct()
            .Select(number => material.Numbered[number - 1].Id)];

    // The mark that opens the line is the model's to choose among three; the words are escaped except for bold and code.
    private static (string Mark, string Words) Clean(string line)
    {
        var match = LineMark().Match(line);
        var mark = match.Groups["mark"].Value switch
        {
            "" => "",
            ['#', ..] => "### ",
            _ => match.Groups["indent"].Length >= 2 ? "  - " : "- ",
        };
        var words = new StringBuilder();
        var rest = line[match.Length..];
        foreach (Match piece in Pieces().Matches(rest))
        {
            words.Append(
                piece.Groups["code"].Success ? Markdown.Code(piece.Groups["code"].Value, MaxLineLength)
                : piece.Groups["bold"].Success ? $"**{Keep(piece.Groups["bold"].Value)}**"
                : Keep(piece.Value));
        }
        return (mark, PlainText.Cut(words.ToString().Trim(), MaxLineLength));
    }

    // Escaping trims; the spaces around bold and code belong to the sentence.
    private static string Keep(string text)
    {
        var escaped = Markdown.Escape(text, MaxLineLength);
        return (char.IsWhiteSpace(text[0]) ? " " : "") + escaped + (escaped.Length > 0 && char.IsWhiteSpace(text[^1]) ? " " : "");
    }

    [GeneratedRegex(@"<think>.*?</think>", RegexOptions.Singleline)]
    private static partial Regex Reasoning();

    [GeneratedRegex(@"\s*\[\s*\d{1,6}(\s*[,;–-]\s*\d{1,6})*\s*\](?!\()")]
    private static partial Regex Citation();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^\s*(```|~~~)")]
    private static partial Regex CodeFence();

    [GeneratedRegex(@"^(?<indent>\s*)((?<mark>#{1,6}|[-*•])\s+)?")]
    private static partial Regex LineMark();

    [GeneratedRegex(@"`(?<code>[^`]+)`|\*\*(?<bold>[^*\s]([^*]*[^*\s])?)\*\*|[^`*]+|[`*]")]
    private static partial Regex Pieces();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex BlankLines();
}
