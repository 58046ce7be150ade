using Blackbox.Core.Backfills;
using Blackbox.Core.Collecting;
using Blackbox.Core.Runs;
using Blackbox.Tests.Collecting;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Tests.Backfills;

public sealed class BackfillPlanTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateOnly First = new(2026, 1, 1);
    private static readonly DateOnly Last = new(2026, 1, 5);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Backfill_goes_from_the_newest_days_to_the_oldest_one_run_at_a_time()
    {
        await using var scenario = await CollectionScenario.CreateAsync(database);
        var backfill = await StartAsync(scenario);
        Assert.Equal((12, 3), (backfill.PredictedRequests, backfill.PredictedSeconds));

        var spans = new List<(int From, int To)>();
        for (var step = 0; step < 3; step++)
        {
            // Twice, as two workers do: one run comes of it.
            await AdvanceAsync(scenario);
            await AdvanceAsync(scenario);
            var run = Assert.Single(await OpenRunsAsync(scenario, backfill));
            Assert.Equal(TaskPriority.Low, RunPriorities.Of(run.Trigger));
            spans.Add((run.FromDate.Day, run.ToDate.Day));
            await FinishAsync(scenario, run, RunStatus.Succeeded);
        }
        await AdvanceAsync(scenario);

        Assert.Equal([(4, 5), (2, 3), (1, 1)], spans);
        Assert.Equal(BackfillStatus.Succeeded, (await ReadAsync(scenario, backfill)).Status);
    }

    [Fact]
    public async Task Paused_backfill_asks_for_nothing_until_it_is_resumed()
    {
        await using var scenario = await CollectionScenario.CreateAsync(database);
        var backfill = await StartAsync(scenario);
        Assert.True(await WithPlanAsync(scenario, plan => plan.PauseAsync(backfill.Id, Cancelled)));
        Assert.False(await WithPlanAsync(scenario, plan => plan.PauseAsync(backfill.Id, Cancelled)));
        await AdvanceAsync(scenario);
        Assert.Empty(await OpenRunsAsync(scenario, backfill));

        Assert.True(await WithPlanAsync(scenario, plan => plan.ResumeAsync(backfill.Id, Cancelled)));
        await AdvanceAsync(scenario);
        Assert.Single(await OpenRunsAsync(scenario, backfill));
    }

    [Fact]
    public async Task Cancelled_backfill_takes_its_run_along()
    {
        await using var scenario = await CollectionScenario.CreateAsync(database);
        var backfill = await StartAsync(scenario);
        await AdvanceAsync(scenario);
        Assert.True(await WithPlanAsync(scenario, plan => plan.CancelAsync(backfill.Id, Cancelled)));
        Assert.NotNull(Assert.Single(await OpenRunsAsync(scenario, backfill)).CancelRequestedAt);
        await AdvanceAsync(scenario);

        Assert.Equal(BackfillStatus.Cancelled, (await ReadAsync(scenario, backfill)).Status);
        Assert.Single(await OpenRunsAsync(scenario, backfill));
    }

    [Fact]
    public async Task Backfill_of_which_a_part_failed_says_so_at_its_end()
    {
        await using var scenario = await CollectionScenario.CreateAsync(database);
        var backfill = await StartAsync(scenario);
        foreach (var outcome in (RunStatus[])[RunStatus.Succeeded, RunStatus.Partial, RunStatus.Succeeded])
        {
            await AdvanceAsync(scenario);
            await FinishAsync(scenario, Assert.Single(await OpenRunsAsync(scenario, backfill)), outcome);
        }
        await AdvanceAsync(scenario);

        var ended = await ReadAsync(scenario, backfill);
        Assert.Equal(BackfillStatus.Partial, ended.Status);
        Assert.NotNull(ended.Message);
    }

    private static Task<Backfill> StartAsync(CollectionScenario scenario) =>
        WithPlanAsync(scenario, plan => plan.StartAsync(scenario.User, [scenario.Connection], First, Last, Cancelled));

    private static Task<bool> AdvanceAsync(CollectionScenario scenario) => WithPlanAsync(scenario, async plan =>
    {
        await plan.AdvanceAsync(Cancelled);
        return true;
    });

    private static async Task<T> WithPlanAsync<T>(CollectionScenario scenario, Func<BackfillPlan, Task<T>> act)
    {
        await using var scope = scenario.Scope();
        return await act(scope.ServiceProvider.GetRequiredService<BackfillPlan>());
    }

    private static async Task<List<Run>> OpenRunsAsync(CollectionScenario scenario, Backfill backfill)
    {
        await using var db = scenario.Db();
        return await db.Runs.AsNoTracking().Where(run => run.BackfillId == backfill.Id && (run.Status == RunStatus.Queued || run.Status == RunStatus.Running)).ToListAsync(Cancelled);
    }

    private static async Task FinishAsync(CollectionScenario scenario, Run run, RunStatus status)
    {
        await using var db = scenario.Db();
        await db.Runs.Where(candidate => candidate.Id == run.Id).ExecuteUpdateAsync(update => update.SetProperty(r => r.Status, status), Cancelled);
    }

    private static async Task<Backfill> ReadAsync(CollectionScenario scenario, Backfill backfill)
    {
        await using var db = scenario.Db();
        return await db.Backfills.AsNoTracking().SingleAsync(candidate => candidate.Id == backfill.Id, Cancelled);
    }
}
