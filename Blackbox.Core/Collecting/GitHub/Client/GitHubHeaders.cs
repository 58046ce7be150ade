using System.Globalization;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.GitHub.Client;

/// <summary>What only GitHub says in an answer's headers.</summary>
internal static class GitHubHeaders
{
    extension(RestPage page)
    {
        /// <summary>Number of the list's last page; null where GitHub does not say it, as on the last page itself.</summary>
        public int? LastPage => LinkHeader.PageOf(LinkHeader.Parse(page.Header("Link")).GetValueOrDefault("last"));

        /// <summary>How long GitHub wants this resource to be left alone: <c>X-Poll-Interval: 60</c>.</summary>
        public TimeSpan? PollInterval =>
            long.TryParse(page.Header("X-Poll-Interval"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 86_400
                ? TimeSpan.FromSeconds(seconds)
                : null;

        /// <summary>Scopes of a classic token; null for other kinds, which have none.</summary>
        public IReadOnlyList<string>? Scopes => Split(page.Header("X-OAuth-Scopes"));

        /// <summary><c>GitHub-Authentication-Token-Expiration: 2026-12-01 10:00:00 UTC</c>, or <c>… +0200</c>; null where the token does not stop working.</summary>
        public DateTimeOffset? TokenExpiresAt =>
            DateTimeOffset.TryParseExact(
                page.Header("GitHub-Authentication-Token-Expiration")?.Replace("UTC", "+00:00", StringComparison.Ordinal),
                ["yyyy-MM-dd HH:mm:ss zzz", "yyyy-MM-dd HH:mm:ss K"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? at.ToUniversalTime()
                : null;

        /// <summary>Organisations whose single sign-on this token did not pass are left out of the list.</summary>
        public bool IsPartial => page.Header("X-GitHub-SSO")?.StartsWith("partial", StringComparison.OrdinalIgnoreCase) == true;
    }

    /// <summary><c>X-OAuth-Scopes: repo, read:org</c>; null where the header is missing.</summary>
    public static IReadOnlyList<string>? Scopes(this HttpResponseMessage response, string name = "X-OAuth-Scopes") => Split(response.Text(name));

    private static string[]? Split(string? list) => list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
