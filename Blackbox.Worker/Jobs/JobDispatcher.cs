using Blackbox.Core.Backfills;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Microsoft.Extensions.Options;
using Npgsql;
using Quartz;

namespace Blackbox.Worker.Jobs;

/// <summary>
/// Gives each task and run that is due a job: at once when PostgreSQL tells of one, when a pause ends, and every so often for what was missed. What is
/// open and has no job gets one, whoever forgot it.
/// </summary>
internal sealed class JobDispatcher(
    IServiceScopeFactory scopes, NpgsqlDataSource dataSource, ISchedulerFactory schedulers, IOptions<CollectingOptions> collecting, TimeProvider time,
    ILogger<JobDispatcher> logger) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan JobEnds = TimeSpan.FromMilliseconds(200);

    /// <summary>So that what becomes due at an instant is due when it is looked at.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or SchedulerException || exception.IsDatabaseAway())
            {
                logger.LogWarning("Jobs cannot be dispatched at the moment: {Reason}", exception.Message);
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var database = await dataSource.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"LISTEN {RunRequests.Channel}", database))
            await listen.ExecuteNonQueryAsync(cancellationToken);
        while (true)
        {
            var isComplete = await DispatchAsync(database, cancellationToken);
            var next = await DueJobs.NextAsync(database, time.GetUtcNow(), cancellationToken);
            var longest = isComplete ? PollInterval : JobEnds;
            var wait = next - time.GetUtcNow() + Margin is { } until && until < longest ? until : longest;
            await database.WaitAsync(wait > Margin ? wait : Margin, cancellationToken);
        }
    }

    /// <returns>False when a run's job must end first, which is a matter of milliseconds.</returns>
    private async Task<bool> DispatchAsync(NpgsqlConnection database, CancellationToken cancellationToken)
    {
        await using (var scope = scopes.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<BackfillPlan>().AdvanceAsync(cancellationToken);

        // Two workers that hear of the same run look one after the other, and the second finds the jobs.
        await using var turn = await SessionLock.AcquireAsync(database, "dispatch", cancellationToken);
        var now = time.GetUtcNow();
        var jobs = new Dictionary<IJobDetail, IReadOnlyCollection<ITrigger>>();
        foreach (var (id, priority) in await DueJobs.TasksAsync(database, now, cancellationToken))
            jobs[CollectJob.For(id)] = [OneOffJobs.Trigger(CollectJob.KeyOf(id), priority)];
        var runs = await DueJobs.RunsAsync(database, now, collecting.Value.RunPatience, cancellationToken);
        foreach (var (id, trigger, _) in runs.Where(run => !run.HasJob))
            jobs[RunJob.For(id)] = [OneOffJobs.Trigger(RunJob.KeyOf(id), RunPriorities.Of(EnumWords.FromWord<RunTrigger>(trigger)))];
        if (jobs.Count > 0)
            await (await schedulers.GetScheduler(cancellationToken)).ScheduleJobs(jobs, cancellationToken: cancellationToken);
        return !runs.Exists(run => run.HasJob);
    }
}
