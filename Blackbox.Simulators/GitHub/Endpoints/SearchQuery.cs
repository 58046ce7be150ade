using System.Globalization;
using System.Text.RegularExpressions;

namespace Blackbox.Simulators.GitHub.Endpoints;

/// <summary>
/// What stands in <c>q</c>: words, and qualifiers such as <c>author:mina</c>, <c>created:2026-03-01..2026-03-02</c>, <c>is:pr</c>.
/// A minus before a qualifier negates it.
/// </summary>
internal sealed partial class SearchQuery
{
    private SearchQuery(List<string> words, List<Qualifier> qualifiers) => (Words, Qualifiers) = (words, qualifiers);

    public IReadOnlyList<string> Words { get; }

    public IReadOnlyList<Qualifier> Qualifiers { get; }

    public static SearchQuery Parse(string text)
    {
        var words = new List<string>();
        var qualifiers = new List<Qualifier>();
        foreach (Match match in Part().Matches(text))
        {
            var value = match.Groups["value"].Value.Trim('"');
            if (match.Groups["name"].Success)
                qualifiers.Add(new(match.Groups["name"].Value.ToLowerInvariant(), value, match.Groups["not"].Length > 0));
            else
                words.Add(value);
        }
        return new(words, qualifiers);
    }

    [GeneratedRegex("""(?<not>-?)(?:(?<name>[a-z-]+):)?(?<value>"[^"]*"|[^\s"]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Part();
}

internal sealed record Qualifier(string Name, string Value, bool IsNegated)
{
    /// <summary>Whether the instant is in a range as <c>2026-03-01..2026-03-02</c>, <c>&gt;=2026-03-01T10:00:00Z</c> or <c>2026-03-01</c>.</summary>
    public bool Covers(DateTimeOffset? instant)
    {
        if (instant is not { } at)
            return false;
        if (Value.Split("..") is [var from, var to])
            return (from == "*" || at >= Start(from)) && (to == "*" || at < End(to));
        return Value switch
        {
            ['>', '=', .. var since] => at >= Start(since),
            ['<', '=', .. var until] => at < End(until),
            ['>', .. var after] => at >= End(after),
            ['<', .. var before] => at < Start(before),
            _ => at >= Start(Value) && at < End(Value),
        };
    }

    public bool Is(string? other) => Value.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static DateTimeOffset Start(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : throw new SearchException($"'{text}' is not a recognized date/time format. Please provide an ISO 8601 date/time value, such as YYYY-MM-DD.");

    // A day ends with its last second, a time with its own second.
    private static DateTimeOffset End(string text) => text.Contains('T') ? Start(text).AddSeconds(1) : Start(text).AddDays(1);
}

/// <summary>GitHub refuses the query (422).</summary>
internal sealed class SearchException(string message) : Exception(message);
