using System.Globalization;
using System.Text;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Confluence.Markup;

/// <summary>
/// What changed between two plain texts, for a person to read: lines that begin with <c>-</c> and <c>+</c>, at most so many, and how many more there are.
/// Empty lines do not count. Time grows with the length, whatever the texts are.
/// </summary>
internal static class TextDiff
{
    public const int MaxLines = 40;
    public const int MaxCharacters = 4_000;

    /// <summary>Characters of one line; what changed in a longer one is shown with some of what stands around it.</summary>
    private const int MaxLine = 240;

    private const int Around = 40;

    /// <returns>Empty where no line changed.</returns>
    public static string Between(string before, string after)
    {
        if (before == after)
            return "";
        var old = before.AsSpan();
        var now = after.AsSpan();
        TrimEqual(ref old, ref now);
        // Cutting at equal ends keeps whole lines, so that what is left can be told as lines.
        var comparison = LineComparison.Of(old, now);
        return Describe(comparison, old, now);
    }

    private static void TrimEqual(ref ReadOnlySpan<char> old, ref ReadOnlySpan<char> now)
    {
        var head = old.CommonPrefixLength(now);
        if (head < old.Length || head < now.Length)
            head = old[..head].LastIndexOf('\n') + 1;
        old = old[head..];
        now = now[head..];
        var tail = 0;
        var most = Math.Min(old.Length, now.Length);
        while (tail < most && old[^(tail + 1)] == now[^(tail + 1)])
            tail++;
        // The line in which the difference ends belongs to it.
        if (!StartsLine(old, tail) || !StartsLine(now, tail))
        {
            var line = old[^tail..].IndexOf('\n');
            tail = line < 0 ? 0 : tail - line - 1;
        }
        old = old[..^tail];
        now = now[..^tail];
    }

    private static bool StartsLine(ReadOnlySpan<char> text, int tail) => tail == text.Length || text[^(tail + 1)] == '\n';

    private static string Describe(LineComparison comparison, ReadOnlySpan<char> old, ReadOnlySpan<char> now)
    {
        var text = new StringBuilder();
        var (lines, removedMore, addedMore) = (0, 0, 0);
        foreach (var (removed, added) in comparison.Hunks())
        {
            for (var i = removed.Start.Value; i < removed.End.Value; i++)
            {
                var line = old[comparison.Old[i]];
                var other = IsPair(removed, added) ? now[comparison.New[added.Start.Value + i - removed.Start.Value]] : default;
                if (!TryAdd(text, ref lines, "- ", line, other))
                    removedMore++;
            }
            for (var i = added.Start.Value; i < added.End.Value; i++)
            {
                var line = now[comparison.New[i]];
                var other = IsPair(removed, added) ? old[comparison.Old[removed.Start.Value + i - added.Start.Value]] : default;
                if (!TryAdd(text, ref lines, "+ ", line, other))
                    addedMore++;
            }
        }
        if (removedMore + addedMore > 0)
            text.Append(CultureInfo.InvariantCulture, $"… and {removedMore + addedMore:N0} more changed lines ({removedMore:N0} removed, {addedMore:N0} added)\n");
        return text.ToString().TrimEnd('\n');
    }

    // One line in the place of another is most often the same one, changed.
    private static bool IsPair(Range removed, Range added) =>
        removed.End.Value - removed.Start.Value == added.End.Value - added.Start.Value;

    private static bool TryAdd(StringBuilder text, ref int lines, string sign, ReadOnlySpan<char> line, ReadOnlySpan<char> other)
    {
        if (lines >= MaxLines)
            return false;
        var shown = Shorten(line.Trim(), other.Trim());
        if (text.Length + shown.Length + sign.Length + 1 > MaxCharacters)
        {
            // Nothing shorter that comes later is shown in its place.
            lines = MaxLines;
            return false;
        }
        text.Append(sign).Append(shown).Append('\n');
        lines++;
        return true;
    }

    private static string Shorten(ReadOnlySpan<char> line, ReadOnlySpan<char> other)
    {
        if (line.Length <= MaxLine)
            return line.ToString();
        var from = other.IsEmpty ? 0 : Math.Max(0, line.CommonPrefixLength(other) - Around);
        if (from > 0 && char.IsLowSurrogate(line[from]))
            from--;
        var rest = line[from..];
        var cut = Texts.Cut(rest[..Math.Min(rest.Length, MaxLine + 1)].ToString(), MaxLine);
        return from > 0 ? "…" + cut : cut;
    }
}
