using System.Globalization;
using System.Text;

namespace Blackbox.Core.Collecting.Directories.Matching;

/// <summary>
/// A name in a form that can be compared: lower case, without diacritics and punctuation, in each order in which it may be read. Made once a person.
/// </summary>
internal sealed class PersonName
{
    private const int MaxLength = 200;
    private const int MaxTokens = 6;

    // Letters that are no letter with a mark, and so stay after decomposition.
    private static readonly Dictionary<char, string> Foldings = new()
    {
        ['ß'] = "ss",
        ['ø'] = "o",
        ['ł'] = "l",
        ['æ'] = "ae",
        ['œ'] = "oe",
        ['đ'] = "d",
        ['ð'] = "d",
        ['þ'] = "th",
        ['ı'] = "i",
    };

    private PersonName(string key, IReadOnlyList<string> tokens, IReadOnlyList<Reading> readings, string? hangul) =>
        (Key, Tokens, Readings, HangulName) = (key, tokens, readings, hangul);

    /// <summary>The tokens in alphabetical order: equal for names that differ in nothing but the order.</summary>
    public string Key { get; }

    public IReadOnlyList<string> Tokens { get; }

    /// <summary>In Latin and other letters; none for a name in Hangul.</summary>
    public IReadOnlyList<Reading> Readings { get; }

    /// <summary>The syllables of a name in Hangul, family name first; null for others.</summary>
    public string? HangulName { get; }

    public string HangulFamily => HangulName![..KoreanFamilyNames.LengthIn(HangulName)];

    public string HangulGiven => HangulName![KoreanFamilyNames.LengthIn(HangulName)..];

    public string Joined => string.Concat(Tokens);

    /// <summary>The names that a text holds: <c>김민준 (Minjun Kim)</c> holds two.</summary>
    public static IReadOnlyList<PersonName> Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return [];
        var names = new List<PersonName>();
        foreach (var part in Parts(Data.Texts.Storable(text[..Math.Min(text.Length, MaxLength)])))
        {
            foreach (var script in Scripts(part))
            {
                if (ReadOne(script) is { } name && !names.Exists(other => other.Key == name.Key))
                    names.Add(name);
            }
        }
        return names;
    }

    // Minjun (MJ) Kim: what stands in brackets is a name of its own, and what is around them is one.
    private static string[] Parts(string text)
    {
        var (around, within, depth) = (new StringBuilder(), new StringBuilder(), 0);
        foreach (var c in text)
        {
            if (c is '(' or '[' or '{' or '<' or '（')
                depth++;
            else if (c is ')' or ']' or '}' or '>' or '）')
                depth = Math.Max(0, depth - 1);
            else
                (depth > 0 ? within : around).Append(c);
            if (c is ')' or ']' or '}' or '>' or '）')
                within.Append('|');
        }
        return $"{around}|{within}".Split(['|', '/'], StringSplitOptions.RemoveEmptyEntries);
    }

    // 김민준 Minjun Kim: two names beside each other.
    private static IEnumerable<string> Scripts(string text)
    {
        var composed = text.Normalize(NormalizationForm.FormC);
        if (!composed.Any(Hangul.IsSyllable) || !composed.Any(c => char.IsLetter(c) && !Hangul.IsSyllable(c)))
            return [composed];
        return
        [
            string.Concat(composed.Select(c => Hangul.IsSyllable(c) ? c : ' ')),
            string.Concat(composed.Select(c => Hangul.IsSyllable(c) ? ' ' : c)),
        ];
    }

    private static PersonName? ReadOne(string text)
    {
        if (text.Any(Hangul.IsSyllable))
        {
            var syllables = string.Concat(text.Where(Hangul.IsSyllable));
            return syllables.Length <= 8 ? new(syllables, [syllables], [], syllables) : null;
        }
        // Kim, Min Jun: what stands before the comma is the family's.
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        var tokens = Tokenize(text);
        if (tokens.Count == 0)
            return null;
        var family = comma > 0 ? Tokenize(text[..comma]) : [];
        var readings = family.Count > 0 && family.Count < tokens.Count
            ? [Reading.Of(family, [.. tokens.Skip(family.Count)])]
            : ReadingsOf(tokens);
        return new(string.Join(' ', tokens.Order(StringComparer.Ordinal)), tokens, readings, null);
    }

    private static List<Reading> ReadingsOf(List<string> tokens)
    {
        if (tokens.Count == 1)
            return [];
        List<Reading> readings = [Reading.Of(tokens[^1..], tokens[..^1]), Reading.Of(tokens[..1], tokens[1..])];
        // van der Berg, García Márquez; and the same first, as in a list.
        for (var length = 2; length < tokens.Count; length++)
        {
            readings.Add(Reading.Of(tokens[^length..], tokens[..^length]));
            readings.Add(Reading.Of(tokens[..length], tokens[length..]));
        }
        return readings;
    }

    private static List<string> Tokenize(string text)
    {
        var tokens = new List<string>();
        var token = new StringBuilder();
        foreach (var c in text.ToLower(CultureInfo.InvariantCulture).Normalize(NormalizationForm.FormKD))
        {
            if (Foldings.TryGetValue(c, out var folded))
                token.Append(folded);
            else if (char.IsLetterOrDigit(c))
                token.Append(c);
            else if (char.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark && c is not ('\'' or '’' or '`' or '´' or 'ʼ'))
                End();
        }
        End();
        return tokens;

        void End()
        {
            if (token.Length > 0 && tokens.Count < MaxTokens)
                tokens.Add(token.ToString());
            token.Clear();
        }
    }

    /// <summary>One way to read a name.</summary>
    /// <param name="Given">All given names together, as <c>minjun</c> for Min-jun.</param>
    /// <param name="Called">The first of them.</param>
    internal sealed record Reading(string Family, string Given, string Called, int GivenCount)
    {
        public static Reading Of(IReadOnlyList<string> family, IReadOnlyList<string> given) =>
            new(string.Concat(family), string.Concat(given), given[0], given.Count);
    }
}
