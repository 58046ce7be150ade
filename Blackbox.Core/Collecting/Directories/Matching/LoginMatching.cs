namespace Blackbox.Core.Collecting.Directories.Matching;

/// <summary>How much a login, or the name in an e-mail, says of a name: <c>mkim</c>, <c>minjun.kim</c>, <c>kim-minjun2</c>.</summary>
internal static class LoginMatching
{
    private const int MinLength = 3;
    private const int MaxLength = 40;

    /// <returns>Lower-case letters in their parts; none for what is more likely a key than a login.</returns>
    public static IReadOnlyList<string> Parts(string? login)
    {
        if (login is null || login.Length is < MinLength or > MaxLength)
            return [];
        var text = login.ToLowerInvariant().TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        var digits = text.Count(char.IsAsciiDigit);
        if (digits > 2 || !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            return [];
        return text.Split(['-', '_', '.'], StringSplitOptions.RemoveEmptyEntries);
    }

    public static Likeness Compare(IReadOnlyList<string> parts, IReadOnlyList<PersonName> names)
    {
        var best = NameMatching.None;
        var whole = string.Concat(parts);
        if (whole.Length < MinLength)
            return best;
        foreach (var name in names)
        {
            var likeness = name.HangulName is { Length: > 1 } ? CompareHangul(whole, name) : Compare(whole, parts.Count, name);
            if (likeness.Score > best.Score)
                best = likeness;
        }
        return best;
    }

    private static Likeness CompareHangul(string whole, PersonName name) =>
        NameMatching.IsWhole(name, whole) ? new(0.65, "a login that is their name in Latin letters") : NameMatching.None;

    private static Likeness Compare(string whole, int parts, PersonName name)
    {
        if (name.Tokens.Count == 1)
            return whole == name.Tokens[0] ? new(0.4, "a login that is a name of theirs") : NameMatching.None;
        var best = NameMatching.None;
        foreach (var reading in name.Readings)
        {
            var (family, given, called) = (reading.Family, reading.Given, reading.Called);
            if (family.Length > 1 && given.Length > 1 && (whole == given + family || whole == family + given || whole == called + family || whole == family + called))
                return new(0.7, parts > 1 ? "a login that is their name" : "a login that is their name, written together");
            if (family.Length > 2 && given.Length > 0 && (whole == given[..1] + family || whole == family + given[..1]))
                best = Better(best, new(0.45, "a login of their family name and an initial"));
            else if (called.Length > 2 && family.Length > 0 && (whole == called + family[..1] || whole == family[..1] + called))
                best = Better(best, new(0.4, "a login of a given name and an initial"));
            else if (whole.Length > 3 && (whole == family || whole == called))
                best = Better(best, new(0.25, "a login that is one name of theirs"));
        }
        return best;
    }

    private static Likeness Better(Likeness a, Likeness b) => b.Score > a.Score ? b : a;
}
