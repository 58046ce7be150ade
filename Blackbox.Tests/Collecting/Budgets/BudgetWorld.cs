using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Secrets;
using Blackbox.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Blackbox.Tests.Collecting.Budgets;

/// <summary>A Redis of its own, and nodes that count requests in it.</summary>
public sealed class BudgetWorld : IAsyncLifetime
{
    public const string Resource = "core";
    public static readonly DateTimeOffset Start = new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero);
    private static int _tokens;
    private readonly List<IConnectionMultiplexer> _connections = [];

    internal RedisProcess Redis { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Redis = await RedisProcess.StartNewAsync();

    internal async Task<RequestBudgets> NodeAsync(TimeProvider time, Action<BudgetOptions>? configure = null) =>
        Node(time, await ConnectAsync(), configure);

    internal async Task<IConnectionMultiplexer> ConnectAsync()
    {
        var connection = await Redis.ConnectAsync();
        _connections.Add(connection);
        return connection;
    }

    internal static RequestBudgets Node(TimeProvider time, IConnectionMultiplexer? connection, Action<BudgetOptions>? configure = null)
    {
        var options = new BudgetOptions { RedisAwayFor = TimeSpan.FromMilliseconds(200), RedisTimeout = TimeSpan.FromSeconds(5), MaxWait = TimeSpan.Zero };
        configure?.Invoke(options);
        return new(Options.Create(options), time, NullLogger<RequestBudgets>.Instance, connection);
    }

    /// <summary>One that no other test has.</summary>
    internal static BudgetToken Token(string secret = "ghp_secret") =>
        BudgetToken.Of("GitHub", new($"http://github{Interlocked.Increment(ref _tokens)}"), new Secret(secret));

    internal static RateLimitHeaders Said(TimeProvider time, int limit, int remaining, TimeSpan? resetsIn = null)
    {
        var wait = resetsIn ?? TimeSpan.FromHours(1);
        return new(limit, remaining, (time.GetUtcNow() + wait).ToUnixTimeSeconds(), wait);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
            await connection.CloseAsync();
        await Redis.DisposeAsync();
    }
}

internal static class BudgetTaking
{
    /// <summary>Takes as often as it is let, at most <paramref name="atMost"/> times.</summary>
    public static async Task<int> TakeAllAsync(this RequestBudgets budgets, BudgetToken token, int priority, int atMost = 1_000)
    {
        for (var taken = 0; taken < atMost; taken++)
        {
            try
            {
                await budgets.TakeAsync(token, BudgetWorld.Resource, priority, TestContext.Current.CancellationToken);
            }
            catch (Core.Collecting.PlatformThrottledException)
            {
                return taken;
            }
        }
        return atMost;
    }

    /// <summary>One request that the platform answers, as it says.</summary>
    public static async Task AnswerAsync(this RequestBudgets budgets, BudgetToken token, RateLimitHeaders? said, bool free = false)
    {
        var lease = await budgets.TakeAsync(token, BudgetWorld.Resource, Core.Collecting.TaskPriority.Critical, TestContext.Current.CancellationToken);
        await lease.SettleAsync(free, said);
    }
}
