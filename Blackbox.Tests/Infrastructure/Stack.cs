using Blackbox.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

[assembly: AssemblyFixture(typeof(Blackbox.Tests.Infrastructure.Stack))]

namespace Blackbox.Tests.Infrastructure;

/// <summary>The servers that all tests of this process share, and a migrated database to copy from.</summary>
public sealed class Stack : IAsyncLifetime
{
    private AppHostServers? _servers;
    private readonly string _template = $"template_{Environment.ProcessId}";

    /// <summary>Connection string of the server, with rights to create databases.</summary>
    public string Postgres { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        // A server that is already there saves starting one, for a person who runs a few tests again and again.
        Postgres = Environment.GetEnvironmentVariable("ConnectionStrings__blackbox") ?? "";
        if (Postgres.Length == 0)
        {
            _servers = await AppHostServers.StartAsync(CancellationToken.None);
            Postgres = _servers.Postgres;
        }

        await ExecuteAsync($"CREATE DATABASE {_template}");
        await using var dataSource = DataSource(_template);
        await using var db = Context(dataSource);
        await db.MigrateAsync(NullLogger.Instance, CancellationToken.None);
    }

    /// <summary>A new database with the current schema and nothing in it.</summary>
    internal async Task CreateDatabaseAsync(string name)
    {
        // A template must have no sessions while it is copied; a pooled one of another test's copy never connects to it.
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {_template}");
    }

    internal Task CreateEmptyDatabaseAsync(string name) => ExecuteAsync($"CREATE DATABASE {name}");

    internal Task DropDatabaseAsync(string name) => ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    internal NpgsqlDataSource DataSource(string database)
    {
        var builder = new NpgsqlDataSourceBuilder(ConnectionString(database));
        builder.UseVector();
        return builder.Build();
    }

    internal string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(Postgres) { Database = database, MinPoolSize = 0, MaxPoolSize = 6, ConnectionIdleLifetime = 5, ConnectionPruningInterval = 1 }
            .ConnectionString;

    internal static BlackboxDb Context(NpgsqlDataSource dataSource) =>
        new((DbContextOptions<BlackboxDb>)new DbContextOptionsBuilder<BlackboxDb>().UseBlackbox(dataSource).Options);

    public async ValueTask DisposeAsync()
    {
        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }
        else if (Postgres.Length > 0)
        {
            await DropDatabaseAsync(_template);
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Postgres) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
