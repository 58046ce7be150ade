using System.Globalization;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Jira.Client;

/// <summary>What Jira's headers say about limits.</summary>
internal static class JiraLimits
{
    private static readonly TimeSpan Rounding = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Points of an hour where Cloud tells them (<c>RateLimit-Policy: "tenant-app-quota";q=100000;w=3600</c>, <c>RateLimit: "tenant-app-quota";r=17842;t=2107</c>,
    /// also with <c>Beta-</c> before), otherwise <c>X-RateLimit-Limit</c>, <c>-Remaining</c> and <c>-Reset</c>. Limits of a second, which tell no reset, and
    /// Data Center's buckets, which fill up all the time, are left to <c>Retry-After</c>.
    /// </summary>
    public static RateLimitHeaders? Of(HttpResponseMessage response, TimeProvider time) => Points(response, time) ?? Requests(response, time);

    /// <summary><c>RateLimit-Reason: jira-quota-tenant-based</c>; null where it is not said.</summary>
    public static string? Reason(HttpResponseMessage response) => response.Text("RateLimit-Reason") ?? response.Text("X-RateLimit-Reason");

    private static RateLimitHeaders? Points(HttpResponseMessage response, TimeProvider time)
    {
        var policy = response.Text("RateLimit-Policy") ?? response.Text("Beta-RateLimit-Policy");
        var state = response.Text("RateLimit") ?? response.Text("Beta-RateLimit");
        if (Part(policy, "q") is not (> 0 and var quota) || Part(state, "r") is not { } left || Part(state, "t") is not { } seconds || seconds > 90_000)
            return null;
        var resetsIn = TimeSpan.FromSeconds(seconds + 1);
        // Seconds that are left differ a little between answers of the same hour; what tells hours apart must not.
        var ends = (response.Headers.Date ?? time.GetUtcNow()) + TimeSpan.FromSeconds(seconds) + Rounding / 2;
        return new(Bounded(quota), Bounded(left), (ends.UtcTicks / Rounding.Ticks) * (long)Rounding.TotalSeconds - UnixEpochSeconds, resetsIn);
    }

    private const long UnixEpochSeconds = 62_135_596_800;

    private static RateLimitHeaders? Requests(HttpResponseMessage response, TimeProvider time)
    {
        if (response.RateLimit(time) is { } usual)
            return usual;
        // X-RateLimit-Reset: 2026-03-26T16:00Z
        if (response.Number("X-RateLimit-Limit") is not { } limit || response.Number("X-RateLimit-Remaining") is not { } remaining
            || !DateTimeOffset.TryParse(response.Text("X-RateLimit-Reset"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var reset))
            return null;
        return new(Bounded(limit), Bounded(remaining), reset.ToUnixTimeSeconds(), reset - (response.Headers.Date ?? time.GetUtcNow()) + TimeSpan.FromSeconds(1));
    }

    // "tenant-app-quota";q=100100;w=3600
    private static long? Part(string? header, string name)
    {
        foreach (var part in header?.Split(',')[0].Split(';') ?? [])
        {
            if (part.Trim() is var trimmed && trimmed.StartsWith(name + "=", StringComparison.Ordinal)
                && long.TryParse(trimmed.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return number;
        }
        return null;
    }

    private static int Bounded(long number) => (int)Math.Min(number, int.MaxValue);
}
