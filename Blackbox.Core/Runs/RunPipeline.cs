using System.Diagnostics;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Operations;
using Blackbox.Core.Summaries;
using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Blackbox.Core.Runs;

/// <summary>Carries out a run: collect each connection, summarise and embed each day. It may be begun again after dying anywhere.</summary>
public sealed class RunPipeline(
    BlackboxDb db, CollectionRunner collecting, SummaryPipeline summaries, NpgsqlDataSource dataSource,
    TimeProvider time, FailPoints failPoints, ILogger<RunPipeline> logger)
{
    private static readonly ActivitySource Source = new("Blackbox.Runs");

    /// <exception cref="OperationCanceledException">The process is asked to stop; the run waits to be begun again.</exception>
    public async Task ExecuteAsync(Guid runId, CancellationToken cancellationToken)
    {
        var run = await db.Runs.AsNoTracking().SingleOrDefaultAsync(candidate => candidate.Id == runId, cancellationToken);
        if (run is null || run.IsFinished)
            return;

        using var span = Source.StartActivity("run");
        span?.SetTag("blackbox.run.id", run.Id).SetTag("blackbox.run.trigger", EnumWords.ToWord(run.Trigger));
        try
        {
            await BeginAsync(run, cancellationToken);
            failPoints.Reach(FailPoints.RunStarted);
            await using var progress = new RunProgress(run.Id, dataSource, time);
            await CollectAndSummarizeAsync(run, progress, cancellationToken);
            failPoints.Reach(FailPoints.RunFinished);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await ThisRun(run).ExecuteUpdateAsync(update => update.SetProperty(r => r.Status, RunStatus.Queued), CancellationToken.None);
            throw;
        }
#pragma warning disable CA1031 // The run's own boundary: whatever happened is told to the person who waits for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.LogError(exception, "Run {RunId} failed", run.Id);
            span?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            await FailAsync(run, exception);
        }
    }

    private IQueryable<Run> ThisRun(Run run) => db.Runs.Where(candidate => candidate.Id == run.Id);

    private async Task BeginAsync(Run run, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await ThisRun(run).ExecuteUpdateAsync(update => update.SetProperty(r => r.Status, RunStatus.Running)
            .SetProperty(r => r.Attempts, r => r.Attempts + 1)
            .SetProperty(r => r.StartedAt, r => r.StartedAt ?? now), cancellationToken);
        // What an earlier attempt left open died with its process.
        await db.CollectionRuns.Where(attempt => db.RunTasks.Any(row => row.RunId == run.Id && row.TaskId == attempt.TaskId) && attempt.Status == CollectionStatus.Running)
            .ExecuteUpdateAsync(update => update.SetProperty(attempt => attempt.Status, CollectionStatus.Abandoned)
                .SetProperty(attempt => attempt.FinishedAt, now), cancellationToken);
    }

    private async Task CollectAndSummarizeAsync(Run run, RunProgress progress, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().SingleAsync(candidate => candidate.Id == run.UserId, cancellationToken);
        var attempts = await CollectAsync(run, user, progress, cancellationToken);
        failPoints.Reach(FailPoints.Collected);

        var outcome = await SummarizeAsync(run, user, progress, cancellationToken);
        failPoints.Reach(FailPoints.Summarized);

        await ThisRun(run).ExecuteUpdateAsync(update => update.SetProperty(r => r.Status, Judge(attempts))
            .SetProperty(r => r.Message, Describe(attempts))
            .SetProperty(r => r.Step, RunStep.Done)
            .SetProperty(r => r.Done, outcome.DaysDone)
            .SetProperty(r => r.Total, outcome.DaysDone)
            .SetProperty(r => r.SummariesWritten, r => r.SummariesWritten + outcome.SummariesWritten)
            .SetProperty(r => r.ModelCalls, r => r.ModelCalls + outcome.ModelCalls)
            .SetProperty(r => r.FinishedAt, time.GetUtcNow()), cancellationToken);
    }

    private async Task<List<CollectionRun>> CollectAsync(Run run, User user, RunProgress progress, CancellationToken cancellationToken)
    {
        var window = TimeWindow.OfDates(run.FromDate, run.ToDate, TimeZoneInfo.FindSystemTimeZoneById(user.TimeZone));
        var connections = await db.Connections.AsNoTracking()
            .Where(connection => connection.UserId == user.Id && (run.ConnectionId == null || connection.Id == run.ConnectionId))
            .OrderBy(connection => connection.CreatedAt).ToListAsync(cancellationToken);
        var attempts = new List<CollectionRun>();
        foreach (var connection in connections)
        {
            var before = attempts.Sum(attempt => attempt.Found);
            progress.Report(RunStep.Collecting, before, 0);
            var task = new CollectionTask { ConnectionId = connection.Id, WindowFrom = window.From.ToUniversalTime(), WindowTo = window.To.ToUniversalTime(), Status = CollectionTaskStatus.Succeeded };
            db.CollectionTasks.Add(task);
            db.RunTasks.Add(new RunTask { RunId = run.Id, TaskId = task.Id });
            await db.SaveChangesAsync(cancellationToken);
            attempts.Add(await collecting.CollectAsync(
                task, connection, window, found => progress.Report(RunStep.Collecting, before + found, 0), cancellationToken));
        }
        return attempts;
    }

    private async Task<SummaryOutcome> SummarizeAsync(Run run, User user, RunProgress progress, CancellationToken cancellationToken)
    {
        // Two runs over the same days would end in the same rows; one after the other they do not write them twice.
        await using var database = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var turn = await SessionLock.AcquireAsync(database, $"summarize:{user.Id}", cancellationToken);
        return await summaries.SummarizeAsync(user, run.FromDate, run.ToDate, new SummaryReporter(progress), cancellationToken);
    }

    private static RunStatus Judge(List<CollectionRun> attempts) =>
        attempts.TrueForAll(attempt => attempt.Status == CollectionStatus.Succeeded) ? RunStatus.Succeeded
        : attempts.TrueForAll(attempt => attempt.Status == CollectionStatus.Failed) ? RunStatus.Failed
        : RunStatus.Partial;

    private static string Describe(List<CollectionRun> attempts)
    {
        if (attempts.Count == 0)
            return "There is no connection to collect from yet. Add one, then collect again.";
        var (added, changed, gone) = (attempts.Sum(a => a.Added), attempts.Sum(a => a.Changed), attempts.Sum(a => a.Tombstoned));
        var found = $"{attempts.Sum(a => a.Found)} activities found: {added} new, {changed} changed, {gone} gone.";
        if (attempts.TrueForAll(attempt => attempt.Found == 0 && attempt.Status == CollectionStatus.Succeeded))
            found += " If there should be some, choose other dates: the history may be older.";
        var failed = attempts.Count(attempt => attempt.Status is CollectionStatus.Failed or CollectionStatus.Partial);
        return failed == 0 ? found : $"{found} {failed} of {attempts.Count} connections could not be read completely; what they held before is as it was.";
    }

    private async Task FailAsync(Run run, Exception exception)
    {
        var message = $"Something unexpected went wrong ({exception.GetType().Name}). "
            + "What was written stays, and the run can be started again; the log has the details.";
        await ThisRun(run).ExecuteUpdateAsync(update => update.SetProperty(r => r.Status, RunStatus.Failed)
            .SetProperty(r => r.Message, message)
            .SetProperty(r => r.FinishedAt, time.GetUtcNow()), CancellationToken.None);
    }

    private sealed class SummaryReporter(RunProgress progress) : IProgress<SummaryProgress>
    {
        public void Report(SummaryProgress value) => progress.Report(RunStep.Summarizing, value.DaysDone, value.Days);
    }
}
