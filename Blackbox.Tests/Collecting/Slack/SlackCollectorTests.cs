using Blackbox.Core.Collecting;
using Blackbox.Simulators;
using Blackbox.Simulators.Slack;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Collecting.Slack;

public sealed class SlackCollectorTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Record_of_a_workspace_equals_the_truth_and_looking_again_asks_for_the_minimum()
    {
        await using var world = await SlackWorld.StartAsync(database);
        var connection = await world.ConnectAsync();

        var first = await world.CollectAsync(connection, world.Everything);
        output.WriteLine($"{first.Counts.Added} activities, {first.Requests} requests counted: {(double)first.Requests / first.Counts.Added:0.00} for each");
        AssertSame(world.Truth(), await world.RecordAsync(connection));
        Assert.Empty(world.Simulator.UnknownRequests);
        Assert.All(first.Problems, problem => Assert.Equal(CollectionProblemKind.Note, problem.Kind));
        Assert.InRange((double)first.Requests / first.Counts.Added, 0.01, 1.2);

        world.Simulator.ClearRequests();
        var second = await world.CollectAsync(connection, world.Everything);
        Assert.Equal((0, 0, 0), (second.Counts.Added, second.Counts.Changed, second.Counts.Tombstoned));
        Assert.Equal(first.Counts.Found, second.Counts.Found);
        var (histories, replies) = (Asked(world, "conversations.history"), Asked(world, "conversations.replies"));
        output.WriteLine($"the same again: {second.Requests} counted, {histories} pages of channels and {replies} of threads that were answered in the window; {second.NotModified} from memory");
        Assert.Equal(second.Requests, histories + replies);

        // The next day: of older threads nothing is asked.
        world.Simulator.ClearRequests();
        var next = new TimeWindow(world.End, world.End.AddDays(1));
        await world.CollectAsync(connection, next);
        world.Simulator.ClearRequests();
        var quiet = await world.CollectAsync(connection, next);
        (histories, replies) = (Asked(world, "conversations.history"), Asked(world, "conversations.replies"));
        output.WriteLine($"a quiet day again: {quiet.Requests} counted, {histories} pages of channels and {replies} of threads; {quiet.NotModified} from memory");
        Assert.Equal(histories + replies, quiet.Requests);
        // Late answers, also of bots.
        Assert.InRange(replies, 0, 5);
        AssertSame(world.Truth(new(world.Start, next.To)), await world.RecordAsync(connection));
    }

    [Fact]
    public async Task Day_by_day_the_record_is_the_same_as_at_once()
    {
        await using var world = await SlackWorld.StartAsync(database);
        var connection = await world.ConnectAsync();
        var requests = 0;
        for (var day = world.Start; day < world.End; day = day.AddDays(1))
            requests += (await world.CollectAsync(connection, new(day, day.AddDays(1)))).Requests;
        var truth = world.Truth();
        output.WriteLine($"{truth.Count} activities, {requests} requests counted: {(double)requests / truth.Count:0.00} for each");
        AssertSame(truth, await world.RecordAsync(connection));
    }

    [Fact]
    public async Task What_is_edited_and_deleted_changes_in_the_record_with_the_next_run()
    {
        await using var world = await SlackWorld.StartAsync(database);
        var connection = await world.ConnectAsync();
        await world.CollectAsync(connection, world.Everything);
        var truth = world.Simulator.Truth(includePrivate: true, from: world.End.AddDays(-10), to: world.End);
        var replies = truth.Where(a => a.Kind == "reply").ToList();
        var rows = await world.RowsAsync(connection);
        var threads = rows.Where(row => row.Kind == "reply").ToLookup(row => row.Thread);
        var messages = truth.Where(a => a.Kind == "message").ToList();
        var alone = messages.Where(a => !threads.Contains(a.ExternalId)).ToList();
        var parents = messages.Where(a => threads.Contains(a.ExternalId)).ToList();

        Change(world, SlackChangeKind.EditMessage, alone[0], "In *other* words");
        Change(world, SlackChangeKind.DeleteMessage, alone[1]);
        // Its replies stay, below a tombstone.
        Change(world, SlackChangeKind.DeleteMessage, parents[0]);
        Change(world, SlackChangeKind.EditMessage, parents[1], "Asked in another way");
        Change(world, SlackChangeKind.EditMessage, replies[^1], "Answered in another way");
        Change(world, SlackChangeKind.DeleteMessage, replies[^2]);
        // All of a thread: its replies, then its first message.
        foreach (var reply in threads[parents[2].ExternalId])
            Change(world, SlackChangeKind.DeleteMessage, truth.Single(a => a.ExternalId == reply.ExternalId));
        Change(world, SlackChangeKind.DeleteMessage, parents[2]);

        var second = await world.CollectAsync(connection, world.Everything);
        AssertSame(world.Truth(), await world.RecordAsync(connection));
        Assert.Equal(4 + threads[parents[2].ExternalId].Count(), second.Counts.Tombstoned);
        rows = await world.RowsAsync(connection);
        Assert.Equal("In other words", rows.Single(row => row.ExternalId == alone[0].ExternalId).Title);
        Assert.NotNull(rows.Single(row => row.ExternalId == parents[0].ExternalId).DeletedAt);
        Assert.All(rows.Where(row => row.Kind == "reply" && row.Thread == parents[0].ExternalId), row => Assert.Null(row.DeletedAt));
    }

    [Fact]
    public async Task A_week_later_late_replies_edits_and_deletions_of_old_messages_arrive()
    {
        await using var world = await SlackWorld.StartAsync(database, options => options.Days = 20);
        var connection = await world.ConnectAsync();
        await world.CollectAsync(connection, world.Everything);
        var rows = await world.RowsAsync(connection);
        var old = rows.Where(row => row.Kind == "message" && row.OccurredAt > world.End.AddDays(-5)).OrderBy(row => row.OccurredAt).ToList();
        var replies = rows.Where(row => row.Kind == "reply").ToLookup(row => row.Thread);
        // Ten days before the end: outside of what is looked back to a week later, but answered within it.
        var older = rows.First(row => row.Kind == "message" && row.OccurredAt < world.End.AddDays(-8) && row.OccurredAt > world.End.AddDays(-10));
        var first = Reply(world, older, world.End.AddDays(2), "Two days later");
        await world.CollectAsync(connection, new(world.End.AddDays(2), world.End.AddDays(3)));
        AssertSame(world.Truth(new(world.Start, world.End.AddDays(3))), await world.RecordAsync(connection));

        var week = world.End.AddDays(7);
        var second = Reply(world, older, week.AddHours(9), "A week later");
        var late = Reply(world, old.First(row => replies[row.Thread].Any()), week.AddHours(10), "Late");
        Reply(world, old.First(row => !replies[row.Thread].Any()), week.AddHours(11), "The first answer", isBroadcast: true);
        Change(world, SlackChangeKind.EditMessage, old[^1].ExternalId, "Edited a week later");
        Change(world, SlackChangeKind.DeleteMessage, old[^2].ExternalId);

        var result = await world.CollectAsync(connection, new(week, week.AddDays(1)));
        AssertSame(world.Truth(new(world.Start, week.AddDays(1))), await world.RecordAsync(connection));
        Assert.Equal((3, 1, 1), (result.Counts.Added, result.Counts.Changed, result.Counts.Tombstoned));

        // A late reply that goes, and one that changes.
        Change(world, SlackChangeKind.DeleteMessage, $"message:{late.Channel}:{late.Ts}");
        Change(world, SlackChangeKind.EditMessage, $"message:{second.Channel}:{second.Ts}", "A week later, better");
        result = await world.CollectAsync(connection, new(week, week.AddDays(1)));
        AssertSame(world.Truth(new(world.Start, week.AddDays(1))), await world.RecordAsync(connection));
        Assert.Equal((0, 1, 1), (result.Counts.Added, result.Counts.Changed, result.Counts.Tombstoned));
        Assert.NotNull(first.Ts);

        // And the whole thread of it.
        foreach (var key in (string[])[$"message:{first.Channel}:{first.Ts}", $"message:{second.Channel}:{second.Ts}", older.ExternalId])
            Change(world, SlackChangeKind.DeleteMessage, key);
        foreach (var reply in replies[older.Thread])
            Change(world, SlackChangeKind.DeleteMessage, reply.ExternalId);
        await world.CollectAsync(connection, new(week, week.AddDays(1)));
        AssertSame(world.Truth(new(world.Start, week.AddDays(1))), await world.RecordAsync(connection));
    }

    [Fact]
    public async Task Private_channels_are_private_and_not_read_for_everyone()
    {
        await using var world = await SlackWorld.StartAsync(database, options => options.Days = 10);
        var (mine, everyone) = (await world.ConnectAsync(), await world.ConnectAsync(scope: RecordScope.Everyone));
        await world.CollectAsync(mine, world.Everything);
        AssertSame(world.Truth(), await world.RecordAsync(mine));
        var rows = await world.RowsAsync(mine);
        Assert.Equal(["#leads"], rows.Where(row => row.IsPrivate).Select(row => row.Container).Distinct());

        world.Simulator.ClearRequests();
        await world.CollectAsync(everyone, world.Everything);
        AssertSame(world.Truth(includePrivate: false), await world.RecordAsync(everyone));
        Assert.DoesNotContain(world.Simulator.Requests, request => request.Path.Contains("private", StringComparison.Ordinal));
        // Not even its name gets out.
        Assert.DoesNotContain(await world.RowsAsync(everyone), row => row.Body.Contains("#leads", StringComparison.Ordinal) && !row.Body.Contains("#leads channel", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Channels_are_renamed_left_and_joined()
    {
        await using var world = await SlackWorld.StartAsync(database, options => options.Days = 10);
        var connection = await world.ConnectAsync();
        await world.CollectAsync(connection, world.Everything);
        var before = await world.RowsAsync(connection);
        var gone = before.First(row => row.Container == "#coffee-break" && row.Kind == "message");

        world.Simulator.Change(new SlackChange { Kind = SlackChangeKind.RenameChannel, Channel = "coffee-break", Text = "tea-break" });
        Change(world, SlackChangeKind.DeleteMessage, gone.ExternalId);
        world.Simulator.Change(new SlackChange { Kind = SlackChangeKind.RemoveBot, Channel = "한국팀" });
        world.Simulator.Change(new SlackChange { Kind = SlackChangeKind.AddBot, Channel = "bike-to-work" });
        var kept = await KeptAsync(world, connection, "#한국팀");
        await ForgetChannelsAsync(connection);
        var second = await world.CollectAsync(connection, world.Everything);

        AssertSame([.. world.Truth().Concat(kept).Order(StringComparer.Ordinal)], await world.RecordAsync(connection));
        Assert.Contains(second.Problems, problem => problem is { Container: "#tea-break", Code: "renamed" } && problem.Message.Contains("#coffee-break", StringComparison.Ordinal));
        Assert.Contains(second.Problems, problem => problem is { Container: "#한국팀", Code: "not_in_channel", Kind: CollectionProblemKind.Note });
        Assert.NotNull((await world.RowsAsync(connection)).Single(row => row.ExternalId == gone.ExternalId).DeletedAt);

        // It is said once.
        var third = await world.CollectAsync(connection, world.Everything);
        Assert.Empty(third.Problems);
        Assert.Equal((0, 0, 0), (third.Counts.Added, third.Counts.Changed, third.Counts.Tombstoned));
    }

    [Fact]
    public async Task A_channel_that_the_bot_leaves_while_it_is_read_stays_as_it_was_recorded()
    {
        await using var world = await SlackWorld.StartAsync(database, options => options.Days = 5);
        var connection = await world.ConnectAsync();
        await world.CollectAsync(connection, world.Everything);
        var record = await world.RecordAsync(connection);
        // The list of channels is remembered.
        world.Simulator.Change(new SlackChange { Kind = SlackChangeKind.RemoveBot, Channel = "general" });
        var second = await world.CollectAsync(connection, world.Everything);
        AssertSame(record, await world.RecordAsync(connection));
        Assert.Contains(second.Problems, problem => problem is { Container: "#general", Code: "not_in_channel", Kind: CollectionProblemKind.Note });
    }

    [Fact]
    public async Task Settings_name_channels_and_what_cannot_be_read_of_them_is_said()
    {
        await using var world = await SlackWorld.StartAsync(database, options => options.Days = 5);
        var connection = await world.ConnectAsync("""{"channels": ["#general", "bike-to-work", "no-such"]}""");
        var result = await world.CollectAsync(connection, world.Everything);
        AssertSame(world.Truth(where: a => a.Container == "#general"), await world.RecordAsync(connection));
        Assert.Equal(
            [("#bike-to-work", "not_in_channel"), ("#no-such", "channel_not_found")],
            result.Problems.Where(problem => problem.Kind == CollectionProblemKind.ContainerFailed).Select(problem => (problem.Container, problem.Code)));
    }

    internal static void AssertSame(List<string> truth, List<string> record)
    {
        var (missing, wrong) = (truth.Except(record).ToList(), record.Except(truth).ToList());
        Assert.True(missing.Count == 0 && wrong.Count == 0 && truth.Count == record.Count,
            $"{truth.Count} true, {record.Count} recorded; missing {missing.Count}:\n{string.Join('\n', missing.Take(10))}\nwrong {wrong.Count}:\n{string.Join('\n', wrong.Take(10))}");
    }

    private static int Asked(SlackWorld world, string method) => world.Simulator.Requests.Count(request => request.Path.Contains(method, StringComparison.Ordinal));

    private static async Task<IEnumerable<string>> KeptAsync(SlackWorld world, Connection connection, string container) =>
        (await world.RecordAsync(connection)).Where(row => row.Contains($" {container} ", StringComparison.Ordinal));

    // As if more time had passed than the list of channels holds.
    private async Task ForgetChannelsAsync(Connection connection)
    {
        await using var command = database.DataSource.CreateCommand("UPDATE fetch_states SET fetched_at = fetched_at - interval '2 hours' WHERE connection_id = $1 AND resource LIKE '%conversations.list%'");
        command.Parameters.Add(new() { Value = connection.Id });
        await command.ExecuteNonQueryAsync();
    }

    private static SlackChangeResult Change(SlackWorld world, SlackChangeKind kind, TrueActivity of, string? text = null) => Change(world, kind, of.ExternalId, text);

    private static SlackChangeResult Change(SlackWorld world, SlackChangeKind kind, string externalId, string? text = null) =>
        world.Simulator.Change(new SlackChange { Kind = kind, Channel = externalId.Split(':')[1], Ts = externalId.Split(':')[2], Text = text });

    private static SlackChangeResult Reply(SlackWorld world, Activity to, DateTimeOffset at, string text, bool isBroadcast = false) =>
        world.Simulator.Change(new SlackChange
        {
            Kind = SlackChangeKind.Reply,
            Channel = to.ExternalId.Split(':')[1],
            Ts = to.Thread!.Split(':')[2],
            Member = world.Simulator.MemberIds[0],
            Text = text,
            At = at,
            IsBroadcast = isBroadcast,
        });
}
