using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Engine;
using Npgsql;

namespace Aspire.Hosting;

internal sealed class PostgresRunner(PostgresServerResource server) : NativeServerRunner
{
    protected override string Server => "postgres";

    // PostgreSQL's "fast shutdown": ends the sessions, writes everything, stops.
    protected override ChildProcess.Signal StopSignal => ChildProcess.Signal.Interrupt;

    public override async Task<string?> ProbeAsync(RunContext run, CancellationToken cancellationToken) =>
        IsExternal ? null : await TryConnectAsync(await ConnectionStringAsync(server, "postgres", cancellationToken), cancellationToken);

    protected override async Task<Dictionary<string, string?>> EnvironmentAsync(CancellationToken cancellationToken) => new()
    {
        ["POSTGRES_USER"] = await server.UserNameReference.GetValueAsync(cancellationToken),
        ["POSTGRES_PASSWORD"] = await server.PasswordParameter.GetValueAsync(cancellationToken),
    };

    internal static async Task<string> ConnectionStringAsync(PostgresServerResource server, string database, CancellationToken cancellationToken) =>
        new NpgsqlConnectionStringBuilder(await server.ConnectionStringExpression.GetValueAsync(cancellationToken))
        {
            Database = database,
            // Nothing to ask the server for: each question would be a line in its log while it starts.
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            // A probe must not keep a session open, or a database could not be copied or dropped.
            Pooling = false,
            Timeout = 5,
            CommandTimeout = 5,
        }.ConnectionString;

    internal static async Task<string?> TryConnectAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellationToken);
            return null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            return "its data was made with another password; set Parameters__<name>-password, or delete the data folder";
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return e.Message;
        }
    }
}

internal sealed class PostgresDatabaseRunner(PostgresDatabaseResource database) : ResourceRunner
{
    public override async Task StartAsync(RunContext run, CancellationToken cancellationToken)
    {
        if (database.External is not null)
        {
            return;
        }

        await using var connection = new NpgsqlConnection(
            await PostgresRunner.ConnectionStringAsync(database.Parent, "postgres", cancellationToken));
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection)
        {
            Parameters = { new() { Value = database.DatabaseName } },
        };
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            var name = database.DatabaseName.Replace("\"", "\"\"", StringComparison.Ordinal);
            await using var create = new NpgsqlCommand($"CREATE DATABASE \"{name}\"", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public override async Task<string?> ProbeAsync(RunContext run, CancellationToken cancellationToken) => await PostgresRunner.TryConnectAsync(
        database.External is null
            ? await PostgresRunner.ConnectionStringAsync(database.Parent, database.DatabaseName, cancellationToken)
            : new NpgsqlConnectionStringBuilder(database.External) { Pooling = false }.ConnectionString,
        cancellationToken);
}
