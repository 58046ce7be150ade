namespace Blackbox.Core.Collecting.Directories.Matching;

/// <summary>
/// Names in Hangul as they are written in Latin letters: by the Revised Romanization of 2000, and as people spell themselves. A syllable of Unicode is
/// <c>0xAC00 + (initial × 21 + vowel) × 28 + final</c>.
/// </summary>
internal static class Hangul
{
    private const char First = '가';
    private const char Last = '힣';
    private const int Vowels = 21;
    private const int Finals = 28;

    // Each part with the official spelling first, then those that people use.
    private static readonly string[][] InitialSpellings =
    [
        ["g", "k"], ["kk", "gg", "k", "g"], ["n"], ["d", "t"], ["tt", "dd", "t"], ["r", "l"], ["m"], ["b", "p"], ["pp", "bb", "b"], ["s", "sh"],
        ["ss", "s"], [""], ["j", "ch"], ["jj", "j"], ["ch"], ["k"], ["t"], ["p"], ["h"],
    ];

    private static readonly string[][] VowelSpellings =
    [
        ["a", "ah"], ["ae", "ai", "ay", "e"], ["ya", "yah"], ["yae"], ["eo", "u", "uh", "o", "ou", "er"], ["e", "eh"], ["yeo", "you", "yu", "yo", "yuh"],
        ["ye", "ey"], ["o", "oh"], ["wa", "ua"], ["wae", "wai"], ["oe", "oi", "we"], ["yo"], ["u", "oo", "ou", "woo", "wu"], ["wo", "weo", "wuh"], ["we"],
        ["wi", "wee"], ["yu", "yoo", "you"], ["eu", "u", "oo"], ["ui", "eui", "yi", "i", "ee", "ey"], ["i", "ee", "y"],
    ];

    private static readonly string[][] FinalSpellings =
    [
        [""], ["k", "g", "ck"], ["k"], ["k"], ["n"], ["n"], ["n"], ["t", "d"], ["l", "r"], ["k", "lk"], ["m", "lm"], ["p", "lb"], ["l"], ["l"], ["p"], ["l"],
        ["m"], ["p", "b"], ["p"], ["t", "s"], ["t", "s"], ["ng"], ["t", "j"], ["t"], ["k"], ["t"], ["p"], ["t", "h", ""],
    ];

    public static bool IsSyllable(char c) => c is >= First and <= Last;

    /// <summary>By the official rule, syllable by syllable, as names are: <c>민준</c> is <c>minjun</c>. Other characters stay as they are.</summary>
    public static string Romanize(ReadOnlySpan<char> text)
    {
        var latin = new System.Text.StringBuilder(text.Length * 3);
        foreach (var c in text)
        {
            if (!IsSyllable(c))
            {
                latin.Append(c);
                continue;
            }
            var (initial, vowel, final) = Parts(c);
            latin.Append(InitialSpellings[initial][0]).Append(VowelSpellings[vowel][0]).Append(FinalSpellings[final][0]);
        }
        return latin.ToString();
    }

    /// <summary>Whether somebody with this name may spell it so: <c>현우</c> as <c>hyunwoo</c>.</summary>
    /// <param name="syllables">Hangul only.</param>
    /// <param name="latin">Lower case, without spaces.</param>
    public static bool IsSpelled(ReadOnlySpan<char> syllables, ReadOnlySpan<char> latin)
    {
        if (syllables.IsEmpty)
            return latin.IsEmpty;
        var (initial, vowel, final) = Parts(syllables[0]);
        foreach (var first in InitialSpellings[initial])
        {
            if (!latin.StartsWith(first, StringComparison.Ordinal))
                continue;
            var afterInitial = latin[first.Length..];
            foreach (var middle in VowelSpellings[vowel])
            {
                if (!afterInitial.StartsWith(middle, StringComparison.Ordinal))
                    continue;
                var afterVowel = afterInitial[middle.Length..];
                foreach (var last in FinalSpellings[final])
                {
                    if (afterVowel.StartsWith(last, StringComparison.Ordinal) && IsSpelled(syllables[1..], afterVowel[last.Length..]))
                        return true;
                }
            }
        }
        return false;
    }

    private static (int Initial, int Vowel, int Final) Parts(char syllable)
    {
        var index = syllable - First;
        return (index / (Vowels * Finals), index / Finals % Vowels, index % Finals);
    }
}
