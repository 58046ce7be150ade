namespace Blackbox.Core.Collecting.Budgets;

/// <summary>What became of a wish to ask.</summary>
internal enum TakeOutcome
{
    UsedUp = 0,
    Taken = 1,
    Paused = 2,
}

/// <summary>A resource's budget as Redis or this node knows it.</summary>
/// <param name="At">When to try again; nothing where it was taken.</param>
/// <param name="Limit">-1: the platform does not count; -2: unknown.</param>
/// <param name="Reset">The platform's name of the window, seconds of the Unix epoch.</param>
/// <param name="Window">Our name of the window, so that a take is settled in its own.</param>
/// <param name="Confirmed">An answer told of this window.</param>
internal readonly record struct BudgetWindow(
    TakeOutcome Outcome, DateTimeOffset At, int Limit, int Left, long Reset, DateTimeOffset Ends, long Window, DateTimeOffset PausedUntil, bool Confirmed)
{
    public const int NotCounted = -1;
    public const int Unknown = -2;
}

/// <summary>What an answer says about the budget that its request was taken from.</summary>
/// <param name="Free">It cost nothing, as "not modified".</param>
/// <param name="Answered">The platform itself answered; a request that failed on its way may or may not have been counted.</param>
/// <param name="Refused">It refused because nothing is left.</param>
internal readonly record struct BudgetAnswer(bool Free, bool Answered, bool Refused, RateLimitHeaders? Headers);
