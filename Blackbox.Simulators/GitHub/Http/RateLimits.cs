namespace Blackbox.Simulators.GitHub.Http;

internal readonly record struct RateLimit(int Limit, int Used, DateTimeOffset Reset)
{
    public int Remaining => Math.Max(0, Limit - Used);
}

/// <summary>What each token has used of each limit. Windows are fixed, as GitHub's are. Thread-safe.</summary>
internal sealed class RateLimits(GitHubSimulatorOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Token, string Resource), RateLimit> _windows = [];
    private readonly Dictionary<string, (DateTimeOffset Until, int Status)> _pauses = [];

    public RateLimit Now(SimulatedToken token, string resource)
    {
        lock (_lock)
            return Current(token, resource);
    }

    public void Count(SimulatedToken token, string resource)
    {
        lock (_lock)
        {
            var window = Current(token, resource);
            _windows[(token.Name, resource)] = window with { Used = window.Used + 1 };
        }
    }

    /// <summary>Uses the limit up, until a time.</summary>
    public void Exhaust(SimulatedToken token, string resource, TimeSpan lasts)
    {
        lock (_lock)
        {
            var window = Current(token, resource);
            _windows[(token.Name, resource)] = window with { Used = window.Limit, Reset = WholeSecond(options.Time.GetUtcNow() + lasts) };
        }
    }

    /// <summary>A secondary limit: the token is refused with the status until then.</summary>
    public void Pause(SimulatedToken token, TimeSpan lasts, int status)
    {
        lock (_lock)
            _pauses[token.Name] = (options.Time.GetUtcNow() + lasts, status);
    }

    /// <summary>How long the token is still refused, and how; null if it is not.</summary>
    public (TimeSpan Left, int Status)? PauseOf(SimulatedToken token)
    {
        lock (_lock)
        {
            return _pauses.TryGetValue(token.Name, out var pause) && pause.Until - options.Time.GetUtcNow() is { Ticks: > 0 } left
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

    private RateLimit Current(SimulatedToken token, string resource)
    {
        var now = options.Time.GetUtcNow();
        if (_windows.TryGetValue((token.Name, resource), out var window) && window.Reset > now)
            return window;
        var isSearch = resource == "search";
        var limit = isSearch ? token.SearchLimit ?? options.SearchLimit : token.CoreLimit ?? options.CoreLimit;
        window = new(limit, 0, WholeSecond(now + (isSearch ? TimeSpan.FromMinutes(1) : TimeSpan.FromHours(1))));
        _windows[(token.Name, resource)] = window;
        return window;
    }

    // The header has seconds only: rounded up, so that who waits for it does not come too early.
    private static DateTimeOffset WholeSecond(DateTimeOffset at) =>
        DateTimeOffset.FromUnixTimeSeconds((at.ToUnixTimeMilliseconds() + 999) / 1_000);
}
