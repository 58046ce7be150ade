using System.Diagnostics.CodeAnalysis;
using Blackbox.Simulators.GitHub.Endpoints;

namespace Blackbox.Simulators.GitHub.Http;

/// <param name="Pattern">As <c>repos/{owner}/{repo}/pulls/{number}</c>; a last segment <c>{*x}</c> takes the rest of the path.</param>
/// <param name="Parameters">The query parameters that it knows, beside <c>per_page</c> and <c>page</c> of a list.</param>
internal sealed record ApiEndpoint(string Pattern, string[] Parameters, Func<Call, Answer> Handle, bool IsList = true)
{
    public string[] Segments { get; } = Pattern.Split('/');

    public string Resource { get; init; } = "core";

    public bool IsOfRepository => Pattern.StartsWith("repos/{owner}/{repo}", StringComparison.Ordinal);

    public bool Knows(string parameter) => (IsList && parameter is "per_page" or "page") || Parameters.Contains(parameter);
}

/// <summary>Finds the endpoint for a path. What is not listed here the simulator does not know.</summary>
internal static class Router
{
    private static readonly ApiEndpoint[] Endpoints =
    [
        .. AccountEndpoints.All, .. RepositoryEndpoints.All, .. CommitEndpoints.All, .. PullEndpoints.All, .. IssueEndpoints.All,
        .. EventEndpoints.All, .. SearchEndpoints.All,
    ];

    public static bool TryFind(string[] path, [NotNullWhen(true)] out ApiEndpoint? endpoint, out Dictionary<string, string> route)
    {
        foreach (var candidate in Endpoints)
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
