using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Events;
using Blackbox.Core.Runs;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using static Blackbox.Tests.Collecting.Directories.DirectoryWorld;

namespace Blackbox.Tests.Collecting.Directories;

public sealed class DirectorySyncTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sync_adds_changes_deactivates_and_reactivates_people()
    {
        await using var world = await CreateAsync(database);
        var first = await world.SyncAsync(Person("1", "Ann", "ANN@Example.com"), Person("2"), Person("bot", bot: true), Person("3", active: false));
        Assert.Equal(new DirectoryCounts(4, 4, 0, 0, 0, 0), first!.Counts);
        Assert.Equal(("Ann", "ann@example.com", true), ((await world.IdentityAsync("1")).DisplayName, (await world.IdentityAsync("1")).Email, (await world.IdentityAsync("1")).EmailIsVerified));
        Assert.True((await world.IdentityAsync("bot")).IsBot);
        Assert.False((await world.IdentityAsync("3")).IsActive);

        var second = await world.SyncAsync(Person("1", "Anne", "ann@example.com"), Person("3"), Person("bot", bot: true));
        Assert.Equal(new DirectoryCounts(3, 0, 1, 1, 1, 0), second!.Counts);
        Assert.Equal("Anne", (await world.IdentityAsync("1")).DisplayName);
        Assert.False((await world.IdentityAsync("2")).IsActive);
        Assert.True((await world.IdentityAsync("3")).IsActive);

        Assert.Equal(new DirectoryCounts(3, 0, 0, 0, 0, 0), (await world.SyncAsync())!.Counts);
        Assert.Equal(new DirectoryCounts(1, 0, 0, 2, 0, 0), (await world.SyncAsync(Person("1", "Anne", "ann@example.com")))!.Counts);
        Assert.Equal(new DirectoryCounts(2, 0, 0, 0, 1, 0), (await world.SyncAsync(Person("1", "Anne", "ann@example.com"), Person("2")))!.Counts);
        var connection = await world.ReadConnectionAsync();
        Assert.Equal((2, null, null), (connection.DirectoryPeople, connection.DirectoryCode, connection.DirectoryRequestedAt));
        Assert.NotNull(connection.DirectorySyncedAt);
    }

    [Fact]
    public async Task Who_is_only_known_by_what_they_did_is_not_gone_from_the_directory()
    {
        await using var world = await CreateAsync(database);
        await using (var db = world.Db())
        {
            db.Add(new Identity { ConnectionId = world.Connection.Id, ExternalId = "guest", DisplayName = "Guest" });
            await db.SaveChangesAsync(Cancelled);
        }
        await world.SyncAsync(Person("1"));
        Assert.True((await world.IdentityAsync("guest")).IsActive);
    }

    [Fact]
    public async Task Listing_that_breaks_off_changes_nothing()
    {
        await using var world = await CreateAsync(database);
        await world.SyncAsync(Person("1"), Person("2"));
        var before = await world.ReadConnectionAsync();
        world.People = _ => Broken(new PlatformUnavailableException("server_error", "Scripted answers with errors."));

        var outcome = await world.SyncAsync();

        Assert.Equal("server_error", outcome!.Code);
        Assert.Equal(("Person 1", true, true), ((await world.IdentityAsync("1")).DisplayName, (await world.IdentityAsync("1")).IsActive, (await world.IdentityAsync("2")).IsActive));
        var connection = await world.ReadConnectionAsync();
        Assert.Equal(("server_error", "Scripted answers with errors.", before.DirectorySyncedAt, 2),
            (connection.DirectoryCode, connection.DirectoryMessage, connection.DirectorySyncedAt, connection.DirectoryPeople));
        Assert.True(connection.DirectoryRequestedAt > TimeProvider.System.GetUtcNow().AddMinutes(10));
    }

    [Fact]
    public async Task Listing_with_a_part_that_failed_takes_nobody_for_gone()
    {
        await using var world = await CreateAsync(database);
        await world.SyncAsync(Person("1"), Person("2"));
        world.People = report =>
        {
            report.ContainerFailed("group", "forbidden", "The group cannot be read.");
            return [Person("1", "Renamed"), Person("3")];
        };
        Assert.Equal("forbidden", (await world.SyncAsync())!.Code);
        Assert.Equal("Renamed", (await world.IdentityAsync("1")).DisplayName);
        Assert.True((await world.IdentityAsync("2")).IsActive);
        Assert.NotNull(await world.IdentityAsync("3"));
    }

    [Fact]
    public async Task Empty_listing_is_not_believed()
    {
        await using var world = await CreateAsync(database);
        await world.SyncAsync(Person("1"));
        world.People = _ => [];
        Assert.Equal("directory_empty", (await world.SyncAsync())!.Code);
        Assert.True((await world.IdentityAsync("1")).IsActive);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refusal_is_shown_and_only_what_may_pass_is_tried_again(bool mayPass)
    {
        await using var world = await CreateAsync(database);
        var until = TimeProvider.System.GetUtcNow().AddMinutes(40);
        world.People = _ => Broken(mayPass
            ? new PlatformThrottledException("rate_limited", "Too many requests.", until)
            : new PlatformAuthException("missing_scope", "Give the app the scope users:read.email."));
        await using (var db = world.Db())
            await db.RequestDirectoryAsync(world.Connection.Id, TimeProvider.System, Cancelled);
        await world.SyncAsync();
        var connection = await world.ReadConnectionAsync();
        Assert.Equal(mayPass ? "rate_limited" : "missing_scope", connection.DirectoryCode);
        if (mayPass)
            Assert.Equal(until, connection.DirectoryRequestedAt!.Value, TimeSpan.FromMilliseconds(1));
        else
            Assert.Null(connection.DirectoryRequestedAt);
    }

    [Fact]
    public async Task Hostile_people_are_stored_as_far_as_they_can_be()
    {
        await using var world = await CreateAsync(database);
        var outcome = await world.SyncAsync(
            Person("", "Nobody"), Person(new string('k', 400)), Person("a\0b", "N\0ame\uD800", "no address"), Person("long", new string('n', 5_000), $"{new string('e', 400)}@x"),
            Person("twice", "First"), Person("twice", "Second"), Person("blank", "  "), Person("mail", email: " Mixed.Case@Example.ORG "));
        Assert.Equal((5, "people_skipped"), (outcome!.Counts.People, outcome.Code));
        Assert.Equal("Second", (await world.IdentityAsync("twice")).DisplayName);
        Assert.Equal("blank", (await world.IdentityAsync("blank")).DisplayName);
        Assert.Equal((200, null), ((await world.IdentityAsync("long")).DisplayName.Length, (await world.IdentityAsync("long")).Email));
        Assert.Equal("mixed.case@example.org", (await world.IdentityAsync("mail")).Email);
    }

    [Fact]
    public async Task Equal_and_verified_e_mail_assigns_and_nothing_else_does()
    {
        await using var world = await CreateAsync(database);
        await world.SyncAsync(Person("ada", "Someone", world.Ada.Email), Person("unverified", world.Bob.Name, world.Bob.Email, verified: false),
            Person("named", world.Ada.Name), Person("bot", "Bot", world.Bob.Email, bot: true));
        Assert.Equal((world.Ada.Id, IdentityAssignment.Email), ((await world.IdentityAsync("ada")).UserId, (await world.IdentityAsync("ada")).AssignedBy));
        foreach (var key in (string[])["unverified", "named", "bot"])
            Assert.Null((await world.IdentityAsync(key)).UserId);
        var change = Assert.Single(await world.HistoryAsync("ada"));
        Assert.Equal((IdentityAction.Rule, null, world.Ada.Id, null), (change.Action, change.FromUserId, change.ToUserId, change.ChangedBy));
        Assert.Equal(0, (await world.SyncAsync())!.Counts.Assigned);
    }

    [Fact]
    public async Task Personal_connection_never_gives_anything_to_another_user()
    {
        await using var world = await CreateAsync(database, isPersonal: true);
        await world.SyncAsync(Person("ada", email: world.Ada.Email), Person("bob", email: world.Bob.Email));
        Assert.Equal(world.Ada.Id, (await world.IdentityAsync("ada")).UserId);
        Assert.Null((await world.IdentityAsync("bob")).UserId);
    }

    [Fact]
    public async Task What_waited_appears_with_its_days_asked_for_when_somebody_is_recognised()
    {
        await using var world = await CreateAsync(database);
        await world.SyncAsync(Person("1"));
        var date = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-40);
        await world.DoAsync("1", date, "long ago");
        await world.DoAsync("1", date.AddDays(30), "lately");
        Assert.Empty(await world.RecordAsync(world.Bob));

        Assert.Equal(1, (await world.SyncAsync(Person("1", email: world.Bob.Email)))!.Counts.Assigned);
        Assert.Equal(["long ago", "lately"], await world.RecordAsync(world.Bob));
        await using var db = world.Db();
        var runs = await db.Runs.Where(run => run.UserId == world.Bob.Id).OrderBy(run => run.FromDate).ToListAsync(Cancelled);
        Assert.All(runs, run => Assert.Equal((RunTrigger.Followup, RunStatus.Queued), (run.Trigger, run.Status)));
        Assert.Equal([(date, date), (date.AddDays(30), date.AddDays(30))], runs.Select(run => (run.FromDate, run.ToDate)));
    }

    [Fact]
    public async Task Two_at_once_end_in_the_same_people()
    {
        await using var world = await CreateAsync(database);
        var people = Enumerable.Range(0, 500).Select(i => Person($"{i}")).ToArray();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.SyncAsync(people)));
        Assert.Contains(outcomes, outcome => outcome is not null);
        await using var db = world.Db();
        Assert.Equal(500, await db.Identities.CountAsync(identity => identity.ConnectionId == world.Connection.Id && identity.IsActive, Cancelled));
    }

    [Fact]
    public async Task Sync_is_told_once_while_nothing_changes()
    {
        await using var world = await CreateAsync(database);
        for (var round = 0; round < 3; round++)
            await world.SyncAsync(Person("1"));
        world.People = _ => Broken(new PlatformAuthException("bad_credentials", "The token is refused."));
        for (var round = 0; round < 3; round++)
            await world.SyncAsync();
        await using var db = world.Db();
        var events = await db.OutboxEvents.Where(e => e.Type == EventTypes.DirectorySynced).Select(e => e.Payload).ToListAsync(Cancelled);
        Assert.Equal(2, events.Count(payload => payload.Contains(world.Connection.Id.ToString(), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Removed_connection_and_platform_without_a_directory_are_left_alone()
    {
        await using var world = await CreateAsync(database);
        await using var db = world.Db();
        await db.Connections.Where(c => c.Id == world.Connection.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.DeletedAt, TimeProvider.System.GetUtcNow()), Cancelled);
        Assert.Null(await world.SyncAsync(Person("1")));
        Assert.False(await db.Identities.AnyAsync(identity => identity.ConnectionId == world.Connection.Id, Cancelled));
    }

    private static IEnumerable<DirectoryPerson> Broken(Exception exception)
    {
        yield return Person("1", "Half a listing", active: false);
        throw exception;
    }
}
