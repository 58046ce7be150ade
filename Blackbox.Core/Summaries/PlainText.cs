using System.Globalization;
using System.Text;

namespace Blackbox.Core.Summaries;

/// <summary>Makes text from outside fit to stand in a line of ours.</summary>
internal static class PlainText
{
    private const int MaxMarksInARow = 3;

    /// <summary>
    /// One line of at most <paramref name="maxLength"/> characters: white space and control characters become single spaces, characters that
    /// change the direction or visibility of what follows are dropped, lone surrogates are replaced, a cut is marked with an ellipsis.
    /// </summary>
    public static string Line(string text, int maxLength)
    {
        var line = new StringBuilder(Math.Min(text.Length, maxLength) + 1);
        var marks = 0;
        var pendingSpace = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsDropped(rune))
                continue;
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                pendingSpace = line.Length > 0;
                continue;
            }
            marks = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
            if (marks > MaxMarksInARow)
                continue;
            if (line.Length + rune.Utf16SequenceLength + (pendingSpace ? 1 : 0) > maxLength)
                return line.ToString().TrimEnd() + "…";
            if (pendingSpace)
                line.Append(' ');
            pendingSpace = false;
            line.Append(rune.ToString());
        }
        return line.ToString();
    }

    /// <summary>Several lines, cleaned as <see cref="Line"/> does, with line breaks kept.</summary>
    public static string Block(string text, int maxLength)
    {
        var cut = Cut(text, maxLength);
        var lines = cut.ReplaceLineEndings("\n").Split('\n').Select(line => Line(line, int.MaxValue - 1));
        return string.Join('\n', lines).Trim() + (cut.Length < text.Length ? " …" : "");
    }

    /// <summary>The first characters, never half of a surrogate pair.</summary>
    public static string Cut(string text, int maxLength)
    {
        if (text.Length <= maxLength)
            return text;
        var end = char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength;
        return text[..end];
    }

    private static bool IsDropped(Rune rune) => rune.Value is
        0x00AD or 0x061C or 0x180E or 0x200B or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0xFEFF
        or (>= 0xFFF9 and <= 0xFFFB) or (>= 0xE0000 and <= 0xE007F);
}
