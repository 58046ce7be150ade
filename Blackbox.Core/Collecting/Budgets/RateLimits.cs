namespace Blackbox.Core.Collecting.Budgets;

/// <summary>What is known of a budget at this moment.</summary>
/// <param name="Limit">Requests of a window; null while the platform did not say it or where it does not count.</param>
/// <param name="Remaining">What may still be taken, with what is under way subtracted.</param>
/// <param name="ResetsAt">When the window ends; null where that is not known yet.</param>
/// <param name="PausedUntil">Nothing is asked before; null when nothing holds it back.</param>
/// <param name="Shared">False while this node counts for itself, because Redis is away.</param>
public sealed record RateLimitState(int? Limit, int? Remaining, DateTimeOffset? ResetsAt, DateTimeOffset? PausedUntil, bool Shared)
{
    /// <summary>What is left for a priority: the rest is kept for what is more urgent. Null where nothing is counted.</summary>
    public int? RemainingFor(int priority, BudgetOptions options) =>
        Limit is { } limit && Remaining is { } remaining ? Math.Max(0, remaining - (int)(limit * options.ReserveOf(priority))) : null;
}

/// <summary>What an answer's headers say about a budget.</summary>
/// <param name="Reset">When the window ends by the platform's clock, seconds of the Unix epoch; it tells windows apart.</param>
/// <param name="ResetsIn">Time from the answer to the window's end, by the platform's clock, so that clocks need not agree.</param>
public readonly record struct RateLimitHeaders(int Limit, int Remaining, long Reset, TimeSpan ResetsIn)
{
    /// <summary>No platform has longer windows; what says otherwise is not believed.</summary>
    public static readonly TimeSpan MaxWindow = TimeSpan.FromHours(25);

    public bool IsPlausible => Limit >= 0 && Remaining >= 0 && Reset > 0 && ResetsIn <= MaxWindow;
}
