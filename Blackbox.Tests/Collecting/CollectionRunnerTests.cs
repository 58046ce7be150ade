using System.Runtime.CompilerServices;
using Blackbox.Core.Collecting;
using Blackbox.Core.Events;
using Blackbox.Core.Runs;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Tests.Collecting;

public sealed class CollectionRunnerTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Task_collects_its_window_in_slices_newest_first()
    {
        await using var scenario = await CollectionScenario.CreateAsync(database);
        var task = await scenario.ExecuteAsync(await scenario.TaskOfAsync(await scenario.PlanAsync()), Cancelled);

        Assert.Equal(CollectionTaskStatus.Succeeded, task.Status);
        Assert.Equal([7, 6, 5, 4], scenario.Platform.Asked.Select(window => window.From.Day));
        Assert.Equal(4, (await scenario.TitlesAsync()).Count);
        Assert.Equal(4, (await scenario.EventsAsync(EventTypes.ActivityCollected)).Count);
    }

    [Fact]
    public async Task Task_goes_on_after_its_last_committed_slice_when_the_platform_failed()
    {
        await using var scenario = await CollectionScenario.CreateAsync(database);
        scenario.Platform.Answer = (context, _) => context.Window.From.Day == 5 ? Fail(new PlatformUnavailableException("down", "It is down.")) : ScriptedCollector.OnePerDay(context);
        var run = await scenario.PlanAsync();
        var task = await scenario.ExecuteAsync(await scenario.TaskOfAsync(run), Cancelled);

        Assert.Equal((CollectionTaskStatus.Running, 1), (task.Status, task.Failures));
        Assert.Equal(6, task.DoneFrom!.Value.Day);
        Assert.True(task.NotBefore > TimeProvider.System.GetUtcNow());
        Assert.Equal(2, (await scenario.TitlesAsync()).Count);
        Assert.Equal(ConnectionStatus.Throttled, (await scenario.ReadConnectionAsync()).Status);

        scenario.Platform.Asked.Clear();
        scenario.Platform.Answer = (context, _) => ScriptedCollector.OnePerDay(context);
        task = await scenario.ExecuteAsync(task, Cancelled);

        Assert.Equal((CollectionTaskStatus.Succeeded, 2), (task.Status, task.Attempt));
        Assert.Equal([5, 4], scenario.Platform.Asked.Select(window => window.From.Day));
        Assert.Equal(4, (await scenario.TitlesAsync()).Count);
        var connection = await scenario.ReadConnectionAsync();
        Assert.Equal((ConnectionStatus.Active, 0, null), (connection.Status, connection.FailureCount, connection.PausedUntil));
    }

    [Fact]
    public async Task Failed_listing_leaves_the_last_good_data_as_it_was()
    {
        await using var scenario = await CollectionScenario.CreateAsync(database);
        await scenario.ExecuteAsync(await scenario.TaskOfAsync(await scenario.PlanAsync()), Cancelled);
        scenario.Platform.Answer = (context, _) => HalfThenFail(context);

        var task = await scenario.ExecuteAsync(await scenario.TaskOfAsync(await scenario.PlanAsync()), Cancelled);

        Assert.Equal(CollectionTaskStatus.Running, task.Status);
        Assert.All(await scenario.TitlesAsync(), title => Assert.Equal("did it", title));
        Assert.Equal(4, (await scenario.TitlesAsync()).Count);
    }

    [Fact]
    public async Task Rate_limit_is_shown_on_the_connection_with_its_end_and_told_once()
    {
        await using var scenario = await CollectionScenario.CreateAsync(database);
        var until = TimeProvider.System.GetUtcNow().AddMinutes(12);
        scenario.Platform.Answer = (_, _) => Fail(new PlatformThrottledException("rate_limited", "The limit is used up.", until));
        var task = await scenario.TaskOfAsync(await scenario.PlanAsync());
        for (var attempt = 1; attempt <= 2; attempt++)
            task = await scenario.ExecuteAsync(task, Cancelled);

        var connection = await scenario.ReadConnectionAsync();
        Assert.Equal((ConnectionStatus.Throttled, "rate_limited", 0), (connection.Status, connection.StateCode, connection.FailureCount));
        Assert.Equal(until, connection.PausedUntil!.Value, TimeSpan.FromMilliseconds(1));
        Assert.Equal((CollectionTaskStatus.Running, 0), (task.Status, task.Failures));
        Assert.Single(await scenario.EventsAsync(EventTypes.ConnectionState));
    }

    [Fact]
    public async Task Refused_secret_ends_the_task_and_background_runs_leave_the_connection_alone()
    {
        await using var scenario = await CollectionScenario.CreateAsync(database);
        scenario.Platform.Answer = (_, _) => Fail(new PlatformAuthException("bad_credentials", "The token is refused. Give another one."));
        var task = await scenario.ExecuteAsync(await scenario.TaskOfAsync(await scenario.PlanAsync()), Cancelled);

        Assert.Equal(CollectionTaskStatus.Failed, task.Status);
        Assert.Equal((ConnectionStatus.NeedsAuth, "bad_credentials"), ((await scenario.ReadConnectionAsync()).Status, (await scenario.ReadConnectionAsync()).StateCode));
        Assert.Single(await scenario.EventsAsync(EventTypes.ConnectionState));

        var nightly = await scenario.PlanAsync(RunTrigger.Nightly);
        await using var db = scenario.Db();
        Assert.False(await db.RunTasks.AnyAsync(link => link.RunId == nightly.Id, Cancelled));
        Assert.NotNull(await scenario.TaskOfAsync(await scenario.PlanAsync(RunTrigger.Manual)));
    }

    [Fact]
    public async Task Breaker_opens_after_failures_in_a_row_and_closes_with_the_first_success()
    {
        await using var scenario = await CollectionScenario.CreateAsync(
            database, ("Collecting:BreakerThreshold", "3"), ("Collecting:BreakerPause", "00:20:00"), ("Collecting:RetryDelay", "00:00:01"));
        scenario.Platform.Answer = (_, _) => Fail(new HttpRequestException("no route"));
        var task = await scenario.TaskOfAsync(await scenario.PlanAsync());
        for (var attempt = 1; attempt <= 2; attempt++)
            task = await scenario.ExecuteAsync(task, Cancelled);
        Assert.True((await scenario.ReadConnectionAsync()).PausedUntil < TimeProvider.System.GetUtcNow().AddMinutes(1));

        task = await scenario.ExecuteAsync(task, Cancelled);
        var broken = await scenario.ReadConnectionAsync();
        Assert.Equal(3, broken.FailureCount);
        Assert.True(broken.PausedUntil > TimeProvider.System.GetUtcNow().AddMinutes(19));

        scenario.Platform.Answer = (context, _) => ScriptedCollector.OnePerDay(context);
        await scenario.ExecuteAsync(task, Cancelled);
        Assert.Equal((0, null), ((await scenario.ReadConnectionAsync()).FailureCount, (await scenario.ReadConnectionAsync()).PausedUntil));
    }

    [Fact]
    public async Task Task_that_is_too_old_is_given_up_and_says_so()
    {
        await using var scenario = await CollectionScenario.CreateAsync(database, ("Collecting:GiveUpAfter", "1.00:00:00"));
        scenario.Platform.Answer = (_, _) => Fail(new PlatformUnavailableException("down", "It is down."));
        var planned = await scenario.TaskOfAsync(await scenario.PlanAsync());
        await using (var db = scenario.Db())
            await db.Database.ExecuteSqlAsync($"UPDATE collection_tasks SET created_at = now() - interval '2 days' WHERE id = {planned.Id}", Cancelled);

        var task = await scenario.ExecuteAsync(planned, Cancelled);

        Assert.Equal(CollectionTaskStatus.Failed, task.Status);
        Assert.Contains("1 days", task.Message);
    }

    [Fact]
    public async Task Worker_that_was_taken_over_cannot_write_over_its_successor()
    {
        await using var scenario = await CollectionScenario.CreateAsync(database, ("Collecting:LockTtl", "00:00:02"));
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = true;
        scenario.Platform.Slice = null;
        scenario.Platform.Answer = (context, token) =>
        {
            var isFirst = first;
            first = false;
            return isFirst ? Held(context, reached, goOn.Task, token) : ScriptedCollector.OnePerDay(context, "the successor's");
        };
        var task = await scenario.TaskOfAsync(await scenario.PlanAsync());
        var frozen = scenario.ExecuteAsync(task, Cancelled);
        await reached.Task.WaitAsync(Cancelled);
        // What the cluster sees of a frozen worker: nobody renews, and its lock is somebody else's.
        await using (var db = scenario.Db())
            await db.Database.ExecuteSqlAsync($"UPDATE lock_fences SET owner = NULL, expires_at = NULL WHERE name = {LockNames.OfConnection(scenario.Connection.Id)}", Cancelled);
        await using (var db = scenario.Db())
        {
            await db.Database.ExecuteSqlAsync($"""
                SELECT pg_terminate_backend(pid) FROM pg_locks
                WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()
                """, Cancelled);
        }
        var done = await scenario.ExecuteAsync(task, Cancelled);
        Assert.Equal((CollectionTaskStatus.Succeeded, 2), (done.Status, done.Attempt));

        goOn.SetResult();
        await frozen;

        Assert.Equal(["the successor's"], await scenario.TitlesAsync());
        await using var after = scenario.Db();
        Assert.Equal(
            [CollectionStatus.Abandoned, CollectionStatus.Succeeded],
            await after.CollectionRuns.Where(attempt => attempt.TaskId == task.Id).OrderBy(attempt => attempt.StartedAt).Select(attempt => attempt.Status).ToListAsync(Cancelled));
    }

    [Fact]
    public async Task Cancelled_run_ends_its_task_at_once_and_nothing_of_it_is_written_any_more()
    {
        await using var scenario = await CollectionScenario.CreateAsync(database);
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        scenario.Platform.Answer = (context, token) => Held(context, reached, goOn.Task, token);
        var run = await scenario.PlanAsync();
        var executing = scenario.ExecuteAsync(await scenario.TaskOfAsync(run), Cancelled);
        await reached.Task.WaitAsync(Cancelled);
        await using (var db = scenario.Db())
            Assert.True(await db.CancelRunAsync(run.Id, TimeProvider.System, Cancelled));
        goOn.SetResult();

        Assert.Equal(CollectionTaskStatus.Cancelled, (await executing).Status);
        Assert.Empty(await scenario.TitlesAsync());
    }

    [Fact]
    public async Task Runs_that_want_the_same_window_share_a_task_that_has_not_begun()
    {
        await using var scenario = await CollectionScenario.CreateAsync(database);
        var hourly = await scenario.TaskOfAsync(await scenario.PlanAsync(RunTrigger.Hourly));
        var manual = await scenario.TaskOfAsync(await scenario.PlanAsync());
        Assert.Equal(hourly.Id, manual.Id);
        Assert.Equal((TaskPriority.Medium, TaskPriority.Critical), (hourly.Priority, manual.Priority));

        await scenario.ExecuteAsync(manual, Cancelled);
        Assert.NotEqual(manual.Id, (await scenario.TaskOfAsync(await scenario.PlanAsync())).Id);
    }

    [Fact]
    public async Task Days_that_arrive_after_their_run_had_ended_get_a_run_of_their_own()
    {
        await using var scenario = await CollectionScenario.CreateAsync(database);
        var run = await scenario.PlanAsync();
        var task = await scenario.TaskOfAsync(run);
        await using var db = scenario.Db();
        await db.Runs.Where(candidate => candidate.Id == run.Id).ExecuteUpdateAsync(
            update => update.SetProperty(r => r.Status, RunStatus.Partial).SetProperty(r => r.Step, RunStep.Done), Cancelled);

        await scenario.ExecuteAsync(task, Cancelled);

        var followups = await db.Runs.AsNoTracking().Where(candidate => candidate.UserId == scenario.User.Id && candidate.Trigger == RunTrigger.Followup)
            .OrderBy(candidate => candidate.FromDate).ToListAsync(Cancelled);
        Assert.Equal([4, 5, 6, 7], followups.Select(followup => followup.FromDate.Day));

        var waiting = await scenario.PlanAsync(from: new(2026, 6, 1), to: new(2026, 6, 1));
        await scenario.ExecuteAsync(await scenario.TaskOfAsync(waiting), Cancelled);
        Assert.False(await db.Runs.AnyAsync(candidate => candidate.Trigger == RunTrigger.Followup && candidate.UserId == scenario.User.Id && candidate.FromDate.Month == 6, Cancelled));
    }

    private static async IAsyncEnumerable<CollectedActivity> Fail(Exception exception)
    {
        await Task.Yield();
        if (exception is not null)
            throw exception;
        yield break;
    }

    private static async IAsyncEnumerable<CollectedActivity> HalfThenFail(CollectionContext context)
    {
        await Task.Yield();
        yield return ScriptedCollector.Item(context.Window.From, "half of it");
        throw new PlatformUnavailableException("down", "It went away.");
    }

    private static async IAsyncEnumerable<CollectedActivity> Held(
        CollectionContext context, TaskCompletionSource reached, Task goOn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return ScriptedCollector.Item(context.Window.From, "the frozen one's");
        reached.TrySetResult();
        await goOn.WaitAsync(cancellationToken);
    }
}
