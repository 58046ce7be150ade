using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Operations;
using Blackbox.Core.Users;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Blackbox.Benchmarks.Measuring;

/// <summary>A new database with the current schema, and the application's own services on it; dropped at the end.</summary>
internal sealed class ThrowAwayDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name;
    private readonly bool _isKept;
    private ServiceProvider? _services;

    private ThrowAwayDatabase(string server, string name, bool isKept)
    {
        _server = server;
        _name = name;
        _isKept = isKept;
    }

    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server) { Database = _name }.ConnectionString;

    public IServiceProvider Services => _services!;

    public NpgsqlDataSource DataSource => Services.GetRequiredService<NpgsqlDataSource>();

    /// <param name="configure">Features of the application that the benchmark measures.</param>
    /// <param name="keepAs">Name of a database that is used again if it is there, and not dropped; for who measures the same data many times.</param>
    public static async Task<ThrowAwayDatabase> CreateAsync(
        string benchmark, CancellationToken cancellationToken, Action<IServiceCollection>? configure = null, string? keepAs = null)
    {
        var server = Environment.GetEnvironmentVariable($"ConnectionStrings__{DataSetup.ConnectionName}")
            ?? throw new UsageException($"Set ConnectionStrings__{DataSetup.ConnectionName} to a PostgreSQL 17 with pgvector, or run eng/benchmarks.sh.");
        if (keepAs is not null && (keepAs.Length > 60 || !keepAs.All(letter => char.IsAsciiLetterLower(letter) || letter == '_')))
            throw new UsageException("A database's name is small letters and underscores.");
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        var database = new ThrowAwayDatabase(server, keepAs ?? $"benchmark_{benchmark}_{id:N}", isKept: keepAs is not null);
        try
        {
            await database.OnServerAsync($"CREATE DATABASE {database._name}", cancellationToken);
        }
        catch (PostgresException there) when (keepAs is not null && there.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            Progress.Say($"Using the database {keepAs} that is there.");
        }
        try
        {
            await database.MigrateAsync(configure ?? (_ => { }), cancellationToken);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<T> ScalarAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Writes out what earlier work left, so that it is not paid for by the side that is measured next.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync("CHECKPOINT", cancellationToken);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            Progress.Say("This database user may not ask for checkpoints; the figures are noisier.");
        }
    }

    /// <summary>A person with one connection that records everyone.</summary>
    public async Task<Connection> AddConnectionAsync(string platform, string settings, CancellationToken cancellationToken)
    {
        await using var scope = Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<BlackboxDb>();
        var user = new User { Email = "bench@example.com", Name = "Bench", TimeZone = "Etc/UTC" };
        // Adding gives it its id.
        db.Users.Add(user);
        var connection = new Connection { UserId = user.Id, Platform = platform, Name = "benchmark", Settings = settings, Scope = RecordScope.Everyone };
        db.Connections.Add(connection);
        await db.SaveChangesAsync(cancellationToken);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        if (!_isKept)
            await OnServerAsync($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)", CancellationToken.None);
    }

    private async Task MigrateAsync(Action<IServiceCollection> configure, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new($"ConnectionStrings:{DataSetup.ConnectionName}", ConnectionString), new("Database:MinPoolSize", "0")])
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = Environments.Production });
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddBlackboxData().AddFailPoints();
        configure(services);
        _services = services.BuildServiceProvider();

        await using var scope = _services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<BlackboxDb>().MigrateAsync(NullLogger.Instance, cancellationToken);
    }

    private async Task OnServerAsync(string sql, CancellationToken cancellationToken)
    {
        // Not every server has the database that the connection string names; this one is always there.
        var server = new NpgsqlConnectionStringBuilder(_server) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
