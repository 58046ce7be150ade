using System.Net.Http.Headers;
using Blackbox.Core.Secrets;

namespace Blackbox.Core.Collecting.GitHub.Client;

/// <summary>A token as it is sent.</summary>
internal sealed class GitHubToken
{
    private const int MaxLength = 1_000;
    private readonly Secret? _secret;

    private GitHubToken(Secret? secret) => _secret = secret;

    /// <summary>False where GitHub is asked without any; it then counts by network address, and also what did not change.</summary>
    public bool IsThere => _secret is not null;

    /// <summary>
    /// How it looks, which tells its kind: <c>ghp_</c> classic, <c>github_pat_</c> fine-grained, <c>ghs_</c> and <c>ghu_</c> apps, <c>gho_</c> OAuth.
    /// </summary>
    public bool StartsWith(string prefix) => _secret?.Reveal().Trim().StartsWith(prefix, StringComparison.Ordinal) == true;

    /// <exception cref="PlatformAuthException">It has characters that no token has.</exception>
    public static GitHubToken Of(Secret? secret)
    {
        if (secret is null || secret.Reveal().Trim() is { Length: 0 })
            return new(null);
        // The framework's own complaint about such a header would show it.
        if (secret.Reveal().Trim() is { Length: > MaxLength } || secret.Reveal().Trim().Any(character => character is <= ' ' or > '~'))
            throw new PlatformAuthException("bad_credentials", "What was entered as token is none: GitHub's have only letters, digits and underscores.");
        return new(secret);
    }

    public AuthenticationHeaderValue? Header => _secret is null ? null : new("Bearer", _secret.Reveal().Trim());
}
