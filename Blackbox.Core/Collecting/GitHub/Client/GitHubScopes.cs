using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.GitHub.Client;

/// <summary>Scopes of classic tokens; some contain others.</summary>
internal static class GitHubScopes
{
    private const int MaxLength = 200;

    private static readonly Dictionary<string, string[]> Contained = new(StringComparer.Ordinal)
    {
        ["repo"] = ["public_repo", "repo:status", "repo_deployment", "repo:invite", "security_events"],
        ["admin:org"] = ["write:org", "read:org"],
        ["write:org"] = ["read:org"],
        ["user"] = ["read:user", "user:email", "user:follow"],
    };

    public static bool Contains(IEnumerable<string> scopes, string scope) =>
        scopes.Any(own => own == scope || Contained.TryGetValue(own, out var contained) && contained.Contains(scope, StringComparer.Ordinal));

    /// <returns>The scopes of which one would be enough, in words; null where the token has one or GitHub does not say.</returns>
    public static string? MissingOf(HttpResponseMessage response)
    {
        if (response.Scopes() is not { } own || response.Scopes("X-Accepted-OAuth-Scopes") is not { Count: > 0 } accepted)
            return null;
        // A token for public repositories is enough for most of what names "repo".
        var isThere = accepted.Any(scope => Contains(own, scope) || scope == "repo" && own.Contains("public_repo"));
        return isThere ? null : Texts.Cut(string.Join(" or ", accepted.Take(5)), MaxLength);
    }
}
