using Blackbox.Core.Locking;
using Blackbox.Tests.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StackExchange.Redis;

namespace Blackbox.Tests.Locking;

/// <summary>A database, a Redis of its own, and processes ("nodes") that lock.</summary>
public sealed class LockWorld(Stack stack) : IAsyncLifetime
{
    public static readonly TimeSpan Ttl = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly List<ServiceProvider> _nodes = [];

    public TestDatabase Database { get; } = new(stack);
    public RedisProcess Redis { get; private set; } = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        Redis = await RedisProcess.StartNewAsync();
    }

    /// <summary>A process with its own connections.</summary>
    /// <param name="time">Its clock: a manual one that stands still is a process that is frozen, except for what it is told to do.</param>
    public async Task<Node> NodeAsync(TimeProvider? time = null, Action<LockingOptions>? configure = null, string? database = null)
    {
        var redis = await Redis.ConnectAsync();
        var services = new ServiceCollection().AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton(_ => NpgsqlDataSource.Create(database ?? Database.ConnectionString))
            .AddSingleton(redis)
            .AddSingleton(time ?? TimeProvider.System)
            .AddLocking()
            .Configure<LockingOptions>(options =>
            {
                options.Ttl = Ttl;
                options.RedisTimeout = TimeSpan.FromSeconds(0.5);
                options.RedisAwayFor = TimeSpan.Zero;
                configure?.Invoke(options);
            })
            .BuildServiceProvider();
        _nodes.Add(services);
        return new(services.GetRequiredService<DistributedLocks>(), redis);
    }

    public static async Task EventuallyAsync(Func<Task<bool>> condition, string failure)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, failure);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancelled);
        }
    }

    public static Task PassAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, Cancelled);

    /// <summary>Kills Redis and waits until every node has seen it.</summary>
    public async Task StopRedisAsync(params Node[] nodes)
    {
        await Redis.KillAsync();
        await EventuallyAsync(() => Task.FromResult(nodes.All(node => !node.Redis.IsConnected)), "A node does not see that Redis is away.");
    }

    /// <summary>Starts Redis and waits until every node is connected.</summary>
    public async Task StartRedisAsync(params Node[] nodes)
    {
        await Redis.StartAsync();
        await EventuallyAsync(() => Task.FromResult(nodes.All(node => node.Redis.IsConnected)), "A node does not see that Redis is back.");
    }

    public async Task<long> CountAsync(string sql, params object[] parameters)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    /// <summary>Advisory locks that sessions of this database hold.</summary>
    public Task<long> AdvisoryLocksAsync() => CountAsync(
        "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE locktype = 'advisory' AND granted AND datname = current_database()");

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.GetRequiredService<IConnectionMultiplexer>().CloseAsync(allowCommandsToComplete: false);
            await node.DisposeAsync();
        }
        await Redis.DisposeAsync();
        await Database.DisposeAsync();
    }

    public sealed record Node(DistributedLocks Locks, IConnectionMultiplexer Redis);
}
