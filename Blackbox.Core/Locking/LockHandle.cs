using Microsoft.Extensions.Logging;
using Npgsql;

namespace Blackbox.Core.Locking;

/// <summary>A lock that is held: renewed by itself until it is disposed, or lost.</summary>
public sealed class LockHandle : IAsyncDisposable
{
    // Of the TTL: when it is renewed, and how soon again where that got no answer.
    private const int RenewalsPerTtl = 3;
    private const int RetriesPerTtl = 15;

    private readonly ILockLease _lease;
    private readonly TimeSpan _ttl;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewal;
    private readonly Lazy<Task> _disposal;
    private long _deadline;
    private int _over;

    /// <param name="asked">Timestamp from before the lock was asked for: the holder's time ends no later than the lease.</param>
    internal LockHandle(string name, ILockLease lease, TimeSpan ttl, long asked, TimeProvider time, ILogger logger)
    {
        (Name, _lease, _ttl, _time, _logger) = (name, lease, ttl, time, logger);
        _lost = new(Timeout.InfiniteTimeSpan, time);
        Lost = _lost.Token;
        Lost.Register(OnLost);
        LockingTelemetry.Held.Add(1, Tag);
        Prolong(asked);
        _disposal = new(CloseAsync);
        _renewal = RenewAsync();
    }

    public string Name { get; }

    /// <summary>
    /// Number of this acquisition, higher than that of any earlier one of the name through either backend. What is written under the lock can carry
    /// it, so that a higher one is never overwritten by a lower one; in this database <see cref="ConfirmAsync"/> does that.
    /// </summary>
    public long Fence => _lease.Fence;

    /// <summary><c>redis</c>, or <c>postgres</c> where Redis was away.</summary>
    public string Backend => _lease.Backend;

    /// <summary>Cancelled when the lock is lost before it was given back: the work under it has to stop.</summary>
    public CancellationToken Lost { get; }

    /// <summary>False once it was lost or given back; also at the first look of a process that was frozen for longer than the TTL.</summary>
    public bool IsHeld => !Lost.IsCancellationRequested && Volatile.Read(ref _over) == 0 && Remaining() > TimeSpan.Zero;

    /// <summary>
    /// The first statement of a transaction that writes under the lock: until its end nobody else can acquire the lock, so that a holder that was
    /// taken for dead never writes after its successor. Renewals go on meanwhile.
    /// </summary>
    /// <param name="connection">A connection to this application's database, inside a transaction.</param>
    /// <exception cref="LockLostException">The lock is not held any more.</exception>
    /// <exception cref="PostgresException">
    /// Serialization failure under REPEATABLE READ: another owner came at this very moment. The transaction is tried again, and then told.
    /// </exception>
    public async Task ConfirmAsync(NpgsqlConnection connection, CancellationToken cancellationToken = default)
    {
        if (!IsHeld || !await LockRegistry.ConfirmAsync(Name, Fence, connection, cancellationToken))
            throw new LockLostException(Name, Fence);
    }

    /// <summary>Gives the lock back; a second time does nothing. Does not throw: what cannot be given back expires.</summary>
    public ValueTask DisposeAsync() => new(_disposal.Value);

    private KeyValuePair<string, object?> Tag => new("backend", Backend);

    private async Task RenewAsync()
    {
        // Also ends when the lock is lost by the clock while the database does not answer.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, Lost);
        var pause = _ttl / RenewalsPerTtl;
        try
        {
            while (await _lease.WaitAsync(pause, end.Token))
            {
                var asked = _time.GetTimestamp();
                try
                {
                    if (!await _lease.ExtendAsync(end.Token))
                        break;
                    Prolong(asked);
                    pause = _ttl / RenewalsPerTtl;
                }
                catch (NpgsqlException exception)
                {
                    _logger.LogDebug(exception, "The lock {Name} cannot be renewed at the moment", Name);
                    pause = _ttl / RetriesPerTtl;
                }
            }
            await _lost.CancelAsync();
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Given back, or lost.
        }
    }

    private void Prolong(long asked)
    {
        Volatile.Write(ref _deadline, asked + (long)(_ttl.TotalSeconds * _time.TimestampFrequency));
        var remaining = Remaining();
        _lost.CancelAfter(remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero);
    }

    private TimeSpan Remaining() => _time.GetElapsedTime(_time.GetTimestamp(), Volatile.Read(ref _deadline));

    private void OnLost()
    {
        if (Interlocked.Exchange(ref _over, 1) != 0)
            return;
        LockingTelemetry.Held.Add(-1, Tag);
        LockingTelemetry.Losses.Add(1, Tag);
        _logger.LogWarning("The lock {Name} (number {Fence}, {Backend}) was lost", Name, Fence, Backend);
    }

    private async Task CloseAsync()
    {
        // From here on nothing is lost any more.
        if (Interlocked.Exchange(ref _over, 1) == 0)
            LockingTelemetry.Held.Add(-1, Tag);
        await _stop.CancelAsync();
        // A callback of somebody else's that throws must not keep the lock from being given back.
        await _renewal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _lost.CancelAfter(Timeout.InfiniteTimeSpan);
        await _lease.ReleaseAsync();
        _stop.Dispose();
        _lost.Dispose();
    }
}
