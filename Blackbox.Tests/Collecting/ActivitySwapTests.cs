using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Operations;
using Blackbox.Core.Runs;
using Blackbox.Core.Secrets;
using Blackbox.Core.Users;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blackbox.Tests.Collecting;

public sealed class ActivitySwapTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly TimeWindow Window = new(At(0), At(24));
    private static int _users;

    [Fact]
    public async Task Swap_adds_then_leaves_alone_what_did_not_change()
    {
        var connection = await AddConnectionAsync();
        var first = await SwapAsync(connection, [Item("a", 1), Item("b", 2)]);
        var second = await SwapAsync(connection, [Item("b", 2), Item("a", 1)]);

        Assert.Equal(new SwapCounts(2, 2, 0, 0, 0), first);
        Assert.Equal(new SwapCounts(2, 0, 0, 2, 0), second);
        var rows = await RowsAsync(connection);
        Assert.All(rows, row => Assert.Equal(row.CreatedAt, row.UpdatedAt));
    }

    [Fact]
    public async Task Swap_writes_what_changed_marks_what_is_gone_and_brings_back_what_returns()
    {
        var connection = await AddConnectionAsync();
        await SwapAsync(connection, [Item("a", 1), Item("b", 2), Item("c", 3)]);
        var changed = await SwapAsync(connection, [Item("a", 1), Item("b", 2) with { Title = "reworded" }]);
        var gone = await RowsAsync(connection);
        var returned = await SwapAsync(connection, [Item("a", 1), Item("b", 2) with { Title = "reworded" }, Item("c", 3)]);

        Assert.Equal(new SwapCounts(2, 0, 1, 1, 1), changed);
        Assert.NotNull(gone.Single(row => row.ExternalId == "c").DeletedAt);
        Assert.Equal("reworded", gone.Single(row => row.ExternalId == "b").Title);
        Assert.Equal(new SwapCounts(3, 0, 1, 2, 0), returned);
        Assert.All(await RowsAsync(connection), row => Assert.Null(row.DeletedAt));
    }

    [Fact]
    public async Task Swap_changes_what_it_has_of_other_times_and_adds_nothing_to_them()
    {
        var connection = await AddConnectionAsync();
        await SwapAsync(connection, [Item("old", -40)], new TimeWindow(At(-48), At(-24)));
        var counts = await SwapAsync(connection,
            [Item("old", -40) with { Title = "edited today", Container = "elsewhere" }, Item("older", -41) with { Person = new("stranger", "Stranger") }]);

        Assert.Equal((0, 1, 0), (counts.Added, counts.Changed, counts.Tombstoned));
        var row = Assert.Single(await RowsAsync(connection));
        Assert.Equal(("old", "edited today", "elsewhere"), (row.ExternalId, row.Title, row.Container));
        await using var db = database.CreateContext();
        Assert.False(await db.Identities.AnyAsync(i => i.ConnectionId == connection.Id && i.ExternalId == "stranger", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Swap_adds_what_was_entered_in_the_window_though_it_happened_before()
    {
        var connection = await AddConnectionAsync();
        var counts = await SwapAsync(connection, [Item("late", -100) with { EnteredAt = At(3) }, Item("entered before", -100) with { EnteredAt = At(-90) }]);

        Assert.Equal(1, counts.Added);
        Assert.Equal(At(-100), Assert.Single(await RowsAsync(connection)).OccurredAt);
    }

    [Fact]
    public async Task Swap_marks_gone_what_a_thread_that_was_read_whole_no_longer_has_whenever_it_happened()
    {
        var connection = await AddConnectionAsync();
        var other = await AddConnectionAsync();
        CollectedActivity[] items = [Item("a", -40) with { Thread = "issue:1" }, Item("b", 1) with { Thread = "issue:1" }, Item("c", -40) with { Thread = "issue:2" }];
        await SwapAsync(connection, items, new TimeWindow(At(-48), At(24)));
        await SwapAsync(other, items, new TimeWindow(At(-48), At(24)));
        var report = new CollectionReport();
        report.ThreadListed("issue:1");
        var counts = await SwapAsync(connection, Stream([items[1]]), report);

        Assert.Equal((0, 0, 1), (counts.Added, counts.Changed, counts.Tombstoned));
        Assert.Equal(["b", "c"], (await RowsAsync(connection)).Where(row => row.DeletedAt is null).Select(row => row.ExternalId).Order());
        Assert.All(await RowsAsync(other), row => Assert.Null(row.DeletedAt));
    }

    [Fact]
    public async Task Swap_marks_gone_in_a_container_as_far_back_as_it_was_listed()
    {
        var connection = await AddConnectionAsync();
        await SwapAsync(connection, [Item("before", -60), Item("looked back", -30), Item("here", 2)], new TimeWindow(At(-72), At(24)));
        var report = new CollectionReport();
        report.ContainerListed("repository", new(At(-48), At(24)));
        var counts = await SwapAsync(connection, Stream([]), report);

        Assert.Equal(2, counts.Tombstoned);
        Assert.Equal("before", (await RowsAsync(connection)).Single(row => row.DeletedAt is null).ExternalId);
    }

    [Fact]
    public async Task Swap_tells_the_day_that_something_moved_away_from()
    {
        var connection = await AddConnectionAsync();
        await SwapAsync(connection, [Item("worklog", 1)]);
        var report = new CollectionReport();
        SwapOutcome? outcome = null;
        await SwapAsync(connection, Stream([Item("worklog", -50)]), report, close: (_, told, _) =>
        {
            outcome = told;
            return Task.CompletedTask;
        });

        var change = Assert.Single(outcome!.Changes);
        Assert.Equal((0, 1, At(-50), At(1)), (change.Added, change.Changed, change.First, change.Last));
    }

    [Fact]
    public async Task Private_activities_stay_out_of_a_record_that_has_everyone()
    {
        var token = TestContext.Current.CancellationToken;
        var owner = new User { Email = $"private{Interlocked.Increment(ref _users)}@example.com", Name = "Owner", TimeZone = "Etc/UTC" };
        await using (var db = database.CreateContext())
        {
            db.Users.Add(owner);
            await db.SaveChangesAsync(token);
        }
        var connection = await AddConnectionAsync(owner, RecordScope.Everyone);
        CollectedActivity[] items = [Item("open", 1), Item("secret", 2) with { IsPrivate = true }, Item("own secret", 3) with { IsPrivate = true, Person = new(owner.Email, "Owner") }];
        await SwapAsync(connection, items);

        await using var reading = database.CreateContext();
        Assert.Equal(["open", "own secret"], await reading.ActivitiesOf(owner.Id).Select(a => a.ExternalId).Order().ToListAsync(token));
    }

    [Fact]
    public async Task Swap_marks_nothing_gone_outside_the_window_or_in_containers_that_were_not_listed()
    {
        var connection = await AddConnectionAsync();
        await SwapAsync(connection, [Item("early", -5), Item("other", 5) with { Container = "other" }, Item("here", 6)],
            new TimeWindow(At(-24), At(24)), "repository", "other");
        var counts = await SwapAsync(connection, []);

        Assert.Equal(1, counts.Tombstoned);
        var living = (await RowsAsync(connection)).Where(row => row.DeletedAt is null).Select(row => row.ExternalId);
        Assert.Equal(["early", "other"], living.Order());
    }

    [Fact]
    public async Task Swap_changes_nothing_when_the_source_fails_in_the_middle()
    {
        var connection = await AddConnectionAsync();
        await SwapAsync(connection, [Item("a", 1), Item("b", 2)]);
        var before = await RowsAsync(connection);

        await Assert.ThrowsAsync<IOException>(() => SwapAsync(connection, Failing([Item("a", 1) with { Title = "other" }, Item("new", 3)])));

        Assert.Equal(before.Select(Describe), (await RowsAsync(connection)).Select(Describe));
    }

    [Fact]
    public async Task Swap_keeps_ninety_nine_items_when_one_is_malformed()
    {
        var connection = await AddConnectionAsync();
        var report = new CollectionReport();
        CollectedActivity[] bad =
        [
            Item("x", 1) with { Details = "not json" }, Item("x", 1) with { Details = "[1]" }, Item("", 1),
            Item(new string('k', Activity.MaxExternalIdLength + 1), 1), Item("y", 2) with { Kind = "" }, Item("z", 2) with { Person = new("", "nobody") },
        ];
        var good = Enumerable.Range(0, 99).Select(index => Item($"good-{index}", 3));
        var counts = await SwapAsync(connection, Stream([.. good, .. bad]), report);

        Assert.Equal(99, counts.Added);
        Assert.Equal(bad.Length, report.Skipped);
        Assert.Equal(99, (await RowsAsync(connection)).Count);
    }

    [Fact]
    public async Task Swap_stores_hostile_texts_and_finds_them_unchanged_the_next_time()
    {
        var connection = await AddConnectionAsync();
        CollectedActivity[] hostile =
        [
            Item("nul", 1) with { Title = "a\0b", Body = "\ud800 half", Details = """{"a":"\u0000\ud800"}""" },
            Item("long", 2) with { Title = new string('t', 5_000), Body = new string('b', 200_000), Container = new string('c', 900), Url = new string('u', 9_000) },
            Item("words", 3) with { Body = string.Join(' ', Enumerable.Range(0, 40_000).Select(index => $"w{index}")) },
            Item("sql", 4) with { Title = "'; DROP TABLE activities; --", Person = new("o'brien@example.com", "\u202eRobert'); --") },
            Item("one-second-fraction", 5) with { OccurredAt = At(5).AddTicks(1_234_567) },
        ];
        var first = await SwapAsync(connection, Stream(hostile), new CollectionReport());
        var second = await SwapAsync(connection, Stream(hostile), new CollectionReport());

        Assert.Equal((hostile.Length, 0), (first.Added, first.Changed));
        Assert.Equal((0, 0, hostile.Length), (second.Added, second.Changed, second.Unchanged));
    }

    [Fact]
    public async Task Swap_takes_a_thing_once_that_the_source_lists_twice()
    {
        var connection = await AddConnectionAsync();
        var counts = await SwapAsync(connection, [Item("a", 1), Item("a", 1), Item("a", 1) with { Person = new("co@example.com", "Co") }]);
        Assert.Equal(new SwapCounts(2, 2, 0, 0, 0), counts);
    }

    [Fact]
    public async Task Swaps_of_one_connection_at_the_same_time_end_in_the_later_listing()
    {
        var connection = await AddConnectionAsync();
        var swaps = Enumerable.Range(0, 4).Select(_ => SwapAsync(connection, [.. Enumerable.Range(0, 200).Select(index => Item($"{index}", 1))]));
        var counts = await Task.WhenAll(swaps);

        Assert.Equal(200, counts.Sum(count => count.Added));
        Assert.Equal(0, counts.Sum(count => count.Changed + count.Tombstoned));
    }

    [Fact]
    public async Task Identity_with_the_owners_e_mail_is_theirs_and_others_only_where_everyone_is_recorded()
    {
        var connection = await AddConnectionAsync();
        await using var db = database.CreateContext();
        var owner = await db.Users.SingleAsync(user => user.Id == connection.UserId, TestContext.Current.CancellationToken);
        await SwapAsync(connection, [Item("mine", 1) with { Person = new(owner.Email, "Me") }, Item("theirs", 2) with { Person = new("you@example.com", "You") }]);
        Assert.Equal(["mine"], await RecordAsync(db, owner));

        await new ConnectionRegistration(db, [], new(Options.Create(new EncryptionOptions())), TimeProvider.System).SetScopeAsync(
            await db.Connections.SingleAsync(c => c.Id == connection.Id, TestContext.Current.CancellationToken), RecordScope.Everyone, TestContext.Current.CancellationToken);
        Assert.Equal(["mine", "theirs"], await RecordAsync(db, owner));

        await new ConnectionRegistration(db, [], new(Options.Create(new EncryptionOptions())), TimeProvider.System).SetScopeAsync(
            await db.Connections.SingleAsync(c => c.Id == connection.Id, TestContext.Current.CancellationToken), RecordScope.Mine, TestContext.Current.CancellationToken);
        Assert.Equal(["mine"], await RecordAsync(db, owner));
    }

    [Fact]
    public async Task Claimed_identity_is_theirs_on_every_connection_of_the_platform_until_it_is_released()
    {
        var first = await AddConnectionAsync();
        await SwapAsync(first, [Item("old", 1) with { Person = new("old@example.com", "Me, formerly") }]);
        await using var db = database.CreateContext();
        var owner = await db.Users.SingleAsync(user => user.Id == first.UserId, TestContext.Current.CancellationToken);
        var identity = await db.Identities.SingleAsync(i => i.ConnectionId == first.Id, TestContext.Current.CancellationToken);

        await db.ClaimIdentityAsync(identity.Id, owner.Id, TimeProvider.System, TestContext.Current.CancellationToken);
        var second = await AddConnectionAsync(owner);
        await SwapAsync(second, [Item("elsewhere", 2) with { Person = new("old@example.com", "Me, formerly") }]);
        Assert.Equal(["elsewhere", "old"], await RecordAsync(db, owner));
        var refresh = await db.Runs.SingleAsync(run => run.UserId == owner.Id, TestContext.Current.CancellationToken);
        Assert.Equal((RunTrigger.Followup, new DateOnly(2026, 5, 4), new DateOnly(2026, 5, 4)), (refresh.Trigger, refresh.FromDate, refresh.ToDate));

        await db.ReleaseIdentityAsync(identity.Id, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(["elsewhere"], await RecordAsync(db, owner));
    }

    [Fact]
    public async Task A_commit_that_two_connections_know_is_in_the_record_once()
    {
        var first = await AddConnectionAsync();
        await using var db = database.CreateContext();
        var owner = await db.Users.SingleAsync(user => user.Id == first.UserId, TestContext.Current.CancellationToken);
        var second = await AddConnectionAsync(owner);
        foreach (var connection in (Connection[])[first, second])
            await SwapAsync(connection, [Item("same", 1) with { Person = new(owner.Email, "Me") }]);
        Assert.Equal(["same"], await RecordAsync(db, owner));
    }

    private static string Describe(Activity row) => JsonSerializer.Serialize(new { row.Id, row.ExternalId, row.Title, row.DeletedAt, row.UpdatedAt });

    private static async Task<List<string>> RecordAsync(BlackboxDb db, User owner) =>
        await db.ActivitiesOf(owner.Id).OrderBy(activity => activity.ExternalId).Select(activity => activity.ExternalId)
            .ToListAsync(TestContext.Current.CancellationToken);

    private static DateTimeOffset At(int hour) => new DateTimeOffset(2026, 5, 4, 0, 0, 0, TimeSpan.Zero).AddHours(hour);

    private static CollectedActivity Item(string key, int hour) => new()
    {
        Person = new("someone@example.com", "Someone"),
        ExternalId = key,
        Kind = "commit",
        OccurredAt = At(hour),
        Title = $"Do {key}",
        Container = "repository",
    };

    private async Task<Connection> AddConnectionAsync(User? owner = null, RecordScope scope = RecordScope.Mine)
    {
        await using var db = database.CreateContext();
        if (owner is null)
        {
            owner = new User { Email = $"owner{Interlocked.Increment(ref _users)}@example.com", Name = "Owner", TimeZone = "Etc/UTC" };
            db.Users.Add(owner);
        }
        var connection = new Connection { UserId = owner.Id, Platform = Platforms.Git, Name = "test", Scope = scope };
        db.Connections.Add(connection);
        await db.SaveChangesAsync();
        return connection;
    }

    private Task<SwapCounts> SwapAsync(Connection connection, CollectedActivity[] items, TimeWindow? window = null, params string[] listed)
    {
        var report = new CollectionReport();
        foreach (var container in listed is [] ? ["repository"] : listed)
            report.ContainerListed(container);
        return SwapAsync(connection, Stream(items), report, window);
    }

    private Task<SwapCounts> SwapAsync(Connection connection, IAsyncEnumerable<CollectedActivity> items) =>
        SwapAsync(connection, items, new CollectionReport());

    private Task<SwapCounts> SwapAsync(
        Connection connection, IAsyncEnumerable<CollectedActivity> items, CollectionReport report, TimeWindow? window = null,
        Func<NpgsqlConnection, SwapOutcome, CancellationToken, Task>? close = null)
    {
        var failPoints = new FailPoints(Options.Create(new FailPointOptions()), new HostingEnvironment { EnvironmentName = "Testing" });
        return new ActivitySwap(database.DataSource, TimeProvider.System, failPoints).SwapAsync(
            connection, window ?? Window, items, report, _ => { }, close ?? ((_, _, _) => Task.CompletedTask), TestContext.Current.CancellationToken);
    }

    private async Task<List<Activity>> RowsAsync(Connection connection)
    {
        await using var db = database.CreateContext();
        return await db.Activities.AsNoTracking().Where(activity => db.Identities.Any(i => i.Id == activity.IdentityId && i.ConnectionId == connection.Id))
            .OrderBy(activity => activity.Id).ToListAsync(TestContext.Current.CancellationToken);
    }

    private static async IAsyncEnumerable<CollectedActivity> Stream(CollectedActivity[] items)
    {
        await Task.Yield();
        foreach (var item in items)
            yield return item;
    }

    private static async IAsyncEnumerable<CollectedActivity> Failing(CollectedActivity[] items)
    {
        await foreach (var item in Stream(items))
            yield return item;
        throw new IOException("cut off");
    }
}
