using System.Globalization;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.GitHub.Client;

/// <summary>Whose a token is, of which kind, and what it may.</summary>
/// <param name="Person">Null for an app's, which is nobody's.</param>
/// <param name="Scopes">Null for tokens that have permissions instead.</param>
internal sealed record TokenOwner(CollectedPerson? Person, string Kind, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt, bool IsPartial)
{
    /// <exception cref="PlatformException">GitHub refuses the token or cannot be asked.</exception>
    public static async Task<TokenOwner> FindAsync(RestSession session, GitHubToken token, CancellationToken cancellationToken)
    {
        if (!token.IsThere)
            throw new PlatformAuthException("bad_credentials", "A token is needed: make one in GitHub's settings and enter it here.");
        try
        {
            using var page = await session.GetAsync("/user", cancellationToken);
            var login = page.Root.Text("login", Identity.MaxExternalIdLength);
            var person = login is null ? null : new CollectedPerson(login.ToLowerInvariant(), page.Root.Text("name", Identity.MaxDisplayNameLength) ?? login);
            // A classic token without scopes: the header is empty, and empty headers get lost on the way.
            var scopes = page.Scopes ?? (token.StartsWith("ghp_") ? [] : null);
            return new(person, KindOf(token, scopes), scopes, page.TokenExpiresAt, page.IsPartial);
        }
        catch (ResourceException exception) when (exception.Status is 403 or 404)
        {
            // An app's token belongs to no person.
            return new(null, KindOf(token, null), null, null, IsPartial: false);
        }
    }

    /// <returns>As <c>mona, with a classic token (repo, read:org) that ends on 2026-12-01,</c></returns>
    public string Describe()
    {
        var scopes = Scopes is { Count: > 0 } ? $" ({string.Join(", ", Scopes.Take(20))})" : Scopes is { Count: 0 } ? " without any scope" : "";
        var end = ExpiresAt is { } at ? string.Create(CultureInfo.InvariantCulture, $" that ends on {at.UtcDateTime:yyyy-MM-dd},") : "";
        return Person is null
            ? $"{char.ToUpperInvariant(Kind[0])}{Kind[1..]}{scopes}{end}"
            : $"{Person.DisplayName} ({Person.ExternalId}), with {Kind}{scopes}{(end.Length > 0 ? end : ",")}";
    }

    /// <summary>What is missing for what, a sentence each.</summary>
    public IEnumerable<string> Lacks(bool ofOrganization)
    {
        if (Scopes is not null && !GitHubScopes.Contains(Scopes, "repo"))
            yield return "Without the scope 'repo' it sees nothing of private repositories.";
        if (Scopes is not null && ofOrganization && !GitHubScopes.Contains(Scopes, "read:org"))
            yield return "Without the scope 'read:org' it may not see all of the organisation's repositories.";
        if (IsPartial)
            yield return "Organisations with single sign-on are left out until the token is authorised for them ('Configure SSO' in GitHub's settings).";
    }

    private static string KindOf(GitHubToken token, IReadOnlyList<string>? scopes)
    {
        if (token.StartsWith("github_pat_"))
            return "a fine-grained token";
        if (token.StartsWith("ghs_"))
            return "an app's installation token";
        if (token.StartsWith("ghu_"))
            return "an app's token for a user";
        if (token.StartsWith("gho_"))
            return "an OAuth token";
        return token.StartsWith("ghp_") || scopes is not null ? "a classic token" : "a token";
    }
}
