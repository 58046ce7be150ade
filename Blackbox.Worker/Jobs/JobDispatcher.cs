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
    ILogger<JobDispatcher> logger) : PersistentService("Jobs cannot be dispatched", time, logger)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan JobEnds = TimeSpan.FromMilliseconds(200);

    /// <summary>So that what becomes due at an instant is due when it is looked at.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(20);

    protected override bool MayPass(Exception exception) => exception is SchedulerException || base.MayPass(exception);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await using var database = await dataSource.OpenConnectionAsync(stoppingToken);
        await using (var listen = new NpgsqlCommand($"LISTEN {RunRequests.Channel}", database))
            await listen.ExecuteNonQueryAsync(stoppingToken);
        while (true)
        {
            var isComplete = await DispatchAsync(database, stoppingToken);
            var next = Earlier(
                await DueJobs.NextAsync(database, Time.GetUtcNow(), stoppingToken), await DueDirectories.NextAsync(database, Time.GetUtcNow(), stoppingToken));
            var longest = isComplete ? PollInterval : JobEnds;
            var wait = next - Time.GetUtcNow() + Margin is { } until && until < longest ? until : longest;
            await database.WaitAsync(wait > Margin ? wait : Margin, stoppingToken);
        }
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a < b || b is null ? a : b;

    /// <returns>False when a run's job must end first, which is a matter of milliseconds.</returns>
    private async Task<bool> DispatchAsync(NpgsqlConnection database, CancellationToken cancellationToken)
    {
        await using (var scope = scopes.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<BackfillPlan>().AdvanceAsync(cancellationToken);

        // Two workers that hear of the same run look one after the other, and the second finds the jobs.
        await using var turn = await SessionLock.AcquireAsync(database, "dispatch", cancellationToken);
        var now = Time.GetUtcNow();
        var jobs = new Dictionary<IJobDetail, IReadOnlyCollection<ITrigger>>();
        foreach (var (id, priority) in await DueJobs.TasksAsync(database, now, cancellationToken))
            jobs[CollectJob.For(id)] = [OneOffJobs.Trigger(CollectJob.KeyOf(id), priority)];
        var runs = await DueJobs.RunsAsync(database, now, collecting.Value.RunPatience, cancellationToken);
        foreach (var (id, trigger, _) in runs.Where(run => !run.HasJob))
            jobs[RunJob.For(id)] = [OneOffJobs.Trigger(RunJob.KeyOf(id), RunPriorities.Of(EnumWords.FromWord<RunTrigger>(trigger)))];
        foreach (var id in await DueDirectories.ListAsync(database, now, cancellationToken))
            jobs[DirectoryJob.For(id)] = [OneOffJobs.Trigger(DirectoryJob.KeyOf(id), TaskPriority.Medium)];
        if (jobs.Count > 0)
            await (await schedulers.GetScheduler(cancellationToken)).ScheduleJobs(jobs, cancellationToken: cancellationToken);
        return !runs.Exists(run => run.HasJob);
    }
}
