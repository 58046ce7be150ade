using Npgsql;
using NpgsqlTypes;

namespace Blackbox.Core.Locking;

/// <summary>
/// The table where every lock is registered, whichever backend it came through: the referee between them, and the source of the fencing numbers.
/// All times are of the database's clock.
/// </summary>
internal sealed class LockRegistry(NpgsqlDataSource dataSource)
{
    /// <summary>Milliseconds that an acquisition waits for a transaction that has confirmed the last owner's number.</summary>
    private const string Patience = "2000";

    private const int CommandSeconds = 15;

    // The row is replaced and not updated: a deletion waits for those who confirmed the last owner's number (FOR KEY SHARE), while an owner's
    // renewals, which are updates, do not. The number is at least the time in microseconds, so that it also grows over a row that was removed as
    // unused, and over a database that was restored from a backup.
    private const string Register = """
        WITH freed AS (
            DELETE FROM lock_fences
            WHERE name = $1 AND (owner IS NULL OR expires_at IS NULL OR expires_at <= clock_timestamp())
            RETURNING fence)
        INSERT INTO lock_fences (name, fence, owner, backend, expires_at)
        SELECT $1, greatest(coalesce(max(fence), 0) + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint), $2, $3, clock_timestamp() + $4
        FROM freed
        ON CONFLICT (name) DO NOTHING
        RETURNING fence
        """;

    /// <summary>Makes the token the owner.</summary>
    /// <param name="connection">The session to do it in; any one when it is null.</param>
    /// <returns>The fencing number, or null while another owner's registration has not expired.</returns>
    public async Task<long?> TryRegisterAsync(
        string name, string token, string backend, TimeSpan ttl, NpgsqlConnection? connection, CancellationToken cancellationToken)
    {
        await using var own = connection is null ? await dataSource.OpenConnectionAsync(cancellationToken) : null;
        await using var batch = new NpgsqlBatch(connection ?? own)
        {
            Timeout = CommandSeconds,
            BatchCommands =
            {
                // For this transaction, which is that of the batch.
                new("SELECT set_config('lock_timeout', $1, true)") { Parameters = { new() { Value = Patience } } },
                new(Register)
                {
                    Parameters =
                    {
                        new() { Value = name }, new() { Value = token }, new() { Value = backend },
                        new() { Value = ttl, NpgsqlDbType = NpgsqlDbType.Interval },
                    },
                },
            },
        };
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? reader.GetInt64(0) : null;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return null;
        }
    }

    /// <returns>False when the registration expired or is another owner's.</returns>
    public async Task<bool> ExtendAsync(string name, string token, TimeSpan ttl, NpgsqlConnection? connection, CancellationToken cancellationToken)
    {
        const string sql = """
            UPDATE lock_fences SET expires_at = clock_timestamp() + $3
            WHERE name = $1 AND owner = $2 AND expires_at > clock_timestamp()
            """;
        return await ExecuteAsync(
            sql, connection, cancellationToken, new() { Value = name }, new() { Value = token },
            new() { Value = ttl, NpgsqlDbType = NpgsqlDbType.Interval }) > 0;
    }

    /// <summary>Gives the name free if the token is its owner; the number stays.</summary>
    public Task ClearAsync(string name, string token, CancellationToken cancellationToken) =>
        ExecuteAsync(
            "UPDATE lock_fences SET owner = NULL, expires_at = NULL WHERE name = $1 AND owner = $2",
            null, cancellationToken, new() { Value = name }, new() { Value = token });

    /// <summary>Keeps anybody else from acquiring the name until the connection's transaction has ended.</summary>
    /// <returns>False when the number is not the last one.</returns>
    public static async Task<bool> ConfirmAsync(string name, long fence, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT 1 FROM lock_fences WHERE name = $1 AND fence = $2 FOR KEY SHARE", connection)
        {
            CommandTimeout = CommandSeconds,
            Parameters = { new() { Value = name }, new() { Value = fence } },
        };
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>Removes names that nobody has locked for a day.</summary>
    public Task<int> RemoveUnusedAsync(CancellationToken cancellationToken) =>
        ExecuteAsync(
            "DELETE FROM lock_fences WHERE (owner IS NULL OR expires_at <= clock_timestamp()) AND updated_at < clock_timestamp() - interval '1 day'",
            null, cancellationToken);

    private async Task<int> ExecuteAsync(
        string sql, NpgsqlConnection? connection, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var own = connection is null ? await dataSource.OpenConnectionAsync(cancellationToken) : null;
        await using var command = new NpgsqlCommand(sql, connection ?? own) { CommandTimeout = CommandSeconds };
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
