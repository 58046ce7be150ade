using System.Globalization;
using Blackbox.Core.Collecting.Budgets;

namespace Blackbox.Core.Collecting.Rest;

/// <summary>What platforms usually say in an answer's headers.</summary>
public static class ResponseHeaders
{
    /// <returns>Null where the header is missing.</returns>
    public static string? Text(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    /// <returns>Null where it is no whole number that is not negative.</returns>
    public static long? Number(this HttpResponseMessage response, string name) =>
        long.TryParse(response.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary><c>X-RateLimit-Limit: 5000</c>, <c>-Remaining: 4987</c>, <c>-Reset: 1732109076</c>; null where one is missing.</summary>
    public static RateLimitHeaders? RateLimit(this HttpResponseMessage response, TimeProvider time)
    {
        if (response.Number("X-RateLimit-Limit") is not { } limit || response.Number("X-RateLimit-Remaining") is not { } remaining
            || response.Number("X-RateLimit-Reset") is not { } reset || reset > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
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
}
