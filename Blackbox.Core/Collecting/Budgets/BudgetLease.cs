namespace Blackbox.Core.Collecting.Budgets;

/// <summary>One request's place in a budget. Disposed without being settled, it counts as used.</summary>
public sealed class BudgetLease : IAsyncDisposable
{
    private readonly Func<BudgetAnswer, Task> _settle;
    private int _settled;

    internal BudgetLease(Func<BudgetAnswer, Task> settle) => _settle = settle;

    /// <summary>The platform answered.</summary>
    /// <param name="free">It did not count the request.</param>
    /// <param name="headers">Null where the answer says nothing of a limit.</param>
    /// <param name="answered">False for an answer that may not be the platform's own, as a gateway's failure.</param>
    /// <param name="refused">The platform refused because nothing is left: nothing is asked until the window ends.</param>
    public Task SettleAsync(bool free, RateLimitHeaders? headers, bool answered = true, bool refused = false) =>
        Interlocked.Exchange(ref _settled, 1) == 0
            ? _settle(new(free, answered, refused, headers is { IsPlausible: true } ? headers : null))
            : Task.CompletedTask;

    public async ValueTask DisposeAsync() => await SettleAsync(free: false, headers: null, answered: false);
}
