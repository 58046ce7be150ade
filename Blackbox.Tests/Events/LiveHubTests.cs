using System.Net;
using System.Net.WebSockets;
using Blackbox.Tests.Api;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Events;

public sealed class LiveHubTests(Stack stack)
{
    /// <summary>So long that only Redis can have told.</summary>
    private static readonly (string, string) NoPolling = ("Live:PollInterval", "00:05:00");

    private static readonly (string, string) FastPolling = ("Live:PollInterval", "00:00:00.2");

    [Fact]
    public async Task Event_reaches_the_pages_of_its_user_on_every_node_through_redis()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await using var redis = await RedisProcess.StartNewAsync();
        await using var one = new LiveNode(world.ConnectionString, NoPolling, ("ConnectionStrings:redis", redis.ConnectionString));
        await using var two = new LiveNode(world.ConnectionString, NoPolling, ("ConnectionStrings:redis", redis.ConnectionString));
        await using var first = await LiveClient.ConnectAsync(one.Address);
        await using var second = await LiveClient.ConnectAsync(two.Address);
        await using var third = await LiveClient.ConnectAsync(two.Address);
        await Task.WhenAll(first.ReadyAsync(), second.ReadyAsync(), third.ReadyAsync());

        var connected = await world.ConnectAsync(redis);
        world.Run(world.Dispatcher(connected).RunAsync);
        await world.WriteAsync(1);
        await world.WriteAsync(EventWorld.Summary(Guid.CreateVersion7(), 2));
        await world.WriteAsync(3, 4);
        await world.WriteAsync(EventWorld.Summary(null, 5));
        foreach (var client in (LiveClient[])[first, second, third])
        {
            Assert.Equal([1, 3, 4, 5], await client.DaysAsync(4));
            await client.SilentAsync(TimeSpan.FromMilliseconds(100));
        }
    }

    [Fact]
    public async Task Event_is_not_lost_while_redis_is_away_and_redis_tells_again_when_it_is_back()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await using var redis = await RedisProcess.StartNewAsync();
        await using var node = new LiveNode(world.ConnectionString, ("Live:PollInterval", "00:00:01"), ("ConnectionStrings:redis", redis.ConnectionString));
        await using var client = await LiveClient.ConnectAsync(node.Address);
        await client.ReadyAsync();
        var connected = await world.ConnectAsync(redis);
        world.Run(world.Dispatcher(connected).RunAsync);
        await world.WriteAsync(1);
        Assert.Equal([1], await client.DaysAsync(1));

        await redis.KillAsync();
        await world.WriteAsync(2, 3);
        Assert.Equal([2, 3], await client.DaysAsync(2));
        await EventWorld.EventuallyAsync(async () =>
        {
            await using var db = world.CreateContext();
            return !db.OutboxEvents.Any(e => e.DispatchedAt == null);
        }, "Redis holds back the dispatcher.");

        await redis.StartAsync();
        await EventWorld.EventuallyAsync(() => Task.FromResult(connected.IsConnected), "Redis is not found again.");
        await world.WriteAsync(4);
        Assert.Equal([4], await client.DaysAsync(1));
    }

    [Fact]
    public async Task Page_gets_what_it_missed_once_and_in_order()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await using var node = new LiveNode(world.ConnectionString, FastPolling);
        await world.WriteAsync(1, 2);
        await using var client = await LiveClient.ConnectAsync(node.Address);
        var position = await client.ReadyAsync();
        await client.DisposeAsync();
        await world.WriteAsync(3, 4);

        await using var again = await LiveClient.ConnectAsync(node.Address, position);
        Assert.Equal(position, await again.ReadyAsync());
        await world.WriteAsync(5);
        Assert.Equal([3, 4, 5], await again.DaysAsync(3));
        await again.SilentAsync(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task Page_that_missed_too_much_is_told_to_load_itself_anew()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await using var node = new LiveNode(world.ConnectionString, FastPolling, ("Live:MaxCatchUp", "5"));
        await world.WriteAsync([.. Enumerable.Range(1, 6)]);
        await using var client = await LiveClient.ConnectAsync(node.Address, 0);
        Assert.Equal(0, await client.ReadyAsync());
        var (name, content) = await client.NextAsync();
        Assert.Equal("reload", name);
        await using (var fresh = await LiveClient.ConnectAsync(node.Address))
            Assert.Equal(await fresh.ReadyAsync(), content.GetProperty("sequence").GetInt64());
        await world.WriteAsync(7);
        Assert.Equal([7], await client.DaysAsync(1));

        // A position from another life of the database.
        await using var ahead = await LiveClient.ConnectAsync(node.Address, 1_000_000);
        await ahead.ReadyAsync();
        Assert.Equal("reload", (await ahead.NextAsync()).Name);
        await world.WriteAsync(8);
        Assert.Equal([8], await ahead.DaysAsync(1));
    }

    [Fact]
    public async Task Page_without_a_place_is_told_so_politely_and_finds_one_when_another_leaves()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await using var node = new LiveNode(world.ConnectionString, FastPolling, ("Live:MaxConnections", "2"), ("Live:RetryWhenFull", "00:00:42"));
        await using var first = await LiveClient.ConnectAsync(node.Address);
        await using var second = await LiveClient.ConnectAsync(node.Address);
        await Task.WhenAll(first.ReadyAsync(), second.ReadyAsync());

        for (var attempt = 0; attempt < 5; attempt++)
        {
            await using var third = await LiveClient.ConnectAsync(node.Address);
            var (name, content) = await third.NextAsync();
            Assert.Equal(("full", 42), (name, content.GetProperty("retryAfterSeconds").GetInt32()));
            await third.ClosedAsync();
        }
        await world.WriteAsync(1);
        Assert.Equal([1], await first.DaysAsync(1));

        await second.DisposeAsync();
        await EventWorld.EventuallyAsync(async () =>
        {
            await using var next = await LiveClient.ConnectAsync(node.Address);
            return (await next.NextAsync()).Name == "ready";
        }, "The place is not given on.");
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1:1")]
    public async Task Page_of_another_site_hears_nothing(string origin)
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await using var node = new LiveNode(world.ConnectionString);
        await Assert.ThrowsAsync<WebSocketException>(() => LiveClient.ConnectAsync(node.Address, origin: origin));
        using var negotiate = ApiApp.Request(HttpMethod.Post, "/hubs/live/negotiate?negotiateVersion=1");
        negotiate.Headers.Add("Origin", origin);
        using var response = await node.Client.SendAsync(negotiate, EventWorld.Cancellation);
        await ApiApp.AssertProblemAsync(response, HttpStatusCode.Forbidden, "cross_site");

        await using var own = await LiveClient.ConnectAsync(node.Address, origin: node.Address.GetLeftPart(UriPartial.Authority));
        await own.ReadyAsync();
    }

    [Theory]
    [InlineData("""{"type":1,"target":"OnConnectedAsync","arguments":[]}""")]
    [InlineData("""{"type":1,"target":"Send","arguments":["x"]}""")]
    [InlineData("no json")]
    public async Task Page_that_calls_something_disturbs_nobody(string message)
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await using var node = new LiveNode(world.ConnectionString, FastPolling);
        await using var hostile = await LiveClient.ConnectAsync(node.Address);
        await using var well = await LiveClient.ConnectAsync(node.Address);
        await Task.WhenAll(hostile.ReadyAsync(), well.ReadyAsync());
        await hostile.SendAsync(message);
        await world.WriteAsync(1);
        Assert.Equal([1], await well.DaysAsync(1));
    }

    [Fact]
    public async Task Message_that_is_too_long_ends_the_connection()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await using var node = new LiveNode(world.ConnectionString);
        await using var hostile = await LiveClient.ConnectAsync(node.Address);
        await hostile.ReadyAsync();
        await hostile.SendAsync(new string(' ', 100_000));
        await hostile.ClosedAsync();
    }

    [Fact]
    public async Task Events_can_be_asked_for_page_by_page_without_a_socket()
    {
        await using var world = await EventWorld.CreateAsync(stack);
        await using var node = new LiveNode(world.ConnectionString);
        await world.WriteAsync(1, 2);
        await world.WriteAsync(EventWorld.Summary(Guid.CreateVersion7(), 3));
        await world.WriteAsync(EventWorld.Summary(null, 4));
        await world.WriteAsync(5);
        List<string?> dates = [];
        var (since, more) = (0L, true);
        while (more)
        {
            var page = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(
                await node.Client.GetStringAsync($"/api/v1/events?limit=2&since={since}", EventWorld.Cancellation));
            dates.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("data").GetProperty("date").GetString()));
            (since, more) = (page.GetProperty("last").GetInt64(), page.GetProperty("more").GetBoolean());
        }
        Assert.Equal(["2026-01-01", "2026-01-02", "2026-01-04", "2026-01-05"], dates);
        foreach (var bad in (string[])["since=-1", "since=x", "limit=0", "limit=201"])
        {
            using var response = await node.Client.GetAsync($"/api/v1/events?{bad}", EventWorld.Cancellation);
            await ApiApp.AssertProblemAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        }
    }
}
