namespace Blackbox.Simulators.Http;

internal readonly record struct RateLimit(int Limit, int Used, DateTimeOffset Reset)
{
    public int Remaining => Math.Max(0, Limit - Used);
}

/// <summary>So many requests in a window of that length.</summary>
internal readonly record struct Allowance(int Requests, TimeSpan Window);

/// <summary>What each token has used of each limit. Windows are fixed, as GitHub's are. Thread-safe.</summary>
/// <param name="allowanceOf">What a token (its name) may use of a resource.</param>
internal sealed class RateLimits(TimeProvider time, Func<string, string, Allowance> allowanceOf)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Token, string Resource), RateLimit> _windows = [];
    private readonly Dictionary<string, (DateTimeOffset Until, int Status)> _pauses = [];

    public RateLimit Now(string token, string resource)
    {
        lock (_lock)
            return Current(token, resource);
    }

    public void Count(string token, string resource)
    {
        lock (_lock)
        {
            var window = Current(token, resource);
            _windows[(token, resource)] = window with { Used = window.Used + 1 };
        }
    }

    /// <summary>Uses the limit up, until a time.</summary>
    public void Exhaust(string token, string resource, TimeSpan lasts)
    {
        lock (_lock)
        {
            var window = Current(token, resource);
            _windows[(token, resource)] = window with { Used = window.Limit, Reset = WholeSecond(time.GetUtcNow() + lasts) };
        }
    }

    /// <summary>The token is refused with the status until then.</summary>
    public void Pause(string token, TimeSpan lasts, int status)
    {
        lock (_lock)
            _pauses[token] = (time.GetUtcNow() + lasts, status);
    }

    /// <summary>How long the token is still refused, and how; null if it is not.</summary>
    public (TimeSpan Left, int Status)? PauseOf(string token)
    {
        lock (_lock)
        {
            return _pauses.TryGetValue(token, out var pause) && pause.Until - time.GetUtcNow() is { Ticks: > 0 } left
                ? (left, pause.Status)
                : null;
        }
    }

    /// <summary>Forgets what was used, and pauses.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _windows.Clear();
            _pauses.Clear();
        }
    }

    private RateLimit Current(string token, string resource)
    {
        var now = time.GetUtcNow();
        if (_windows.TryGetValue((token, resource), out var window) && window.Reset > now)
            return window;
        var allowance = allowanceOf(token, resource);
        window = new(allowance.Requests, 0, WholeSecond(now + allowance.Window));
        _windows[(token, resource)] = window;
        return window;
    }

    // A header has seconds only: rounded up, so that who waits for it does not come too early.
    private static DateTimeOffset WholeSecond(DateTimeOffset at) =>
        DateTimeOffset.FromUnixTimeSeconds((at.ToUnixTimeMilliseconds() + 999) / 1_000);
}
