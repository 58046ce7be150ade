namespace Blackbox.Core.Collecting.Directories.Matching;

/// <summary>How alike two names are. What a name alone says is never certain: two people may have the same one.</summary>
internal static class NameMatching
{
    public static readonly Likeness None = new(0, "");

    private const int MinTypoLength = 8;

    /// <summary>The same whichever of the two comes first.</summary>
    public static Likeness Compare(IReadOnlyList<PersonName> a, IReadOnlyList<PersonName> b)
    {
        var best = None;
        foreach (var first in a)
        {
            foreach (var second in b)
            {
                var likeness = Compare(first, second);
                if (likeness.Score > best.Score)
                    best = likeness;
            }
        }
        return best;
    }

    private static Likeness Compare(PersonName a, PersonName b)
    {
        if (a.Key == b.Key)
            return a.HangulName?.Length > 1 || a.Tokens.Count > 1 ? new(0.85, "the same name") : new(0.4, "the same single name");
        if (a.HangulName is not null && b.HangulName is not null)
            return CompareHangul(a, b);
        if (a.HangulName is not null || b.HangulName is not null)
            return a.HangulName is not null ? CompareScripts(a, b) : CompareScripts(b, a);
        var best = None;
        foreach (var first in a.Readings)
        {
            foreach (var second in b.Readings)
            {
                var likeness = Compare(first, second);
                if (likeness.Score > best.Score)
                    best = likeness;
            }
        }
        return best.Score > 0 ? best : CompareSingle(a, b);
    }

    private static Likeness Compare(PersonName.Reading a, PersonName.Reading b)
    {
        if (a.Family != b.Family)
            return IsTypo(a.Family, b.Family) && a.Given == b.Given && a.Family.Length + a.Given.Length >= MinTypoLength ? new(0.6, "nearly the same name") : None;
        if (a.Given == b.Given)
            return new(0.85, "the same name, written in another way");
        if (a.Family.Length < 2)
            return None;
        if (Nicknames.AreForms(a.Called, b.Called))
            return new(0.75, "the same family name, and given names that are forms of one another");
        if (a.Called == b.Called && a.Called.Length > 1)
            return new(0.75, "the same name but for a middle one");
        if (IsInitialsOf(a, b) || IsInitialsOf(b, a))
            return new(0.5, "the same family name and initials");
        if (IsTypo(a.Given, b.Given) && a.Family.Length + a.Given.Length >= MinTypoLength)
            return new(0.6, "nearly the same name");
        return None;
    }

    private static Likeness CompareSingle(PersonName a, PersonName b)
    {
        var (one, whole) = a.Tokens.Count == 1 ? (a, b) : (b, a);
        if (one.Tokens.Count != 1 || one.Tokens[0].Length < 2)
            return None;
        var name = one.Tokens[0];
        // minjunkim: a whole name without a space.
        if (whole.Readings.Any(reading => name == reading.Family + reading.Given || name == reading.Given + reading.Family))
            return new(0.7, "the same name, written together");
        if (whole.Tokens.Contains(name, StringComparer.Ordinal))
            return new(0.3, "one name of theirs");
        return whole.Tokens.Any(token => Nicknames.AreForms(token, name)) ? new(0.25, "a form of a name of theirs") : None;
    }

    private static Likeness CompareHangul(PersonName a, PersonName b)
    {
        // 민준: the given name only.
        var (one, whole) = a.HangulName!.Length < b.HangulName!.Length ? (a, b) : (b, a);
        return one.HangulName!.Length > 1 && whole.HangulGiven == one.HangulName ? new(0.35, "the same given name") : None;
    }

    private static Likeness CompareScripts(PersonName hangul, PersonName latin)
    {
        if (hangul.HangulName!.Length > 1)
        {
            foreach (var reading in latin.Readings)
            {
                if (KoreanFamilyNames.IsSpelled(hangul.HangulFamily, reading.Family) && IsGiven(reading.Given))
                    return new(Hangul.Romanize(hangul.HangulGiven) == reading.Given ? 0.8 : 0.75, "the same name in Hangul and in Latin letters");
            }
            if (latin.Tokens.Count == 1 && IsWhole(hangul, latin.Tokens[0]))
                return new(0.65, "the same name in Hangul and in Latin letters, written together");
        }
        // 민준, without a family name.
        return hangul.HangulName.Length > 1 && latin.Tokens.Any(token => token.Length > 2 && (IsGiven(token) || Hangul.IsSpelled(hangul.HangulName, token)))
            ? new(0.3, "a given name that may be the same")
            : None;

        bool IsGiven(string given) => hangul.HangulGiven.Length > 0 && Hangul.IsSpelled(hangul.HangulGiven, given);
    }

    /// <summary>Whether a text without spaces is a Korean name in Latin letters, in either order: <c>minjunkim</c>.</summary>
    public static bool IsWhole(PersonName hangul, string latin) =>
        KoreanFamilyNames.SpellingsOf(hangul.HangulFamily).Any(family =>
            (latin.StartsWith(family, StringComparison.Ordinal) && Hangul.IsSpelled(hangul.HangulGiven, latin.AsSpan(family.Length)))
            || (latin.EndsWith(family, StringComparison.Ordinal) && Hangul.IsSpelled(hangul.HangulGiven, latin.AsSpan(0, latin.Length - family.Length))));

    private static bool IsInitialsOf(PersonName.Reading initials, PersonName.Reading full) =>
        initials.Given.Length <= initials.GivenCount + 1 && initials.Given.Length <= 3 && initials.Called.Length == 1
        && full.Called.StartsWith(initials.Called, StringComparison.Ordinal) && full.Called.Length > 1;

    /// <summary>One letter more, less or other, or two that changed places.</summary>
    private static bool IsTypo(string a, string b)
    {
        if (a.Length > b.Length)
            (a, b) = (b, a);
        if (a.Length < 4 || b.Length - a.Length > 1)
            return false;
        var start = 0;
        while (start < a.Length && a[start] == b[start])
            start++;
        var end = 0;
        while (end < a.Length - start && a[^(end + 1)] == b[^(end + 1)])
            end++;
        var (restOfA, restOfB) = (a.Length - start - end, b.Length - start - end);
        return restOfA + restOfB <= 1 || (restOfA == 1 && restOfB == 1)
            || (restOfA == 2 && restOfB == 2 && a[start] == b[start + 1] && a[start + 1] == b[start]);
    }
}

/// <param name="Score">0 for nothing in common, 1 for certain.</param>
/// <param name="Reason">What they have in common, as the rest of "It has …"; empty where nothing.</param>
internal readonly record struct Likeness(double Score, string Reason);
