using System.Globalization;
using Blackbox.Core.Collecting.Budgets;

namespace Blackbox.Core.Collecting.GitHub.Client;

/// <summary>What GitHub says in an answer's headers.</summary>
internal static class GitHubHeaders
{
    public static string? Text(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    /// <summary><c>X-RateLimit-Limit: 5000</c>, <c>-Remaining: 4987</c>, <c>-Reset: 1732109076</c>; null where one is missing.</summary>
    public static RateLimitHeaders? RateLimit(this HttpResponseMessage response, TimeProvider time)
    {
        if (Number(response, "X-RateLimit-Limit") is not { } limit || Number(response, "X-RateLimit-Remaining") is not { } remaining
            || Number(response, "X-RateLimit-Reset") is not { } reset || reset > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            return null;
        var said = response.Headers.Date ?? time.GetUtcNow();
        // Both are whole seconds: one more, so as not to come too early.
        var resetsIn = DateTimeOffset.FromUnixTimeSeconds(reset) - said + TimeSpan.FromSeconds(1);
        return new((int)Math.Min(limit, int.MaxValue), (int)Math.Min(remaining, int.MaxValue), reset, resetsIn);
    }

    /// <summary><c>Retry-After: 60</c>, or a date; null where there is none.</summary>
    public static TimeSpan? RetryAfter(this HttpResponseMessage response, TimeProvider time)
    {
        var wish = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - (response.Headers.Date ?? time.GetUtcNow()),
            _ => (TimeSpan?)null,
        };
        return wish is { } wait && wait < TimeSpan.Zero ? TimeSpan.Zero : wish;
    }

    /// <summary><c>X-OAuth-Scopes: repo, read:org</c>; null where the header is missing.</summary>
    public static IReadOnlyList<string>? Scopes(this HttpResponseMessage response, string name = "X-OAuth-Scopes") =>
        response.Text(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary><c>GitHub-Authentication-Token-Expiration: 2026-12-01 10:00:00 UTC</c>, or <c>… +0200</c>.</summary>
    public static DateTimeOffset? TokenExpiration(this HttpResponseMessage response)
    {
        var text = response.Text("GitHub-Authentication-Token-Expiration")?.Replace("UTC", "+00:00", StringComparison.Ordinal);
        return DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd HH:mm:ss zzz", "yyyy-MM-dd HH:mm:ss K"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUniversalTime()
            : null;
    }

    public static TimeSpan? PollInterval(this HttpResponseMessage response) =>
        Number(response, "X-Poll-Interval") is { } seconds and <= 86_400 ? TimeSpan.FromSeconds(seconds) : null;

    private static long? Number(HttpResponseMessage response, string name) =>
        long.TryParse(response.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
