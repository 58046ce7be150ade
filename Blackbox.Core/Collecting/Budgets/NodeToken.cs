namespace Blackbox.Core.Collecting.Budgets;

/// <summary>What this node holds of one token: places for requests under way, and what it knows of the budgets. Safe for concurrent use.</summary>
/// <inheritdoc cref="NodeBudget"/>
internal sealed class NodeToken(BudgetOptions options, int parts)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, NodeBudget> _budgets = [];
    private DateTimeOffset _usedAt;
    private DateTimeOffset _pausedUntil;
    private DateTimeOffset _untoldPause;
    private TimeSpan _penalty;
    private int _strikes;

    public SemaphoreSlim Turns { get; } = new(options.Concurrency, options.Concurrency);

    public NodeToken Used(DateTimeOffset now)
    {
        lock (_lock)
            _usedAt = now;
        return this;
    }

    public bool IsIdle(DateTimeOffset since)
    {
        lock (_lock)
            return _usedAt < since && Turns.CurrentCount == options.Concurrency;
    }

    public bool IsAlone(string resource)
    {
        lock (_lock)
            return Of(resource).Alone;
    }

    /// <summary>What was counted here without Redis, for one caller to tell it; null when nothing was.</summary>
    public (int Taken, BudgetWindow Known)? Untold(string resource)
    {
        lock (_lock)
        {
            if (Of(resource) is not { Alone: true } budget)
                return null;
            var taken = budget.Taken;
            budget.Taken = 0;
            return (taken, budget.Known);
        }
    }

    /// <summary>It could not be told.</summary>
    public void StillUntold(string resource, int taken)
    {
        lock (_lock)
            Of(resource).Taken += taken;
    }

    /// <summary>A pause that Redis was not told of; null when there is none.</summary>
    public DateTimeOffset? UntoldPause(DateTimeOffset now)
    {
        lock (_lock)
            return _untoldPause > now ? _untoldPause : null;
    }

    public void Learn(string resource, BudgetWindow window)
    {
        lock (_lock)
        {
            Of(resource).Learn(window);
            PauseAll(window.PausedUntil);
        }
    }

    public BudgetWindow Take(string resource, int? perMinute, double reserve, DateTimeOffset now)
    {
        lock (_lock)
            return Of(resource, perMinute).Take(reserve, now);
    }

    public void Settle(string resource, int? perMinute, long window, BudgetAnswer answer, DateTimeOffset now)
    {
        lock (_lock)
            Of(resource, perMinute).Settle(window, answer, now);
    }

    public BudgetWindow? Read(string resource, DateTimeOffset now)
    {
        lock (_lock)
            return Of(resource).Known is var known && (known.Limit != BudgetWindow.Unknown || known.PausedUntil > now) ? known : null;
    }

    /// <summary>What is known of the window that lasts; null where that is nothing.</summary>
    public BudgetWindow? KnownNow(string resource, DateTimeOffset now)
    {
        lock (_lock)
            return Of(resource).Known is { Limit: >= 0 } known && known.Ends > now ? known : null;
    }

    public void Pause(DateTimeOffset until, bool told)
    {
        lock (_lock)
        {
            PauseAll(until);
            if (!told && until > _untoldPause)
                _untoldPause = until;
            else if (told && until >= _untoldPause)
                _untoldPause = default;
        }
    }

    /// <summary>As <see cref="BudgetScripts.Penalize"/>, while Redis is away.</summary>
    public DateTimeOffset Penalize(BudgetOptions options, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_pausedUntil > now)
                return _pausedUntil;
            if (now > _pausedUntil + 2 * _penalty + TimeSpan.FromMinutes(1))
                _strikes = 0;
            var penalty = options.Penalty * Math.Pow(2, Math.Min(_strikes++, 20));
            _penalty = penalty < options.MaxPenalty ? penalty : options.MaxPenalty;
            return now + _penalty;
        }
    }

    private NodeBudget Of(string resource, int? perMinute = null)
    {
        if (!_budgets.TryGetValue(resource, out var budget))
        {
            budget = _budgets[resource] = new(options.UnknownAllowance, parts);
            budget.Pause(_pausedUntil);
        }
        // Other nodes may use theirs of a published limit at the same time.
        if (perMinute is { } published)
            budget.Allowance = Math.Max(1, published / parts);
        return budget;
    }

    private void PauseAll(DateTimeOffset until)
    {
        if (until <= _pausedUntil)
            return;
        _pausedUntil = until;
        foreach (var budget in _budgets.Values)
            budget.Pause(until);
    }
}
