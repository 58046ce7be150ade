using Npgsql;

namespace Blackbox.Core.Data;

/// <summary>Named locks held by a database session: they are given back on disposal, and by the server when the session ends however that comes.</summary>
public sealed class SessionLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly string[] _names;
    private readonly string _unlock;

    private SessionLock(NpgsqlConnection connection, string[] names, string unlock)
    {
        _connection = connection;
        _names = names;
        _unlock = unlock;
    }

    /// <summary>Waits until no other session holds the name.</summary>
    public static async Task<SessionLock> AcquireAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, "pg_advisory_lock", [name], cancellationToken);
        return new(connection, [name], "pg_advisory_unlock");
    }

    /// <summary>Waits until no other session holds one of the names for itself alone; any number of sessions may share them.</summary>
    public static async Task<SessionLock> AcquireSharedAsync(NpgsqlConnection connection, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        // In one order everywhere, so that two sessions cannot wait for each other.
        string[] ordered = [.. names.Order(StringComparer.Ordinal)];
        await ExecuteAsync(connection, "pg_advisory_lock_shared", ordered, cancellationToken);
        return new(connection, ordered, "pg_advisory_unlock_shared");
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection.State != System.Data.ConnectionState.Open)
            return;
        await ExecuteAsync(_connection, _unlock, _names, CancellationToken.None);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string function, string[] names, CancellationToken cancellationToken)
    {
        if (names.Length == 0)
            return;
        await using var command = new NpgsqlCommand($"SELECT {function}(hashtextextended(name, 0)) FROM unnest($1) AS name", connection) { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = names });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
