using System.Diagnostics.CodeAnalysis;

namespace Blackbox.Simulators.Http;

/// <summary>Finds the endpoint for a path. What is not listed the simulator does not know.</summary>
internal sealed class Router<T>(IReadOnlyList<T> endpoints) where T : EndpointPattern
{
    /// <summary>Why the simulator does not know the request: its path, method or a parameter; null if it does.</summary>
    public string? WhyUnknown(HttpRequest request, string path, [NotNull] out T? endpoint, out Dictionary<string, string> route)
    {
        endpoint = endpoints[0];
        if (!TryFind(SegmentsOf(path), out var found, out route))
            return $"path {path}";
        endpoint = found;
        if (!HttpMethods.IsGet(request.Method))
            return $"method {request.Method}";
        return request.Query.Keys.FirstOrDefault(name => !found.Knows(name)) is { } parameter ? $"parameter {parameter} of {found.Pattern}" : null;
    }

    private static string[] SegmentsOf(string path) =>
    [
        .. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(segment => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)),
    ];

    private bool TryFind(string[] path, [NotNullWhen(true)] out T? endpoint, out Dictionary<string, string> route)
    {
        foreach (var candidate in endpoints)
        {
            if (Match(candidate.Segments, path) is { } values)
            {
                (endpoint, route) = (candidate, values);
                return true;
            }
        }
        (endpoint, route) = (null, []);
        return false;
    }

    private static Dictionary<string, string>? Match(string[] pattern, string[] path)
    {
        var hasRest = pattern[^1].StartsWith("{*", StringComparison.Ordinal);
        if (hasRest ? path.Length < pattern.Length : path.Length != pattern.Length)
            return null;
        var values = new Dictionary<string, string>();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] is not ['{', .. var name, '}'])
            {
                if (!pattern[i].Equals(path[i], StringComparison.Ordinal))
                    return null;
            }
            else if (name[0] == '*')
            {
                values[name[1..]] = string.Join('/', path[i..]);
            }
            else if (name == "number" && !path[i].All(char.IsAsciiDigit))
            {
                return null;
            }
            else
            {
                values[name] = path[i];
            }
        }
        return values;
    }
}
