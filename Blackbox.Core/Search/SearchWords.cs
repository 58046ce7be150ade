using System.Text;
using System.Text.RegularExpressions;

namespace Blackbox.Core.Search;

/// <summary>What of a query's text is looked for by words.</summary>
/// <param name="Text">The text as <c>websearch_to_tsquery</c> takes it without complaint: rows of signs make it nest too deep.</param>
/// <param name="Prefixes">
/// Text of a <c>tsquery</c> that finds words which begin as the last one, which may be half typed, and as those of languages that put particles behind
/// words; empty when the query has operators of its own. An index collects every match of a beginning, so not of all words.
/// </param>
/// <param name="Commits">Beginnings of commit ids, at least seven hex digits, lower case.</param>
/// <param name="Words">The words themselves.</param>
internal sealed partial record SearchWords(string Text, string Prefixes, string[] Commits, IReadOnlyList<string> Words)
{
    private const int MaxWords = 32;
    private const int MaxTokens = 64;
    private const int MinPrefix = 2;

    public static SearchWords Of(string text)
    {
        var words = Word().Matches(text).Take(MaxWords).Select(match => match.Value).ToList();
        // Quotes inside a lexeme cannot occur: a word has only letters, marks and digits.
        var prefixes = Operators().IsMatch(text) || words.Count == 0 || words.Exists(word => word.Length < MinPrefix && char.IsAsciiLetter(word[0]))
            ? ""
            : string.Join(" & ", words.Select((word, index) => index == words.Count - 1 || !Ascii.IsValid(word) ? $"'{word}':*" : $"'{word}'"));
        var tokens = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(token => Word().IsMatch(token)).Take(MaxTokens)
            .Select(token => Dashes().Replace(token, "-"));
        return new(string.Join(' ', tokens), prefixes, [.. CommitBeginning().Matches(text).Take(MaxWords).Select(match => match.Value.ToLowerInvariant()).Distinct()], words);
    }

    [GeneratedRegex(@"^-+")]
    private static partial Regex Dashes();

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"""|(^|\s)-\S|(^|\s)or(\s|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Operators();

    [GeneratedRegex(@"(?<![0-9A-Za-z])(?=[0-9a-fA-F]*[0-9])[0-9a-fA-F]{7,40}(?![0-9A-Za-z])")]
    private static partial Regex CommitBeginning();
}
