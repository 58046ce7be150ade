using System.Diagnostics;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Events;
using Blackbox.Core.Locking;
using Blackbox.Core.Operations;
using Blackbox.Core.Summaries;
using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blackbox.Core.Runs;

/// <summary>
/// Brings a run one step further: first its tasks are planned; when they are over, its days are summarised. Between the two nothing is held. It may be
/// called at any time, and again after dying anywhere.
/// </summary>
public sealed class RunPipeline(
    BlackboxDb db, SummaryPipeline summaries, DistributedLocks locks, NpgsqlDataSource dataSource, IOptions<CollectingOptions> options, TimeProvider time, FailPoints failPoints,
    ILogger<RunPipeline> logger)
{
    /// <summary>How often a run may be begun anew because its process died or the database was away.</summary>
    private const int MaxAttempts = 20;

    /// <summary>How long a run waits for another one over the same dates; the rows end the same without.</summary>
    private static readonly TimeSpan SyncPatience = TimeSpan.FromSeconds(2);

    private static readonly ActivitySource Source = new("Blackbox.Runs");

    /// <exception cref="OperationCanceledException">The process is asked to stop; the run waits to be begun again.</exception>
    /// <exception cref="NpgsqlException">The database is away; the run waits to be begun again. EF Core may have wrapped it.</exception>
    public async Task ExecuteAsync(Guid runId, CancellationToken cancellationToken)
    {
        var run = await db.Runs.AsNoTracking().SingleOrDefaultAsync(candidate => candidate.Id == runId, cancellationToken);
        if (run is null || run.IsFinished)
            return;
        using var span = Source.StartActivity("run");
        span?.SetTag("blackbox.run.id", run.Id).SetTag("blackbox.run.trigger", EnumWords.ToWord(run.Trigger));
        try
        {
            await AdvanceAsync(run, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception.IsDatabaseAway() && run.Attempts < MaxAttempts)
        {
            throw;
        }
#pragma warning disable CA1031 // The run's own boundary: whatever happened is told to the person who waits for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.LogError(exception, "Run {RunId} failed", run.Id);
            span?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            await FinishAsync(run, RunStatus.Failed, $"Something unexpected went wrong ({exception.GetType().Name}). "
                + "What was written stays, and the run can be started again; the log has the details.", SummaryOutcome.Nothing, CancellationToken.None);
        }
    }

    private async Task AdvanceAsync(Run run, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(candidate => candidate.Id == run.UserId, cancellationToken);
        if (user is null)
        {
            await FinishAsync(run, RunStatus.Cancelled, "Its user was removed.", SummaryOutcome.Nothing, cancellationToken);
            return;
        }
        if (run.Step == RunStep.Waiting)
        {
            failPoints.Reach(FailPoints.RunStarted);
            await db.PlanAsync(run, user, time, cancellationToken);
        }
        if (run.CancelRequestedAt is not null)
        {
            await FinishAsync(run, RunStatus.Cancelled, "It was cancelled. What was written before stays.", SummaryOutcome.Nothing, cancellationToken);
            return;
        }
        if (!await BeginSummariesAsync(run, cancellationToken))
            return;
        failPoints.Reach(FailPoints.Collected);
        // Two runs that a user asked for over the same dates would read and write the same; the second then finds nothing to do.
        await using var sync = run.Trigger == RunTrigger.Manual
            ? await locks.AcquireAsync(LockNames.OfSync(user.Id, run.FromDate, run.ToDate), SyncPatience, cancellationToken: cancellationToken)
            : null;
        await SummarizeAsync(run, user, cancellationToken);
        failPoints.Reach(FailPoints.RunFinished);
    }

    /// <returns>False while tasks are on their way that could end soon.</returns>
    private async Task<bool> BeginSummariesAsync(Run run, CancellationToken cancellationToken)
    {
        await using var database = await dataSource.OpenConnectionAsync(cancellationToken);
        // A swap that commits at this moment is either seen by the summaries or asks for a run of its own.
        await using var alone = await SessionLock.AcquireAsync(database, LockNames.OfRun(run.Id), cancellationToken);
        var tasks = await RunTasks.LoadAsync(db, run.Id, cancellationToken);
        // A backfill's runs are complete: nobody waits for them, and the next one would only meet the same pause.
        var horizon = run.Trigger == RunTrigger.Backfill ? DateTimeOffset.MaxValue : time.GetUtcNow() + options.Value.RunPatience;
        if (!tasks.AreSettled(horizon))
            return false;
        await ThisRun(run).ExecuteUpdateAsync(update => update.SetProperty(r => r.Step, RunStep.Summarizing)
            .SetProperty(r => r.Attempts, r => r.Attempts + 1), cancellationToken);
        return true;
    }

    private async Task SummarizeAsync(Run run, User user, CancellationToken cancellationToken)
    {
        SummaryOutcome outcome;
        await using (var progress = new RunProgress(run.Id, dataSource, time, cancellationToken))
        {
            progress.Report(RunStep.Summarizing, 0, run.ToDate.DayNumber - run.FromDate.DayNumber + 1);
            // Two runs over the same days would end in the same rows; one after the other they do not write them twice.
            await using var database = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var turn = await SessionLock.AcquireAsync(database, $"summarize:{user.Id}", cancellationToken);
            try
            {
                outcome = await summaries.SummarizeAsync(user, run.FromDate, run.ToDate, new SummaryReporter(progress), progress.Stop);
            }
            catch (OperationCanceledException) when (progress.IsCancelled && !cancellationToken.IsCancellationRequested)
            {
                await FinishAsync(run, RunStatus.Cancelled, "It was cancelled. What was written before stays.", SummaryOutcome.Nothing, cancellationToken);
                return;
            }
        }
        failPoints.Reach(FailPoints.Summarized);

        var tasks = await RunTasks.LoadAsync(db, run.Id, cancellationToken);
        var message = run.Trigger == RunTrigger.Followup ? "Days that were completed later are summarised." : tasks.Describe();
        await FinishAsync(run, tasks.Status, message, outcome, cancellationToken);
    }

    private IQueryable<Run> ThisRun(Run run) =>
        db.Runs.Open().Where(candidate => candidate.Id == run.Id);

    private async Task FinishAsync(Run run, RunStatus status, string message, SummaryOutcome outcome, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var finished = await ThisRun(run).ExecuteUpdateAsync(update => update.SetProperty(r => r.Status, status)
            .SetProperty(r => r.Message, message)
            .SetProperty(r => r.Step, RunStep.Done)
            .SetProperty(r => r.Done, outcome.DaysDone)
            .SetProperty(r => r.Total, outcome.DaysDone)
            .SetProperty(r => r.SummariesWritten, r => r.SummariesWritten + outcome.SummariesWritten)
            .SetProperty(r => r.ModelCalls, r => r.ModelCalls + outcome.ModelCalls)
            .SetProperty(r => r.FinishedAt, time.GetUtcNow()), cancellationToken);
        if (finished == 0)
            return;
        // A backfill's next run is asked for when this one is over.
        await db.Database.ExecuteSqlRawAsync($"NOTIFY {RunRequests.Channel}", cancellationToken);
        await db.WriteEventsAsync(
            [new(run.UserId, EventTypes.RunFinished, new RunFinished(
                run.Id, EnumWords.ToWord(run.Trigger), run.FromDate, run.ToDate, EnumWords.ToWord(status), message, run.BackfillId))],
            time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private sealed class SummaryReporter(RunProgress progress) : IProgress<SummaryProgress>
    {
        public void Report(SummaryProgress value) => progress.Report(RunStep.Summarizing, value.DaysDone, value.Days);
    }
}
