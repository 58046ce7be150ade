using Blackbox.Simulators.GitHub.Endpoints;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub.Http;

/// <param name="Pattern">As <c>repos/{owner}/{repo}/pulls/{number}</c>.</param>
/// <param name="Parameters">The query parameters that it knows, beside <c>per_page</c> and <c>page</c> of a list.</param>
internal sealed record ApiEndpoint(string Pattern, IReadOnlyList<string> Parameters, Func<GitHubCall, Answer> Handle, bool IsList = true)
    : EndpointPattern(Pattern, IsList ? [.. Parameters, "per_page", "page"] : Parameters)
{
    public static ApiEndpoint[] All { get; } =
    [
        .. AccountEndpoints.All, .. RepositoryEndpoints.All, .. CommitEndpoints.All, .. PullEndpoints.All, .. IssueEndpoints.All,
        .. EventEndpoints.All, .. SearchEndpoints.All,
    ];

    public bool IsOfRepository => Pattern.StartsWith("repos/{owner}/{repo}", StringComparison.Ordinal);
}
