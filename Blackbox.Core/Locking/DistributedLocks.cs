using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blackbox.Core.Locking;

/// <summary>
/// Locks between all processes of an installation. They save work; what must be right rests on unique keys, transactions and the fencing number.
/// Redis holds them, PostgreSQL where Redis is away, and each acquisition through either is registered in the database: without it nothing is locked.
/// </summary>
public sealed class DistributedLocks
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly RedisLocks _redis;
    private readonly SessionLocks _sessions;
    private readonly LockRegistry _registry;
    private readonly LockingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<DistributedLocks> _logger;

    internal DistributedLocks(
        RedisLocks redis, SessionLocks sessions, LockRegistry registry, IOptions<LockingOptions> options, TimeProvider time, ILogger<DistributedLocks> logger) =>
        (_redis, _sessions, _registry, _options, _time, _logger) = (redis, sessions, registry, options.Value, time, logger);

    /// <summary>Acquires the lock if nobody holds it.</summary>
    /// <param name="name">At most 200 characters, none of them a control character, as <c>sync:USER:2026-05-12</c>.</param>
    /// <param name="ttl">How long it outlives a holder that gives no sign of life; the configured one when left out.</param>
    /// <returns>The lock, to be disposed; null when somebody else holds it.</returns>
    /// <exception cref="LockUnavailableException">The database does not answer.</exception>
    public async Task<LockHandle?> TryAcquireAsync(string name, TimeSpan? ttl = null, CancellationToken cancellationToken = default)
    {
        Check(name);
        var term = ttl ?? _options.Ttl;
        ArgumentOutOfRangeException.ThrowIfLessThan(term, TimeSpan.FromMilliseconds(100), nameof(ttl));
        var asked = _time.GetTimestamp();
        try
        {
            return await LeaseAsync(name, term, cancellationToken) is { } lease ? new LockHandle(name, lease, term, asked, _time, _logger) : null;
        }
        catch (NpgsqlException exception) when (exception.IsTransient)
        {
            Count(SessionLocks.Backend, "failed");
            throw new LockUnavailableException(name, exception);
        }
    }

    /// <summary>Waits for the lock.</summary>
    /// <param name="name">As for <see cref="TryAcquireAsync"/>.</param>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="ttl">As for <see cref="TryAcquireAsync"/>.</param>
    /// <returns>The lock, to be disposed; null when somebody else still held it at the end.</returns>
    /// <exception cref="LockUnavailableException">The database does not answer.</exception>
    public async Task<LockHandle?> AcquireAsync(
        string name, TimeSpan timeout, TimeSpan? ttl = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        var begun = _time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var handle = await TryAcquireAsync(name, ttl, cancellationToken);
            var waited = _time.GetElapsedTime(begun);
            if (handle is not null || waited >= timeout)
            {
                LockingTelemetry.Wait.Record(waited.TotalSeconds, new KeyValuePair<string, object?>("acquired", handle is not null));
                return handle;
            }
            // Between half and the whole of the pause, so that those who wait do not come all at once; the last try is at the very end.
            var jittered = pause * (0.5 + RandomNumberGenerator.GetInt32(0, 500) / 1_000.0);
            var rest = timeout - waited;
            await Task.Delay(jittered < rest ? jittered : rest, _time, cancellationToken);
        }
    }

    /// <summary>Removes what the registry remembers of names that nobody has locked for a day.</summary>
    /// <returns>How many.</returns>
    public Task<int> RemoveUnusedAsync(CancellationToken cancellationToken) => _registry.RemoveUnusedAsync(cancellationToken);

    private async Task<ILockLease?> LeaseAsync(string name, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var (lease, answered) = await _redis.TryAcquireAsync(name, token, ttl, cancellationToken);
        if (answered)
        {
            Count(RedisLocks.Backend, lease is null ? "held" : "acquired");
            return lease;
        }
        (lease, var free) = await _sessions.TryAcquireAsync(name, token, ttl, cancellationToken);
        Count(SessionLocks.Backend, !free ? "full" : lease is null ? "held" : "acquired");
        if (!free)
            _logger.LogWarning("Redis is away, and all {Count} database connections for locks are in use", _options.FallbackConnections);
        return lease;
    }

    private static void Check(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > LockFence.MaxNameLength || name.Any(char.IsControl))
            throw new ArgumentException($"The name of a lock has at most {LockFence.MaxNameLength} characters, and no control characters.", nameof(name));
    }

    private static void Count(string backend, string result) =>
        LockingTelemetry.Tries.Add(1, new KeyValuePair<string, object?>("backend", backend), new("result", result));
}
