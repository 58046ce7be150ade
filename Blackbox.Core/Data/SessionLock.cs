using Npgsql;

namespace Blackbox.Core.Data;

/// <summary>A named lock held by a database session: it is given back on disposal, and by the server when the session ends however that comes.</summary>
public sealed class SessionLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly string _name;

    private SessionLock(NpgsqlConnection connection, string name)
    {
        _connection = connection;
        _name = name;
    }

    /// <summary>Waits until no other session holds the name.</summary>
    public static async Task<SessionLock> AcquireAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(hashtextextended($1, 0))", connection) { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = name });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new(connection, name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection.State != System.Data.ConnectionState.Open)
            return;
        await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock(hashtextextended($1, 0))", _connection);
        command.Parameters.Add(new() { Value = _name });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
