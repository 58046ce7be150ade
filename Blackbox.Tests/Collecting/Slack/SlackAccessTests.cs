using Blackbox.Core.Collecting;
using Blackbox.Core.Secrets;
using Blackbox.Simulators.Slack;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Collecting.Slack;

public sealed class SlackAccessTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Test_says_what_the_bot_sees_and_what_it_cannot()
    {
        await using var world = await SlackWorld.StartAsync(database, options =>
        {
            options.Days = 3;
            options.Tokens.Add(new() { Name = "blind", Value = "xoxb-blind", Scopes = ["channels:read"] });
        });
        var connection = await world.ConnectAsync("""{"channels": ["general", "leads", "bike-to-work", "none"]}""");
        var test = await TestAsync(world, connection);
        Assert.True(test.Ok, test.Message);
        Assert.Equal(
            [("#general", true, null), ("#leads", true, null), ("#bike-to-work", false, "not_in_channel"), ("#none", false, "channel_not_found")],
            test.Containers.Select(container => (container.Container, container.Ok, container.Code)));
        Assert.Contains("is in 2 channels", test.Message, StringComparison.Ordinal);
        Assert.NotNull(test.LatestAt);
        Assert.InRange(test.LatestAt.Value, world.Start, world.End.AddDays(3));

        test = await TestAsync(world, connection, "xoxb-blind");
        Assert.Equal((false, true), (test.Ok, test.NeedsAuth));
        Assert.Contains("channels:history", test.Message, StringComparison.Ordinal);

        test = await TestAsync(world, connection, "xoxb-nobody");
        Assert.Equal((false, true), (test.Ok, test.NeedsAuth));
        Assert.DoesNotContain("xoxb-nobody", test.Message, StringComparison.Ordinal);

        connection.BaseUrl = "http://127.0.0.1:1/api";
        test = await TestAsync(world, connection);
        Assert.Equal((false, false), (test.Ok, test.NeedsAuth));
        Assert.Contains("cannot be reached", test.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Estimate_grows_with_the_window()
    {
        await using var world = await SlackWorld.StartAsync(database, options => options.Days = 10);
        var connection = await world.ConnectAsync();
        var week = await world.Collector.EstimateAsync(world.Context(connection, new(world.End.AddDays(-7), world.End)), TestContext.Current.CancellationToken);
        var year = await world.Collector.EstimateAsync(world.Context(connection, new(world.End.AddDays(-365), world.End)), TestContext.Current.CancellationToken);
        Assert.InRange(week.Requests!.Value, 10, 5_000);
        Assert.True(year.Requests > 5 * week.Requests && year.Duration > week.Duration);
    }

    [Fact]
    public async Task Directory_lists_people_with_their_addresses_and_tells_bots()
    {
        await using var world = await SlackWorld.StartAsync(database, options => options.Days = 2);
        var connection = await world.ConnectAsync();
        var report = new CollectionReport();
        var access = new ConnectionAccess(connection, new Secret(SlackSimulatorOptions.BotToken));
        var people = await world.Directory.PeopleAsync(access, world.Memory(connection), report, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(world.Simulator.MemberIds.Order(StringComparer.Ordinal), people.Where(person => !person.IsBot).Select(person => person.ExternalId).Order(StringComparer.Ordinal));
        Assert.Contains(people, person => person is { ExternalId: "USLACKBOT", IsBot: true });
        Assert.Contains(people, person => person is { IsBot: false, EmailIsVerified: true, IsActive: true, Email.Length: > 0 });
        Assert.Contains(people, person => !person.IsActive);
        Assert.Empty(report.Problems);
    }

    [Theory]
    [InlineData(null, "xoxb-1-2-abc", null)]
    [InlineData("https://acme.slack.com", "xoxb-1-2-abc", null)]
    [InlineData("http://example.org/api", "xoxb-1-2-abc", "https://")]
    [InlineData(null, null, "needs a bot token")]
    [InlineData(null, "xoxp-1-2-abc", "person's token")]
    [InlineData(null, "xapp-1-2-abc", "app's own token")]
    [InlineData(null, "xoxb-1 2", "space or line break")]
    [InlineData(null, "hunter2", "begins with xoxb-")]
    public async Task Access_is_checked_before_it_is_tried(string? baseUrl, string? token, string? problem)
    {
        await using var node = new SlackNode(database);
        var said = node.Collector.ValidateAccess(baseUrl, token);
        if (problem is null)
            Assert.Null(said);
        else
            Assert.Contains(problem, said, StringComparison.Ordinal);
        if (token is not null)
            Assert.DoesNotContain(token, said ?? "", StringComparison.Ordinal);
    }

    private static Task<ConnectionTest> TestAsync(SlackWorld world, Connection connection, string token = SlackSimulatorOptions.BotToken) =>
        world.Collector.TestAsync(new(connection, new Secret(token)), TestContext.Current.CancellationToken);
}
