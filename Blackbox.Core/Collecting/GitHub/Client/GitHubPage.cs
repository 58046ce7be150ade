using System.Text.Json;

namespace Blackbox.Core.Collecting.GitHub.Client;

/// <summary>One answer. Whoever gets it disposes it; its elements are not to be read afterwards.</summary>
/// <param name="Next">Path and query of the page after it, below the base URL; null on the last one.</param>
/// <param name="NotModified">Nothing changed since it was asked for last; the content is what was remembered, and the request cost nothing.</param>
public sealed record GitHubPage(JsonDocument Json, string? Next, bool NotModified) : IDisposable
{
    /// <summary>Path and query that answered, below the base URL: another one than was asked for after a redirect.</summary>
    public required string Path { get; init; }

    /// <summary>Number of the list's last page; null where GitHub does not say it, as on the last page itself.</summary>
    public int? LastPage { get; init; }

    /// <summary>How long GitHub wants this resource to be left alone (<c>X-Poll-Interval</c>).</summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>Scopes of a classic token; null for other kinds, which have none.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>When the token stops working; null where it does not or GitHub does not say.</summary>
    public DateTimeOffset? TokenExpiresAt { get; init; }

    /// <summary>Organisations whose single sign-on this token did not pass are left out of the list.</summary>
    public bool IsPartial { get; init; }

    public JsonElement Root => Json.RootElement;

    public void Dispose() => Json.Dispose();
}
