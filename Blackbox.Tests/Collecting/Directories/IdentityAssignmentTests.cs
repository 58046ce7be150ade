using Blackbox.Core.Collecting;
using Blackbox.Core.Runs;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using static Blackbox.Tests.Collecting.Directories.DirectoryWorld;

namespace Blackbox.Tests.Collecting.Directories;

public sealed class IdentityAssignmentTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateOnly Date = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-3);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Assigned_work_is_in_the_record_and_leaves_it_again()
    {
        await using var world = await WorldAsync();
        await world.DoAsync("1", Date, "did it");
        var id = (await world.IdentityAsync("1")).Id;

        Assert.Equal(AssignmentOutcome.Done, (await AssignAsync(world, id, world.Ada.Id)).Outcome);
        Assert.Equal(["did it"], await world.RecordAsync(world.Ada));
        var run = Assert.Single(await RunsAsync(world, world.Ada.Id));
        Assert.Equal((RunTrigger.Followup, Date, Date), (run.Trigger, run.FromDate, run.ToDate));

        await using var db = world.Db();
        Assert.Equal(AssignmentOutcome.Done, (await db.UnassignIdentityAsync(id, world.Ada.Id, world.Ada.Id, TimeProvider.System, Cancelled)).Outcome);
        Assert.Empty(await world.RecordAsync(world.Ada));
        // The run that waits sees it; a second one would find nothing to do.
        Assert.Single(await RunsAsync(world, world.Ada.Id));
        Assert.Equal([IdentityAction.Assign, IdentityAction.Unassign], (await world.HistoryAsync("1")).Select(change => change.Action));
    }

    [Fact]
    public async Task Assigning_again_changes_nothing_and_another_users_is_refused()
    {
        await using var world = await WorldAsync();
        var id = (await world.IdentityAsync("1")).Id;
        Assert.Single((await AssignAsync(world, id, world.Ada.Id)).Batch.ChangeIds);
        Assert.Empty((await AssignAsync(world, id, world.Ada.Id)).Batch.ChangeIds);
        Assert.Equal(AssignmentOutcome.BelongsToAnother, (await AssignAsync(world, id, world.Bob.Id)).Outcome);
        Assert.Equal(AssignmentOutcome.NoSuchUser, (await AssignAsync(world, id, Guid.Empty)).Outcome);
        Assert.Equal(AssignmentOutcome.NotFound, (await AssignAsync(world, Guid.Empty, world.Ada.Id)).Outcome);
        await using var db = world.Db();
        Assert.Equal(AssignmentOutcome.BelongsToAnother, (await db.UnassignIdentityAsync(id, world.Bob.Id, world.Ada.Id, TimeProvider.System, Cancelled)).Outcome);
        Assert.Single(await world.HistoryAsync("1"));
    }

    [Fact]
    public async Task Of_two_admins_at_once_one_decides_and_the_other_is_told()
    {
        await using var world = await WorldAsync(30);
        for (var key = 1; key <= 30; key++)
        {
            var id = (await world.IdentityAsync($"{key}")).Id;
            var outcomes = await Task.WhenAll(AssignAsync(world, id, world.Ada.Id), AssignAsync(world, id, world.Bob.Id));
            Assert.Equal([AssignmentOutcome.Done, AssignmentOutcome.BelongsToAnother], outcomes.Select(outcome => outcome.Outcome).Order());
            Assert.Single(await world.HistoryAsync($"{key}"));
        }
    }

    [Fact]
    public async Task Merge_is_all_or_nothing_and_undone_as_one()
    {
        await using var world = await WorldAsync(3);
        Guid[] ids = [(await world.IdentityAsync("1")).Id, (await world.IdentityAsync("2")).Id, (await world.IdentityAsync("3")).Id];
        await AssignAsync(world, ids[2], world.Bob.Id);
        await using var db = world.Db();
        Assert.Equal(AssignmentOutcome.BelongsToAnother,
            (await db.AssignIdentitiesAsync(ids, world.Ada.Id, IdentityAction.Merge, world.Ada.Id, TimeProvider.System, Cancelled)).Outcome);
        Assert.Null((await world.IdentityAsync("1")).UserId);

        var merged = await db.AssignIdentitiesAsync(ids[..2], world.Ada.Id, IdentityAction.Merge, world.Ada.Id, TimeProvider.System, Cancelled);
        Assert.Equal(2, merged.Batch.ChangeIds.Count);
        var undone = await db.UndoBatchAsync(merged.Batch.Id!.Value, world.Ada.Id, TimeProvider.System, Cancelled);
        Assert.Equal(AssignmentOutcome.Done, undone.Outcome);
        Assert.Null((await world.IdentityAsync("1")).UserId);
        Assert.Null((await world.IdentityAsync("2")).UserId);
        Assert.Equal(AssignmentOutcome.AlreadyUndone, (await db.UndoBatchAsync(merged.Batch.Id.Value, world.Ada.Id, TimeProvider.System, Cancelled)).Outcome);

        // What takes back can be taken back.
        Assert.Equal(AssignmentOutcome.Done, (await db.UndoBatchAsync(undone.Batch.Id!.Value, world.Ada.Id, TimeProvider.System, Cancelled)).Outcome);
        Assert.Equal(world.Ada.Id, (await world.IdentityAsync("2")).UserId);
    }

    [Fact]
    public async Task Undo_restores_what_was_before_unless_it_changed_since()
    {
        await using var world = await WorldAsync();
        var id = (await world.IdentityAsync("1")).Id;
        var assigned = await AssignAsync(world, id, world.Bob.Id);
        await using var db = world.Db();
        var unassigned = await db.UnassignIdentityAsync(id, null, world.Ada.Id, TimeProvider.System, Cancelled);

        Assert.Equal(AssignmentOutcome.ChangedSince, (await db.UndoChangeAsync(assigned.Batch.ChangeIds[0], world.Ada.Id, TimeProvider.System, Cancelled)).Outcome);
        Assert.Equal(AssignmentOutcome.Done, (await db.UndoChangeAsync(unassigned.Batch.ChangeIds[0], world.Ada.Id, TimeProvider.System, Cancelled)).Outcome);
        Assert.Equal((world.Bob.Id, IdentityAssignment.Admin), ((await world.IdentityAsync("1")).UserId, (await world.IdentityAsync("1")).AssignedBy));
        Assert.Equal(AssignmentOutcome.NotFound, (await db.UndoChangeAsync(Guid.Empty, world.Ada.Id, TimeProvider.System, Cancelled)).Outcome);
    }

    [Fact]
    public async Task Of_two_who_undo_at_once_one_does()
    {
        await using var world = await WorldAsync(10);
        for (var key = 1; key <= 10; key++)
        {
            var change = (await AssignAsync(world, (await world.IdentityAsync($"{key}")).Id, world.Bob.Id)).Batch.ChangeIds[0];
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
            {
                await using var db = world.Db();
                return (await db.UndoChangeAsync(change, world.Ada.Id, TimeProvider.System, Cancelled)).Outcome;
            }));
            Assert.Equal([AssignmentOutcome.Done, AssignmentOutcome.AlreadyUndone], outcomes.Order());
        }
    }

    [Fact]
    public async Task What_a_person_took_away_no_rule_gives_back()
    {
        await using var world = await WorldAsync();
        await world.SyncAsync(Person("1", email: world.Bob.Email));
        var rule = Assert.Single(await world.HistoryAsync("1"));
        await using var db = world.Db();
        await db.UndoChangeAsync(rule.Id, world.Ada.Id, TimeProvider.System, Cancelled);
        await world.SyncAsync();
        Assert.Null((await world.IdentityAsync("1")).UserId);

        await world.SyncAsync(Person("1", email: world.Ada.Email));
        Assert.Equal(world.Ada.Id, (await world.IdentityAsync("1")).UserId);
    }

    [Fact]
    public async Task Released_identity_stays_in_the_record_of_a_connection_that_has_everyone()
    {
        await using var world = await CreateAsync(database, isPersonal: true);
        await using var db = world.Db();
        await db.Connections.Where(c => c.Id == world.Connection.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.Scope, RecordScope.Everyone), Cancelled);
        await world.SyncAsync(Person("1"), Person("2"));
        Assert.Equal(IdentityAssignment.Scope, (await world.IdentityAsync("1")).AssignedBy);

        var id = (await world.IdentityAsync("1")).Id;
        await db.ClaimIdentityAsync(id, world.Ada.Id, TimeProvider.System, Cancelled);
        await db.ReleaseIdentityAsync(id, TimeProvider.System, Cancelled);
        Assert.Equal((world.Ada.Id, IdentityAssignment.Scope), ((await world.IdentityAsync("1")).UserId, (await world.IdentityAsync("1")).AssignedBy));
        Assert.Equal([IdentityAction.Rule, IdentityAction.Claim, IdentityAction.Release], (await world.HistoryAsync("1")).Select(change => change.Action));
    }

    [Fact]
    public async Task Claim_waits_until_an_admin_decides_and_is_decided_once()
    {
        await using var world = await WorldAsync(2);
        var (first, second) = ((await world.IdentityAsync("1")).Id, (await world.IdentityAsync("2")).Id);
        await using var db = world.Db();
        var claim = await db.ClaimAsync(first, world.Bob.Id, "It is me.", TimeProvider.System, Cancelled);
        Assert.Equal(claim!.Id, (await db.ClaimAsync(first, world.Bob.Id, null, TimeProvider.System, Cancelled))!.Id);
        Assert.Null((await world.IdentityAsync("1")).UserId);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            await using var own = world.Db();
            return (await own.ApproveClaimAsync(claim.Id, world.Ada.Id, TimeProvider.System, Cancelled)).Outcome;
        }));
        Assert.Single(outcomes, AssignmentOutcome.Done);
        Assert.Equal((world.Bob.Id, IdentityAssignment.Claim), ((await world.IdentityAsync("1")).UserId, (await world.IdentityAsync("1")).AssignedBy));
        Assert.Null(await db.ClaimAsync(first, world.Ada.Id, null, TimeProvider.System, Cancelled));

        var rejected = await db.ClaimAsync(second, world.Bob.Id, null, TimeProvider.System, Cancelled);
        Assert.True(await db.RejectClaimAsync(rejected!.Id, world.Ada.Id, TimeProvider.System, Cancelled));
        Assert.Equal(AssignmentOutcome.AlreadyDecided, (await db.ApproveClaimAsync(rejected.Id, world.Ada.Id, TimeProvider.System, Cancelled)).Outcome);
        Assert.False(await db.WithdrawClaimAsync(rejected.Id, world.Bob.Id, TimeProvider.System, Cancelled));
        Assert.Null((await world.IdentityAsync("2")).UserId);
    }

    [Fact]
    public async Task Claim_of_who_is_assigned_anyway_is_settled()
    {
        await using var world = await WorldAsync();
        var id = (await world.IdentityAsync("1")).Id;
        await using var db = world.Db();
        var claim = await db.ClaimAsync(id, world.Bob.Id, null, TimeProvider.System, Cancelled);
        await AssignAsync(world, id, world.Bob.Id);
        Assert.Equal(IdentityClaimStatus.Approved, (await db.IdentityClaims.AsNoTracking().SingleAsync(c => c.Id == claim!.Id, Cancelled)).Status);
    }

    private async Task<DirectoryWorld> WorldAsync(int people = 1)
    {
        var world = await CreateAsync(database);
        await world.SyncAsync([.. Enumerable.Range(1, people).Select(key => Person($"{key}"))]);
        return world;
    }

    private static async Task<AssignmentResult> AssignAsync(DirectoryWorld world, Guid identityId, Guid userId)
    {
        await using var db = world.Db();
        return await db.AssignIdentitiesAsync([identityId], userId, IdentityAction.Assign, world.Ada.Id, TimeProvider.System, Cancelled);
    }

    private static async Task<List<Run>> RunsAsync(DirectoryWorld world, Guid userId)
    {
        await using var db = world.Db();
        return await db.Runs.AsNoTracking().Where(run => run.UserId == userId).ToListAsync(Cancelled);
    }
}
