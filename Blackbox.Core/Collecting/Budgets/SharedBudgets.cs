using StackExchange.Redis;

namespace Blackbox.Core.Collecting.Budgets;

/// <summary>Budgets in Redis. Each call ends within <see cref="BudgetOptions.RedisTimeout"/>.</summary>
/// <remarks>Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when Redis does not do it.</remarks>
internal sealed class SharedBudgets(IConnectionMultiplexer redis, BudgetOptions options, TimeProvider time)
{
    public bool IsConnected => redis.IsConnected;

    public async Task<BudgetWindow> TakeAsync(BudgetToken token, string resource, int? perMinute, double reserve) =>
        Window(await RunAsync(BudgetScripts.Take, token, [.. Common(resource, perMinute), (long)(reserve * 1_000)]));

    public async Task<BudgetWindow> SettleAsync(BudgetToken token, string resource, int? perMinute, long window, BudgetAnswer answer)
    {
        var headers = answer.Headers ?? default;
        var says = answer switch { { Headers: not null, Refused: true } => 3, { Headers: not null } => 2, { Answered: true } => 1, _ => 0 };
        return Window(await RunAsync(BudgetScripts.Settle, token,
        [
            .. Common(resource, perMinute), window, answer.Free ? 1 : 0, says,
            headers.Limit, headers.Remaining, headers.Reset, (long)headers.ResetsIn.TotalMilliseconds,
        ]));
    }

    public async Task<BudgetWindow> RejoinAsync(BudgetToken token, string resource, int? perMinute, int taken, BudgetWindow known) =>
        Window(await RunAsync(BudgetScripts.Rejoin, token,
            [.. Common(resource, perMinute), taken, known.Limit, known.Left, known.Reset, Ms(known.Ends), Ms(known.PausedUntil)]));

    /// <returns>Null where nothing is known.</returns>
    public async Task<BudgetWindow?> ReadAsync(BudgetToken token, string resource)
    {
        var window = Window(await RunAsync(BudgetScripts.Read, token, Common(resource, perMinute: null)));
        return window.Outcome == TakeOutcome.Taken || window.PausedUntil > time.GetUtcNow() ? window : null;
    }

    public async Task<DateTimeOffset> PauseAsync(BudgetToken token, DateTimeOffset until) =>
        At((long)await RunAsync(BudgetScripts.Pause, token, [Now, Ms(until)]));

    public async Task<DateTimeOffset> PenalizeAsync(BudgetToken token) =>
        At((long)await RunAsync(BudgetScripts.Penalize, token,
            [Now, (long)options.Penalty.TotalMilliseconds, (long)options.MaxPenalty.TotalMilliseconds]));

    private long Now => Ms(time.GetUtcNow());

    private RedisValue[] Common(string resource, int? perMinute) => [resource, Now, perMinute ?? options.UnknownAllowance];

    private async Task<RedisResult> RunAsync(string script, BudgetToken token, RedisValue[] arguments)
    {
        RedisKey[] keys = [$"blackbox:budget:{token.Key}"];
        // Not the clock that is given: a dead server must not be waited for, whatever time it is.
        return await redis.GetDatabase().ScriptEvaluateAsync(script, keys, arguments).WaitAsync(options.RedisTimeout, TimeProvider.System);
    }

    private static BudgetWindow Window(RedisResult result)
    {
        var values = (long[])result!;
        return new(
            (TakeOutcome)values[0], At(values[1]), (int)values[2], (int)values[3], values[4], At(values[5]), values[6], At(values[7]),
            Confirmed: values[8] == 0);
    }

    private static long Ms(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
