using System.Data;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blackbox.Core.Locking;

/// <summary>
/// Locks as PostgreSQL's advisory locks, for the time that Redis is away: each holds a database connection, and is lost with it. The registry
/// keeps them apart from those of Redis.
/// </summary>
internal sealed class SessionLocks(
    NpgsqlDataSource dataSource, LockRegistry registry, IOptions<LockingOptions> options, TimeProvider time, ILogger<SessionLocks> logger)
{
    public const string Backend = "postgres";

    // Advisory locks are numbers. The seed keeps these apart from the locks of single steps, which have seed 0.
    private const string TryLock = "SELECT pg_try_advisory_lock(hashtextextended($1, 1))";
    private const string Unlock = "SELECT pg_advisory_unlock(hashtextextended($1, 1))";
    private const int UnlockSeconds = 5;

    private int _connections;

    /// <returns>The lease, or null and whether a connection was free: it was when somebody else holds the lock.</returns>
    public async Task<(ILockLease? Lease, bool Free)> TryAcquireAsync(string name, string token, TimeSpan ttl, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _connections) > options.Value.FallbackConnections)
        {
            Interlocked.Decrement(ref _connections);
            return (null, false);
        }
        NpgsqlConnection? connection = null;
        var (locked, registered) = (false, false);
        try
        {
            connection = await dataSource.OpenConnectionAsync(cancellationToken);
            // Until it is known that somebody else has it.
            locked = true;
            locked = await LockAsync(connection, name, cancellationToken);
            var fence = locked ? await registry.TryRegisterAsync(name, token, Backend, ttl, connection, cancellationToken) : null;
            registered = fence is not null;
            return (fence is null ? null : new Lease(this, connection, name, token, ttl, fence.Value), true);
        }
        catch when (locked)
        {
            // Whether the registration was made before the connection or the caller gave up is not known.
            await ClearAsync(name, token);
            throw;
        }
        finally
        {
            if (!registered)
                await CloseAsync(connection, locked, name);
        }
    }

    private static async Task<bool> LockAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(TryLock, connection) { Parameters = { new() { Value = name } } };
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private async Task ListenAsync(NpgsqlConnection connection, TimeSpan duration, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        // Whole milliseconds: what is less counts as none, and none as for ever.
        for (var rest = duration; rest > TimeSpan.Zero; rest = duration - time.GetElapsedTime(begun))
            await connection.WaitAsync(TimeSpan.FromMilliseconds(Math.Ceiling(rest.TotalMilliseconds)), cancellationToken);
    }

    private Task<bool> ExtendAsync(NpgsqlConnection connection, string name, string token, TimeSpan ttl, CancellationToken cancellationToken) =>
        registry.ExtendAsync(name, token, ttl, connection, cancellationToken);

    private async Task ReleaseAsync(NpgsqlConnection connection, string name, string token)
    {
        await ClearAsync(name, token);
        await CloseAsync(connection, locked: true, name);
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

    private async Task CloseAsync(NpgsqlConnection? connection, bool locked, string name)
    {
        if (connection is not null)
        {
            // A connection that goes back to the pool keeps its locks until it is used again.
            if (locked && connection.State == ConnectionState.Open)
                await UnlockAsync(connection, name);
            await connection.DisposeAsync();
        }
        Interlocked.Decrement(ref _connections);
    }

    private async Task UnlockAsync(NpgsqlConnection connection, string name)
    {
        try
        {
            await using var command = new NpgsqlCommand(Unlock, connection) { CommandTimeout = UnlockSeconds, Parameters = { new() { Value = name } } };
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            logger.LogDebug(exception, "The session of the lock {Name} is closed instead of unlocked", name);
            NpgsqlConnection.ClearPool(connection);
        }
    }

    private sealed class Lease(SessionLocks locks, NpgsqlConnection connection, string name, string token, TimeSpan ttl, long fence) : ILockLease
    {
        public string Backend => SessionLocks.Backend;

        public long Fence => fence;

        /// <summary>Listens meanwhile: the end of the session is heard at once.</summary>
        public async Task<bool> WaitAsync(TimeSpan duration, CancellationToken cancellationToken)
        {
            try
            {
                await locks.ListenAsync(connection, duration, cancellationToken);
                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        }

        public async Task<bool> ExtendAsync(CancellationToken cancellationToken)
        {
            try
            {
                return await locks.ExtendAsync(connection, name, token, ttl, cancellationToken);
            }
            catch (NpgsqlException)
            {
                return false;
            }
        }

        public Task ReleaseAsync() => locks.ReleaseAsync(connection, name, token);
    }
}
