using System.Globalization;
using System.Text;

namespace Blackbox.Core.Llm;

/// <summary>Cuts any text into comparable words.</summary>
internal static class Words
{
    private static readonly HashSet<string> StopWords =
    [
        "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "did", "do", "does", "for", "from", "had", "has", "have", "he",
        "her", "his", "i", "if", "in", "into", "is", "it", "its", "me", "more", "my", "no", "not", "of", "on", "or", "our", "she", "so", "than",
        "that", "the", "their", "them", "then", "there", "these", "they", "this", "to", "was", "we", "were", "what", "when", "which", "who",
        "will", "with", "you", "your",
    ];

    public static bool IsStopWord(string word) => StopWords.Contains(word);

    /// <summary>
    /// Runs of letters, marks and digits, in compatibility form and lower case. Identifiers count whole and in their parts:
    /// <c>parseHTTPHeader</c> is also <c>parse</c>, <c>http</c>, <c>header</c>. Lone surrogates are separators.
    /// </summary>
    public static IEnumerable<string> Of(string text)
    {
        var run = new StringBuilder();
        foreach (var rune in Normalize(text).EnumerateRunes())
        {
            if (IsWordPart(rune))
            {
                run.Append(rune.ToString());
                continue;
            }
            foreach (var word in Split(run))
                yield return word;
            run.Clear();
        }
        foreach (var word in Split(run))
            yield return word;
    }

    private static bool IsWordPart(Rune rune) =>
        rune != Rune.ReplacementChar
        && (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    private static IEnumerable<string> Split(StringBuilder run)
    {
        if (run.Length == 0)
            yield break;
        var whole = run.ToString();
        yield return whole.ToLowerInvariant();
        var start = 0;
        for (var i = 1; i < whole.Length; i++)
        {
            if (!IsBorder(whole, i))
                continue;
            yield return whole[start..i].ToLowerInvariant();
            start = i;
        }
        if (start > 0)
            yield return whole[start..].ToLowerInvariant();
    }

    // aB, 1a, a1 and the last capital of ABc begin a new part.
    private static bool IsBorder(string text, int i)
    {
        var (before, here) = (text[i - 1], text[i]);
        if (char.IsSurrogate(before) || char.IsSurrogate(here))
            return false;
        return (char.IsLower(before) && char.IsUpper(here))
            || (char.IsDigit(before) && char.IsLetter(here))
            || (char.IsLetter(before) && char.IsDigit(here))
            || (char.IsUpper(before) && char.IsUpper(here) && i + 1 < text.Length && char.IsLower(text[i + 1]));
    }

    // Normalization refuses lone surrogates and U+FFFE.
    private static string Normalize(string text)
    {
        var valid = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            valid.Append(rune.Value == 0xFFFE ? " " : rune.ToString());
        return valid.ToString().Normalize(NormalizationForm.FormKC);
    }
}
