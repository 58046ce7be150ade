using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Collecting.Budgets;

public sealed class PublishedLimitTests(BudgetWorld world) : IClassFixture<BudgetWorld>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private readonly ManualTime _time = new(BudgetWorld.Start);

    [Fact]
    public async Task Nodes_together_take_the_limit_of_each_minute_though_no_answer_tells_of_it()
    {
        var token = BudgetWorld.Token();
        RequestBudgets[] nodes = [await NodeAsync(), await NodeAsync()];
        for (var minute = 0; minute < 3; minute++)
        {
            var taken = await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => AskAllAsync(nodes[worker % 2], token, 50)));
            Assert.Equal(50, taken.Sum());
            _time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task Methods_have_limits_of_their_own()
    {
        var token = BudgetWorld.Token();
        var node = await NodeAsync();

        Assert.Equal(20, await AskAllAsync(node, token, 20, "conversations.list"));
        Assert.Equal(1, await AskAllAsync(node, token, 1, "conversations.history"));
    }

    [Fact]
    public async Task Node_without_redis_keeps_the_limit_itself()
    {
        var token = BudgetWorld.Token();
        var node = BudgetWorld.Node(_time, null, options => options.MaxMinuteWait = TimeSpan.Zero);

        Assert.Equal(50, await AskAllAsync(node, token, 50));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(50, await AskAllAsync(node, token, 50));
    }

    [Fact]
    public async Task Nodes_whose_redis_is_away_stay_within_the_limit_together()
    {
        await using var redis = await RedisProcess.StartNewAsync();
        var token = BudgetWorld.Token();
        var (first, second) = (await redis.ConnectAsync(), await redis.ConnectAsync());
        var (one, other) = (Away(first), Away(second));
        Assert.Equal(10, await AskAllAsync(one, token, 50, atMost: 10));
        await redis.KillAsync();
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(50, await AskAllAsync(one, token, 50) + await AskAllAsync(other, token, 50));
        await first.CloseAsync();
        await second.CloseAsync();

        RequestBudgets Away(StackExchange.Redis.IConnectionMultiplexer connection) => BudgetWorld.Node(_time, connection, options =>
        {
            options.MaxMinuteWait = TimeSpan.Zero;
            options.RedisTimeout = TimeSpan.FromMilliseconds(300);
        });
    }

    [Fact]
    public async Task Headers_are_believed_where_there_are_some_after_all()
    {
        var token = BudgetWorld.Token();
        var node = await NodeAsync();
        var lease = await node.TakeAsync(token, BudgetWorld.Resource, TaskPriority.Critical, 50, Cancelled);
        await lease.SettleAsync(free: false, BudgetWorld.Said(_time, 5, 3));

        Assert.Equal(3, await AskAllAsync(node, token, 50));
    }

    private Task<RequestBudgets> NodeAsync() => world.NodeAsync(_time, options => options.MaxMinuteWait = TimeSpan.Zero);

    private static async Task<int> AskAllAsync(
        RequestBudgets budgets, BudgetToken token, int perMinute, string resource = BudgetWorld.Resource, int atMost = 1_000)
    {
        for (var taken = 0; taken < atMost; taken++)
        {
            try
            {
                var lease = await budgets.TakeAsync(token, resource, TaskPriority.Critical, perMinute, Cancelled);
                await lease.SettleAsync(free: false, headers: null);
            }
            catch (PlatformThrottledException)
            {
                return taken;
            }
        }
        return atMost;
    }
}
