using System.Diagnostics;
using Blackbox.Core.Collecting;
using Blackbox.Simulators;
using Blackbox.Simulators.Slack;
using Blackbox.Tests.Infrastructure;
using static Blackbox.Tests.Collecting.Slack.SlackCollectorTests;

namespace Blackbox.Tests.Collecting.Slack;

public sealed class SlackFaultTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(FaultKind.ServerError, null)]
    [InlineData(FaultKind.CutMiddle, null)]
    [InlineData(FaultKind.MalformedJson, null)]
    [InlineData(FaultKind.SecondaryLimit429, null)]
    [InlineData(FaultKind.PlatformError, "internal_error")]
    [InlineData(FaultKind.PlatformError, "token_revoked")]
    [InlineData(FaultKind.PlatformError, "something_new")]
    public async Task No_failure_at_any_page_makes_the_record_worse_and_one_more_run_makes_it_whole(FaultKind kind, string? code)
    {
        await using var world = await SlackWorld.StartAsync(database, options => (options.Days, options.People) = (3, 8));
        var connection = await world.ConnectAsync();
        await world.CollectAsync(connection, world.Everything);
        var truth = world.Truth();
        AssertSame(truth, await world.RecordAsync(connection));

        foreach (var method in (string[])["auth.test", "users.list", "conversations.list", "conversations.history", "conversations.replies"])
        {
            // What is remembered is not asked for.
            await ForgetAsync(connection);
            world.Simulator.ClearLimits();
            var fault = world.Simulator.Faults.Add(new() { Kind = kind, Code = code, Path = method, Times = 8, RetryAfter = TimeSpan.FromSeconds(1) });
            try
            {
                await world.CollectAsync(connection, world.Everything);
            }
            catch (PlatformException)
            {
            }
            Assert.True(fault.Uses > 0, $"{method} was not asked for");
            AssertSame(truth, await world.RecordAsync(connection));
            world.Simulator.Faults.Clear();
        }
    }

    [Fact]
    public async Task Malformed_items_are_told_and_nothing_of_their_channel_is_taken_for_gone()
    {
        await using var world = await SlackWorld.StartAsync(database, options => (options.Days, options.People) = (3, 8));
        var truth = world.Truth();
        foreach (var method in (string[])["conversations.history", "conversations.replies"])
        {
            var connection = await world.ConnectAsync();
            var fault = world.Simulator.Faults.Add(new() { Kind = FaultKind.MalformedItem, Path = method });
            var result = await world.CollectAsync(connection, world.Everything);
            Assert.Equal(1, fault.Uses);
            Assert.True(result.Reports.Sum(report => report.Skipped) >= 1, method);
            Assert.All(result.Problems, problem => Assert.Equal(CollectionProblemKind.ItemSkipped, problem.Kind));
            var record = await world.RecordAsync(connection);
            Assert.Empty(record.Except(truth));
            Assert.InRange(truth.Count - record.Count, 0, 20);
            await world.CollectAsync(connection, world.Everything);
            AssertSame(truth, await world.RecordAsync(connection));
        }
    }

    [Fact]
    public async Task A_refused_token_says_so()
    {
        await using var world = await SlackWorld.StartAsync(database, options => options.Days = 2);
        var connection = await world.ConnectAsync();
        world.Simulator.Change(new SlackChange { Kind = SlackChangeKind.RevokeToken, Text = SlackSimulatorOptions.BotToken });
        var refused = await Assert.ThrowsAsync<PlatformAuthException>(() => world.CollectAsync(connection, world.Everything));
        Assert.Equal("token_revoked", refused.Code);
        refused = await Assert.ThrowsAsync<PlatformAuthException>(() => world.CollectAsync(connection, world.Everything, "xoxb-nobody"));
        Assert.Equal("bad_credentials", refused.Code);
        Assert.DoesNotContain("xoxb-nobody", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_permission_says_which_one_it_is()
    {
        await using var world = await SlackWorld.StartAsync(database, options =>
        {
            options.Days = 3;
            foreach (var scope in SimulatedSlackToken.AllScopes)
                options.Tokens.Add(new() { Name = $"without {scope}", Value = TokenWithout(scope), Scopes = [.. SimulatedSlackToken.AllScopes.Where(other => other != scope)] });
        });
        async Task<Collected> Collect(string scope) => await world.CollectAsync(await world.ConnectAsync(), world.Everything, TokenWithout(scope));

        var refused = await Assert.ThrowsAsync<PlatformAuthException>(() => Collect("channels:read"));
        Assert.Equal(
            ("missing_scope", "The app lacks the permission channels:read. Add it under OAuth & Permissions, Bot Token Scopes, and install the app again."),
            (refused.Code, refused.Message));
        foreach (var (scope, container, kind) in new[]
        {
            ("channels:history", "#general", CollectionProblemKind.ContainerFailed), ("groups:history", "#leads", CollectionProblemKind.ContainerFailed),
            ("groups:read", "Slack", CollectionProblemKind.Note), ("users:read", "Slack", CollectionProblemKind.Note),
        })
        {
            var result = await Collect(scope);
            Assert.Contains(result.Problems, problem => (problem.Container, problem.Code, problem.Kind) == (container, "missing_scope", kind)
                && problem.Message.Contains(scope, StringComparison.Ordinal));
        }
        Assert.Empty((await Collect("team:read")).Problems);
    }

    [Fact]
    public async Task An_app_that_may_ask_once_a_minute_is_found_out_and_asked_in_turn()
    {
        await using var world = await SlackWorld.StartAsync(database, options =>
            (options.Days, options.Unlisted, options.UnlistedPerMinute) = (20, true, 1_000_000));
        var connection = await world.ConnectAsync();
        var first = await world.CollectAsync(connection, world.Everything);
        AssertSame(world.Truth(), await world.RecordAsync(connection));
        Assert.Equal(("Slack", "unlisted"), first.Problems.Select(problem => (problem.Container, problem.Code)).Single());

        var estimate = await world.Collector.EstimateAsync(world.Context(connection, new(world.End.AddDays(-300), world.End)), TestContext.Current.CancellationToken);
        output.WriteLine($"{estimate}");
        Assert.True(estimate.Requests > 100);
    }

    [Fact]
    public async Task Once_a_minute_is_kept_to()
    {
        await using var world = await SlackWorld.StartAsync(database, options => (options.Days, options.People) = (4, 8));
        await using var node = new SlackNode(database, limits => limits.UnlistedMessagesPerMinute = 1);
        var connection = await node.ConnectAsync(world.Simulator.ApiUrl, """{"unlisted": true, "channels": ["general"], "lookbackDays": 0}""");
        var estimate = await node.Collector.EstimateAsync(node.Context(connection, new(world.End.AddDays(-30), world.End)), TestContext.Current.CancellationToken);
        Assert.Equal("1 request a minute", estimate.LimitedBy);
        Assert.Single(world.Simulator.Requests, request => request.Path.Contains("conversations.history", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_channel_with_a_hundred_thousand_messages_in_a_day_is_streamed()
    {
        const int messages = 100_000;
        await using var world = await SlackWorld.StartAsync(database, options => (options.Days, options.People, options.BusyChannelMessages) = (2, 8, messages));
        var connection = await world.ConnectAsync("""{"channels": ["parcels"]}""");
        var context = world.Context(connection, world.Everything);
        var (count, most, before, watch) = (0, 0L, GC.GetTotalMemory(forceFullCollection: true), Stopwatch.StartNew());
        await foreach (var activity in world.Collector.CollectAsync(context, TestContext.Current.CancellationToken))
        {
            Assert.Equal("#parcels", activity.Container);
            if (++count % 10_000 == 0)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        output.WriteLine($"{count} messages in {watch.Elapsed.TotalSeconds:0.0} s, {context.Report.Requests} requests, at most {most / 1024 / 1024} MB held more, the simulator's included");
        Assert.Equal(world.Simulator.Truth(includePrivate: true, container: "#parcels").Count, count);
        Assert.True(count >= messages);
        Assert.InRange(most / 1024 / 1024, 0, 150);
    }

    private static string TokenWithout(string scope) => $"xoxb-without-{scope.Replace(':', '-')}";

    private async Task ForgetAsync(Connection connection)
    {
        await using var command = database.DataSource.CreateCommand("DELETE FROM fetch_states WHERE connection_id = $1 AND cursor IS NULL");
        command.Parameters.Add(new() { Value = connection.Id });
        await command.ExecuteNonQueryAsync();
    }
}
