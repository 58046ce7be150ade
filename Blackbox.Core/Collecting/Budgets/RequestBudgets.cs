using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Blackbox.Core.Collecting.Budgets;

/// <summary>
/// The requests that platforms allow, counted per token and resource and shared between nodes through Redis. While Redis is away each node counts for
/// itself, with half of what was known; a host without Redis is alone and has all of it. Safe for concurrent use.
/// </summary>
/// <remarks>The nodes' clocks may differ from the platform's, and should agree with each other within a second or two.</remarks>
public sealed class RequestBudgets(
    IOptions<BudgetOptions> options, TimeProvider time, ILogger<RequestBudgets> logger, IConnectionMultiplexer? redis = null)
{
    private const int MaxTokens = 10_000;
    private static readonly TimeSpan MaxIdle = TimeSpan.FromHours(2);

    private readonly BudgetOptions _options = options.Value;
    private readonly SharedBudgets? _shared = redis is null ? null : new(redis, options.Value, time);
    private readonly ConcurrentDictionary<string, NodeToken> _tokens = [];
    private long _awayUntil = long.MinValue;
    private int _away;

    public BudgetOptions Options => _options;

    /// <summary>Waits for one of the token's places on this node.</summary>
    public async Task<IDisposable> EnterAsync(BudgetToken token, CancellationToken cancellationToken)
    {
        var turns = Of(token).Turns;
        var started = time.GetTimestamp();
        await turns.WaitAsync(cancellationToken);
        BudgetTelemetry.Waits.Record(time.GetElapsedTime(started).TotalSeconds, new("platform", token.Platform), new("for", "turn"));
        return new Turn(turns);
    }

    /// <inheritdoc cref="TakeAsync(BudgetToken, string, int, int?, CancellationToken)"/>
    public Task<BudgetLease> TakeAsync(BudgetToken token, string resource, int priority, CancellationToken cancellationToken) =>
        TakeAsync(token, resource, priority, perMinute: null, cancellationToken);

    /// <summary>Takes one request from a budget, after waiting for at most <see cref="PatienceFor"/>.</summary>
    /// <param name="resource">The platform's name of what it counts together, as <c>search</c>.</param>
    /// <param name="priority">One of <see cref="TaskPriority"/>.</param>
    /// <param name="perMinute">Requests a minute where the answers do not tell of a limit; null where they do.</param>
    /// <exception cref="PlatformThrottledException">It would have to wait longer.</exception>
    public async Task<BudgetLease> TakeAsync(
        BudgetToken token, string resource, int priority, int? perMinute, CancellationToken cancellationToken)
    {
        var reserve = _options.ReserveOf(priority);
        var deadline = time.GetUtcNow() + PatienceFor(perMinute);
        var started = time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var taken = await TakeOnceAsync(token, resource, perMinute, reserve);
            if (taken.Outcome == TakeOutcome.Taken)
            {
                Count(token, resource, "taken");
                BudgetTelemetry.Waits.Record(time.GetElapsedTime(started).TotalSeconds, new("platform", token.Platform), new("for", "budget"));
                return new(answer => SettleAsync(token, resource, perMinute, taken.Window, answer));
            }
            if (taken.At > deadline)
            {
                Count(token, resource, "refused");
                throw Throttled(token, resource, taken);
            }
            var wait = taken.At - time.GetUtcNow() + TimeSpan.FromMilliseconds(1 + Random.Shared.Next(50));
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1), time, cancellationToken);
        }
    }

    /// <summary>How long a request waits for its budget: a minute's comes again soon, so that waiting for it is better than beginning again.</summary>
    public TimeSpan PatienceFor(int? perMinute) => perMinute is null ? _options.MaxWait : _options.MaxMinuteWait;

    /// <summary>Nothing is asked with this token before an instant, on any node. A longer pause that is already there stays.</summary>
    /// <returns>When it ends.</returns>
    public async Task<DateTimeOffset> PauseAsync(BudgetToken token, DateTimeOffset until)
    {
        var latest = time.GetUtcNow() + _options.MaxPause;
        until = until < latest ? until : latest;
        BudgetTelemetry.Pauses.Add(1, new("platform", token.Platform), new("reason", "asked"));
        var told = await SharedAsync(shared => shared.PauseAsync(token, until));
        Of(token).Pause(told ?? until, told is not null);
        return told ?? until;
    }

    /// <summary>The platform refused for asking too much and did not say for how long: a pause that grows when it happens again.</summary>
    /// <returns>When it ends.</returns>
    public async Task<DateTimeOffset> PenalizeAsync(BudgetToken token)
    {
        BudgetTelemetry.Pauses.Add(1, new("platform", token.Platform), new("reason", "penalty"));
        var node = Of(token);
        var told = await SharedAsync(shared => shared.PenalizeAsync(token));
        var until = told ?? node.Penalize(_options, time.GetUtcNow());
        node.Pause(until, told is not null);
        return until;
    }

    /// <returns>Null where nothing is known.</returns>
    public async Task<RateLimitState?> ReadAsync(BudgetToken token, string resource, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        BudgetWindow? window;
        var shared = false;
        if (await SharedAsync(async shared => (await shared.ReadAsync(token, resource), true)) is { } read)
            (window, shared) = (read.Item1, true);
        else
            window = Of(token).Read(resource, now);
        if (window is not { } known)
            return null;
        var counted = known.Limit >= 0;
        return new(
            counted ? known.Limit : null, counted ? known.Left : null, counted && known.Confirmed ? known.Ends : null,
            known.PausedUntil > now ? known.PausedUntil : null, shared);
    }

    private async Task<BudgetWindow> TakeOnceAsync(BudgetToken token, string resource, int? perMinute, double reserve)
    {
        var node = Of(token);
        var window = await SharedAsync(async shared =>
        {
            await TellAsync(shared, node, token, resource, perMinute);
            var taken = await shared.TakeAsync(token, resource, perMinute, reserve);
            if (taken.Limit != BudgetWindow.Unknown || node.KnownNow(resource, time.GetUtcNow()) is not { } known)
                return taken;
            // Redis forgot, as after a restart without its data, and this node did not.
            await shared.RejoinAsync(token, resource, perMinute, taken: 0, known);
            return await shared.TakeAsync(token, resource, perMinute, reserve);
        });
        if (window is not { } taken)
            return node.Take(resource, perMinute, reserve, time.GetUtcNow());
        node.Learn(resource, taken);
        return taken;
    }

    // What was counted and heard while Redis was away.
    private async Task TellAsync(SharedBudgets shared, NodeToken node, BudgetToken token, string resource, int? perMinute)
    {
        if (node.UntoldPause(time.GetUtcNow()) is { } until)
            node.Pause(await shared.PauseAsync(token, until), told: true);
        if (node.Untold(resource) is not { } untold)
            return;
        var told = false;
        try
        {
            node.Learn(resource, await shared.RejoinAsync(token, resource, perMinute, untold.Taken, untold.Known));
            told = true;
        }
        finally
        {
            if (!told)
                node.StillUntold(resource, untold.Taken);
        }
    }

    private async Task SettleAsync(BudgetToken token, string resource, int? perMinute, long window, BudgetAnswer answer)
    {
        var node = Of(token);
        // That an answer tells of no limit does not mean that there is none, where one is published.
        if (perMinute is not null)
            answer = answer with { Answered = false };
        if (!node.IsAlone(resource) && await SharedAsync(shared => shared.SettleAsync(token, resource, perMinute, window, answer)) is { } settled)
            node.Learn(resource, settled);
        else
            node.Settle(resource, perMinute, window, answer, time.GetUtcNow());
    }

    /// <returns>Null while Redis is away.</returns>
    private async Task<T?> SharedAsync<T>(Func<SharedBudgets, Task<T>> ask)
        where T : struct
    {
        if (_shared is null || time.GetTimestamp() < Interlocked.Read(ref _awayUntil))
            return null;
        if (!_shared.IsConnected)
            return Away<T>("it is not connected");
        try
        {
            var answer = await ask(_shared);
            if (Interlocked.Exchange(ref _away, 0) == 1)
                logger.LogInformation("Redis answers again; requests are counted with the other nodes.");
            return answer;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            Interlocked.Exchange(ref _awayUntil, time.GetTimestamp() + (long)(_options.RedisAwayFor.TotalSeconds * time.TimestampFrequency));
            return Away<T>(exception.Message);
        }
    }

    private T? Away<T>(string reason)
        where T : struct
    {
        if (Interlocked.Exchange(ref _away, 1) == 0)
        {
            BudgetTelemetry.RedisFailures.Add(1);
            logger.LogWarning("Redis does not answer; this node counts requests for itself: {Reason}", reason);
        }
        return null;
    }

    private NodeToken Of(BudgetToken token)
    {
        var now = time.GetUtcNow();
        if (_tokens.TryGetValue(token.Key, out var known))
            return known.Used(now);
        if (_tokens.Count >= MaxTokens)
        {
            foreach (var (key, _) in _tokens.Where(one => one.Value.IsIdle(now - MaxIdle)))
                _tokens.TryRemove(key, out _);
        }
        return _tokens.GetOrAdd(token.Key, _ => new(_options, _shared is null ? 1 : 2)).Used(now);
    }

    private static void Count(BudgetToken token, string resource, string outcome) =>
        BudgetTelemetry.Takes.Add(1, new("platform", token.Platform), new("resource", resource), new("outcome", outcome));

    private static PlatformThrottledException Throttled(BudgetToken token, string resource, BudgetWindow window)
    {
        var until = string.Create(CultureInfo.InvariantCulture, $"{window.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        var limit = window.Limit > 0 ? string.Create(CultureInfo.InvariantCulture, $" of {window.Limit:N0} requests") : "";
        return window switch
        {
            { Outcome: TakeOutcome.Paused } => new("paused", $"{token.Platform} asked to wait until {until}.", window.At),
            { Left: > 0 } => new("budget_reserved",
                $"What is left of {token.Platform}'s budget{limit} ({resource}) is kept for more urgent work until {until}.", window.At),
            _ => new("rate_limited", $"{token.Platform}'s budget{limit} ({resource}) is used up until {until}.", window.At),
        };
    }

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                turns.Release();
        }
    }
}
