using System.Globalization;
using System.Text.RegularExpressions;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.Confluence.Cql;

/// <summary>A search, as far as the simulator knows the language: clauses joined by AND, and an order by <c>lastmodified</c>.</summary>
/// <param name="Types">Empty: all.</param>
/// <param name="Spaces">Null: all.</param>
/// <param name="ModifiedFrom">Last modified then or later.</param>
/// <param name="IsAscending">Null: the order of relevance, which is nobody's business.</param>
internal sealed partial record CqlQuery(IReadOnlySet<string> Types, IReadOnlySet<string>? Spaces, DateTimeOffset? ModifiedFrom, bool? IsAscending)
{
    private static readonly string[] KnownTypes = ["page", "blogpost", "comment", "user"];

    /// <param name="zone">Of the one who asks: dates are times there.</param>
    /// <exception cref="UnknownRequestException">The query has something that the simulator does not know.</exception>
    public static CqlQuery Parse(string cql, TimeZoneInfo zone) => new Reader(cql).Read(zone);

    private sealed class Reader(string cql)
    {
        private readonly List<string> _tokens = [.. Token().Matches(cql).Select(match => match.Value)];
        private int _at;

        public CqlQuery Read(TimeZoneInfo zone)
        {
            if (Token().Replace(cql, "").Trim().Length > 0)
                throw Unknown();
            var query = new CqlQuery(new HashSet<string>(), null, null, null);
            do
            {
                query = Clause(query, zone);
            }
            while (Take("and"));
            if (Take("order") && Take("by"))
            {
                Need("lastmodified");
                query = query with { IsAscending = !Take("desc") };
                Take("asc");
            }
            return _at == _tokens.Count ? query : throw Unknown();
        }

        private CqlQuery Clause(CqlQuery query, TimeZoneInfo zone)
        {
            switch (Next().ToLowerInvariant())
            {
                case "type":
                    var types = Values().Select(value => value.ToLowerInvariant()).ToHashSet();
                    return types.All(KnownTypes.Contains) ? query with { Types = types } : throw Unknown();
                case "space":
                    return query with { Spaces = Values().ToHashSet(StringComparer.OrdinalIgnoreCase) };
                case "lastmodified":
                    Need(">=");
                    if (!DateTime.TryParseExact(
                        Unquoted(Next()), ["yyyy-MM-dd HH:mm", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
                        throw Unknown();
                    return query with { ModifiedFrom = new DateTimeOffset(local, zone.GetUtcOffset(local)) };
                default:
                    throw Unknown();
            }
        }

        private List<string> Values()
        {
            if (Take("="))
                return [Unquoted(Next())];
            Need("in");
            Need("(");
            var values = new List<string> { Unquoted(Next()) };
            while (Take(","))
                values.Add(Unquoted(Next()));
            Need(")");
            return values;
        }

        private string Next() => _at < _tokens.Count ? _tokens[_at++] : throw Unknown();

        private bool Take(string word)
        {
            var isNext = _at < _tokens.Count && _tokens[_at].Equals(word, StringComparison.OrdinalIgnoreCase);
            _at += isNext ? 1 : 0;
            return isNext;
        }

        private void Need(string word)
        {
            if (!Take(word))
                throw Unknown();
        }

        private static string Unquoted(string token) =>
            token is ['"', .. var inner, '"'] ? inner.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : token;

        private UnknownRequestException Unknown() => new($"cql {cql}");
    }

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""|>=|<=|!=|[=(),<>]|[\w.~-]+")]
    private static partial Regex Token();
}
