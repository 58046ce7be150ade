using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace Blackbox.Core.Locking;

/// <summary>
/// Locks as keys in Redis that expire by themselves. Redis keeps those who try in vain away from the database; who holds the lock is what the
/// registry says, so that Redis may lose its data, or be away for some processes only.
/// </summary>
internal sealed class RedisLocks(
    IConnectionMultiplexer redis, NpgsqlDataSource dataSource, LockRegistry registry, IOptions<LockingOptions> options, TimeProvider time, ILogger<RedisLocks> logger)
{
    public const string Backend = "redis";

    private const string Acquire = "return redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0";

    // A key that is gone (Redis started anew without its data) is set again.
    private const string Extend = """
        local owner = redis.call('get', KEYS[1])
        if owner == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end
        if not owner then redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2]) return 1 end
        return 0
        """;

    private const string Release = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";

    // Installations with databases of their own may share a Redis.
    private readonly string _prefix = $"blackbox:{new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).Database}:lock:";
    private long _awayUntil = long.MinValue;

    /// <returns>
    /// The lease, or null and whether Redis answered: it did when somebody else holds the lock, and did not when another backend must be asked.
    /// </returns>
    public async Task<(ILockLease? Lease, bool Answered)> TryAcquireAsync(string name, string token, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var registering = false;
        try
        {
            if (await EvaluateAsync(Acquire, name, token, ttl, cancellationToken) is not { } acquired)
                return (null, false);
            if (!acquired)
                return (null, true);
            registering = true;
            if (await registry.TryRegisterAsync(name, token, Backend, ttl, null, cancellationToken) is { } fence)
                return (new Lease(this, name, token, ttl, fence), true);
        }
        catch
        {
            // Whether either was done before the database or the caller gave up is not known.
            if (registering)
                await ClearAsync(name, token);
            await DeleteKeyAsync(name, token);
            throw;
        }
        await DeleteKeyAsync(name, token);
        return (null, true);
    }

    private Task PauseAsync(TimeSpan duration, CancellationToken cancellationToken) => Task.Delay(duration, time, cancellationToken);

    private async Task<bool> ExtendAsync(string name, string token, TimeSpan ttl, CancellationToken cancellationToken)
    {
        if (!await registry.ExtendAsync(name, token, ttl, null, cancellationToken))
            return false;
        await EvaluateAsync(Extend, name, token, ttl, cancellationToken);
        return true;
    }

    private async Task ReleaseAsync(string name, string token)
    {
        await ClearAsync(name, token);
        await DeleteKeyAsync(name, token);
    }

    private async Task ClearAsync(string name, string token)
    {
        try
        {
            await registry.ClearAsync(name, token, CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or ObjectDisposedException)
        {
            logger.LogWarning("The lock {Name} was not given back and expires by itself: {Reason}", name, exception.Message);
        }
    }

    private async Task DeleteKeyAsync(string name, string token) => await EvaluateAsync(Release, name, token, TimeSpan.Zero, CancellationToken.None);

    /// <returns>What the script says; null when Redis does not answer.</returns>
    private async Task<bool?> EvaluateAsync(string script, string name, string token, TimeSpan ttl, CancellationToken cancellationToken)
    {
        // What is given back is worth a try also then: the key would keep others waiting until it expires.
        var leftAlone = script != Release && time.GetTimestamp() < Interlocked.Read(ref _awayUntil);
        if (leftAlone || !redis.IsConnected)
            return null;
        try
        {
            return await SendAsync(script, name, token, ttl, CommandFlags.None).WaitAsync(options.Value.RedisTimeout, time, cancellationToken);
        }
        catch (Exception exception) when (IsAway(exception))
        {
            var away = (long)(options.Value.RedisAwayFor.TotalSeconds * time.TimestampFrequency);
            Interlocked.Exchange(ref _awayUntil, time.GetTimestamp() + away);
            logger.LogDebug(exception, "Redis does not answer for the lock {Name}", name);
            if (script == Acquire)
                await TakeBackAsync(name, token);
            return null;
        }
    }

    /// <summary>Redis may have set the key after all. It hears of this behind that, or loses both.</summary>
    private async Task TakeBackAsync(string name, string token)
    {
        try
        {
            await SendAsync(Release, name, token, TimeSpan.Zero, CommandFlags.FireAndForget);
        }
        catch (Exception exception) when (IsAway(exception))
        {
            // Then the key expires.
        }
    }

    private async Task<bool> SendAsync(string script, string name, string token, TimeSpan ttl, CommandFlags flags)
    {
        RedisKey[] keys = [_prefix + name];
        RedisValue[] values = [token, (long)ttl.TotalMilliseconds];
        // Sent whole each time: a Redis that started anew does not know scripts by their hash.
        var answer = await redis.GetDatabase().ScriptEvaluateAsync(script, keys, values, flags | CommandFlags.NoScriptCache);
        return answer is { IsNull: false } && (long)answer == 1;
    }

    // A time-out, no connection, or a server that only reads, loads its data or has no memory left: all the same to a lock.
    private static bool IsAway(Exception exception) =>
        exception is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException;

    private sealed class Lease(RedisLocks locks, string name, string token, TimeSpan ttl, long fence) : ILockLease
    {
        public string Backend => RedisLocks.Backend;

        public long Fence => fence;

        public async Task<bool> WaitAsync(TimeSpan duration, CancellationToken cancellationToken)
        {
            await locks.PauseAsync(duration, cancellationToken);
            return true;
        }

        public Task<bool> ExtendAsync(CancellationToken cancellationToken) => locks.ExtendAsync(name, token, ttl, cancellationToken);

        public Task ReleaseAsync() => locks.ReleaseAsync(name, token);
    }
}
