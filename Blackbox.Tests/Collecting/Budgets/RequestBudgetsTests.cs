using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Secrets;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Collecting.Budgets;

public sealed class RequestBudgetsTests(BudgetWorld world) : IClassFixture<BudgetWorld>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private readonly ManualTime _time = new(BudgetWorld.Start);

    [Fact]
    public async Task Nodes_together_take_the_limit_and_no_more()
    {
        var token = BudgetWorld.Token();
        RequestBudgets[] nodes = [await world.NodeAsync(_time), await world.NodeAsync(_time), await world.NodeAsync(_time)];
        await nodes[0].AnswerAsync(token, BudgetWorld.Said(_time, 200, 199));

        var taken = await Task.WhenAll(Enumerable.Range(0, 12).Select(worker => nodes[worker % 3].TakeAllAsync(token, TaskPriority.Critical)));

        Assert.Equal(199, taken.Sum());
    }

    [Theory]
    [InlineData(TaskPriority.Critical, 100)]
    [InlineData(TaskPriority.High, 95)]
    [InlineData(TaskPriority.Medium, 85)]
    [InlineData(TaskPriority.Low, 70)]
    public async Task Less_urgent_work_leaves_a_part_to_the_rest(int priority, int expected)
    {
        var token = BudgetWorld.Token();
        var node = await world.NodeAsync(_time);
        await node.AnswerAsync(token, BudgetWorld.Said(_time, 100, 100));

        Assert.Equal(expected, await node.TakeAllAsync(token, priority));

        var refused = await Assert.ThrowsAsync<PlatformThrottledException>(() => node.TakeAsync(token, BudgetWorld.Resource, priority, Cancelled));
        Assert.Equal(expected == 100 ? "rate_limited" : "budget_reserved", refused.Code);
        Assert.Equal(BudgetWorld.Start.AddHours(1), refused.Until);
        Assert.Equal(100 - expected, await node.TakeAllAsync(token, TaskPriority.Critical));
    }

    [Fact]
    public async Task Late_answer_does_not_raise_what_is_left()
    {
        var token = BudgetWorld.Token();
        var node = await world.NodeAsync(_time);
        var late = await node.TakeAsync(token, BudgetWorld.Resource, TaskPriority.Critical, Cancelled);
        await node.AnswerAsync(token, BudgetWorld.Said(_time, 100, 40));
        Assert.Equal(9, await node.TakeAllAsync(token, TaskPriority.Critical, atMost: 9));

        await late.SettleAsync(free: false, BudgetWorld.Said(_time, 100, 99));

        // 40 were said while the late one was under way, nine are taken since.
        Assert.Equal(30, (await node.ReadAsync(token, BudgetWorld.Resource, Cancelled))!.Remaining);
    }

    [Fact]
    public async Task Answer_of_the_window_before_changes_nothing()
    {
        var token = BudgetWorld.Token();
        var node = await world.NodeAsync(_time);
        await node.AnswerAsync(token, BudgetWorld.Said(_time, 100, 0));
        var old = BudgetWorld.Said(_time, 100, 0);
        _time.Advance(TimeSpan.FromHours(1));
        await node.AnswerAsync(token, BudgetWorld.Said(_time, 100, 99));
        var late = await node.TakeAsync(token, BudgetWorld.Resource, TaskPriority.Critical, Cancelled);

        await late.SettleAsync(free: false, old with { ResetsIn = TimeSpan.Zero });

        Assert.Equal(98, (await node.ReadAsync(token, BudgetWorld.Resource, Cancelled))!.Remaining);
    }

    [Fact]
    public async Task New_window_begins_with_everything_but_what_is_under_way()
    {
        var token = BudgetWorld.Token();
        var node = await world.NodeAsync(_time);
        await node.AnswerAsync(token, BudgetWorld.Said(_time, 100, 100));
        Assert.Equal(100, await node.TakeAllAsync(token, TaskPriority.Critical));

        _time.Advance(TimeSpan.FromHours(1));

        // None of the hundred was answered: they may all count in the new window. Then even they are forgotten.
        Assert.Equal(0, await node.TakeAllAsync(token, TaskPriority.Critical));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(100, await node.TakeAllAsync(token, TaskPriority.Critical));
    }

    [Fact]
    public async Task Request_that_cost_nothing_is_given_back()
    {
        var token = BudgetWorld.Token();
        var node = await world.NodeAsync(_time);
        await node.AnswerAsync(token, BudgetWorld.Said(_time, 10, 5));

        for (var i = 0; i < 50; i++)
            await node.AnswerAsync(token, BudgetWorld.Said(_time, 10, 5), free: true);

        Assert.Equal(5, (await node.ReadAsync(token, BudgetWorld.Resource, Cancelled))!.Remaining);
    }

    [Fact]
    public async Task Pause_holds_on_all_nodes_for_all_resources_of_this_token_only()
    {
        var token = BudgetWorld.Token();
        var (one, other) = (await world.NodeAsync(_time), await world.NodeAsync(_time));
        await other.AnswerAsync(token, BudgetWorld.Said(_time, 100, 100));

        await one.PauseAsync(token, BudgetWorld.Start.AddMinutes(10));
        await one.PauseAsync(token, BudgetWorld.Start.AddMinutes(5));

        var refused = await Assert.ThrowsAsync<PlatformThrottledException>(() => other.TakeAsync(token, "search", TaskPriority.Critical, Cancelled));
        Assert.Equal(("paused", BudgetWorld.Start.AddMinutes(10)), (refused.Code, refused.Until));
        Assert.Equal(BudgetWorld.Start.AddMinutes(10), (await other.ReadAsync(token, BudgetWorld.Resource, Cancelled))!.PausedUntil);
        Assert.Equal(1, await other.TakeAllAsync(BudgetWorld.Token(), TaskPriority.Critical, atMost: 1));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await other.TakeAllAsync(token, TaskPriority.Critical, atMost: 1));
    }

    [Fact]
    public async Task Short_wait_is_waited()
    {
        var token = BudgetWorld.Token();
        var node = await world.NodeAsync(_time, options => options.MaxWait = TimeSpan.FromSeconds(5));
        await node.PauseAsync(token, BudgetWorld.Start.AddSeconds(4));

        var taken = node.TakeAsync(token, BudgetWorld.Resource, TaskPriority.Critical, Cancelled);

        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancelled);
        Assert.False(taken.IsCompleted);
        await _time.RunAsync(taken);
        Assert.True(_time.GetUtcNow() >= BudgetWorld.Start.AddSeconds(4));
    }

    [Fact]
    public async Task Pause_beyond_any_measure_is_cut()
    {
        var token = BudgetWorld.Token();
        var node = await world.NodeAsync(_time);

        Assert.Equal(BudgetWorld.Start.AddDays(1), await node.PauseAsync(token, DateTimeOffset.MaxValue));
    }

    [Fact]
    public async Task Penalty_doubles_each_time_but_not_for_requests_that_were_refused_together()
    {
        var token = BudgetWorld.Token();
        var (one, other) = (await world.NodeAsync(_time), await world.NodeAsync(_time));

        foreach (var minutes in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            var now = _time.GetUtcNow();
            var ends = await Task.WhenAll(one.PenalizeAsync(token), other.PenalizeAsync(token), one.PenalizeAsync(token));
            Assert.All(ends, end => Assert.Equal(now.AddMinutes(minutes), end));
            _time.Advance(TimeSpan.FromMinutes(minutes));
        }
        _time.Advance(TimeSpan.FromHours(3));
        Assert.Equal(_time.GetUtcNow().AddMinutes(1), await one.PenalizeAsync(token));
    }

    [Fact]
    public async Task Unknown_budget_is_used_with_care_until_an_answer_tells_more()
    {
        var token = BudgetWorld.Token();
        var node = await world.NodeAsync(_time, options => options.UnknownAllowance = 10);

        Assert.Equal(10, await node.TakeAllAsync(token, TaskPriority.Critical));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await node.TakeAllAsync(token, TaskPriority.Critical));
        _time.Advance(TimeSpan.FromMinutes(1));
        await node.AnswerAsync(token, BudgetWorld.Said(_time, 5_000, 4_999));

        Assert.InRange((await node.ReadAsync(token, BudgetWorld.Resource, Cancelled))!.Remaining!.Value, 4_980, 4_999);
    }

    [Fact]
    public async Task Platform_that_does_not_count_is_not_held_back()
    {
        var token = BudgetWorld.Token();
        var node = await world.NodeAsync(_time, options => options.UnknownAllowance = 10);
        await node.AnswerAsync(token, said: null);

        Assert.Equal(500, await node.TakeAllAsync(token, TaskPriority.Low, atMost: 500));
        Assert.Null((await node.ReadAsync(token, BudgetWorld.Resource, Cancelled))!.Limit);
    }

    [Fact]
    public async Task Refusal_is_believed_though_it_names_an_earlier_end()
    {
        var token = BudgetWorld.Token();
        var node = await world.NodeAsync(_time);
        await node.AnswerAsync(token, BudgetWorld.Said(_time, 100, 100));
        var lease = await node.TakeAsync(token, BudgetWorld.Resource, TaskPriority.Critical, Cancelled);

        await lease.SettleAsync(free: false, BudgetWorld.Said(_time, 100, 0, TimeSpan.FromMinutes(1)), refused: true);

        var refused = await Assert.ThrowsAsync<PlatformThrottledException>(() => node.TakeAsync(token, BudgetWorld.Resource, TaskPriority.Critical, Cancelled));
        Assert.Equal(BudgetWorld.Start.AddMinutes(1), refused.Until);
    }

    [Fact]
    public async Task Implausible_headers_are_not_believed()
    {
        var token = BudgetWorld.Token();
        var node = await world.NodeAsync(_time, options => options.UnknownAllowance = 10);

        await node.AnswerAsync(token, new RateLimitHeaders(100, 0, 99_999_999_999, TimeSpan.FromDays(3_000)));

        Assert.Equal(1, await node.TakeAllAsync(token, TaskPriority.Critical, atMost: 1));
    }

    [Fact]
    public async Task Only_so_many_requests_of_a_token_are_under_way()
    {
        var token = BudgetWorld.Token();
        var node = await world.NodeAsync(_time, options => options.Concurrency = 2);
        var first = await node.EnterAsync(token, Cancelled);
        using var second = await node.EnterAsync(token, Cancelled);

        var third = node.EnterAsync(token, Cancelled);
        Assert.False(third.IsCompleted);
        first.Dispose();
        first.Dispose();

        using var entered = await third;
        Assert.False(node.EnterAsync(token, Cancelled).IsCompleted);
    }

    [Fact]
    public async Task Redis_learns_nothing_of_the_secret()
    {
        var secret = new Secret("ghp_VerySecretIndeed");
        var token = BudgetToken.Of("GitHub", new("https://api.github.com"), secret);
        var node = await world.NodeAsync(_time);
        await node.AnswerAsync(token, BudgetWorld.Said(_time, 100, 100));
        await node.PauseAsync(token, BudgetWorld.Start.AddMinutes(1));

        var redis = await world.ConnectAsync();
        var database = redis.GetDatabase();
        var keys = redis.GetServer(redis.GetEndPoints()[0]).Keys(pattern: "*").ToList();
        Assert.Contains(keys, key => key.ToString().Contains(token.Key, StringComparison.Ordinal));
        foreach (var key in keys)
        {
            Assert.DoesNotContain("VerySecret", key.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(await database.HashGetAllAsync(key), entry => $"{entry}".Contains("VerySecret", StringComparison.Ordinal));
            Assert.NotNull(await database.KeyTimeToLiveAsync(key));
        }
        Assert.DoesNotContain("VerySecret", token.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://API.github.com/", "https://api.github.com", true)]
    [InlineData("https://api.github.com", "https://github.example.com/api/v3", false)]
    public void Budget_belongs_to_server_and_secret(string one, string other, bool same)
    {
        Assert.Equal(same, BudgetToken.Of("GitHub", new(one), new("t")).Key == BudgetToken.Of("GitHub", new(other), new("t")).Key);
        Assert.NotEqual(BudgetToken.Of("GitHub", new(one), new("t")).Key, BudgetToken.Of("GitHub", new(one), new("u")).Key);
        Assert.NotEqual(BudgetToken.Of("GitHub", new(one), new("t")).Key, BudgetToken.Of("GitHub", new(one), null).Key);
    }
}
