using System.Web;

namespace Blackbox.Core.Collecting.Rest;

/// <summary>RFC 8288, as platforms write it: <c>&lt;https://api.github.com/repositories/1/issues?page=2&gt;; rel="next", &lt;…&gt;; rel="last"</c>.</summary>
public static class LinkHeader
{
    private const int MaxLength = 16 * 1024;

    /// <returns>Targets by relation, as they stand there; the first of several.</returns>
    public static IReadOnlyDictionary<string, string> Parse(string? header)
    {
        var links = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var rest = header is { Length: <= MaxLength } ? header.AsSpan() : [];
        while (rest.IndexOf('<') is >= 0 and var open && rest[open..].IndexOf('>') is > 1 and var length)
        {
            var target = rest.Slice(open + 1, length - 1).Trim();
            rest = rest[(open + length + 1)..];
            // The next link begins at a comma before a '<'; no parameter that is used has one.
            var end = rest.IndexOf('<');
            var parameters = end < 0 ? rest : rest[..end];
            if (Relation(parameters) is { } relation)
                links.TryAdd(relation, target.ToString());
            rest = end < 0 ? [] : rest[end..];
        }
        return links;
    }

    /// <returns>Its <c>page</c>; null where it has none that is a number.</returns>
    public static int? PageOf(string? target) =>
        target is not null && target.IndexOf('?') is >= 0 and var query
        && int.TryParse(HttpUtility.ParseQueryString(target[query..])["page"], out var page) && page > 0
            ? page
            : null;

    private static string? Relation(ReadOnlySpan<char> parameters)
    {
        foreach (var part in parameters.Split(';'))
        {
            var parameter = parameters[part].Trim(" ,\t");
            if (parameter.StartsWith("rel=", StringComparison.OrdinalIgnoreCase))
                return parameter[4..].Trim('"').Trim().ToString();
        }
        return null;
    }
}
