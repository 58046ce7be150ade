using System.Diagnostics;
using Blackbox.Benchmarks.Measuring;
using Blackbox.Core.Collecting;
using Blackbox.Worker.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using SchedulingOptions = Blackbox.Worker.Jobs.SchedulingOptions;

namespace Blackbox.Benchmarks.Scheduler;

/// <summary>
/// One-off jobs a second, from open tasks in the database through the dispatcher's query to the end of the last job, against the same number of jobs that
/// are handed to Quartz directly. Same cluster settings, same kind of store; the jobs do nothing on both sides.
/// </summary>
internal sealed class SchedulerBenchmark : IBenchmark
{
    private const double Promised = 0.9;

    /// <summary>Jobs a second that are promised beside the ratio.</summary>
    private const double PromisedRate = 98;

    private const int BatchSize = 500;

    public string Name => "scheduler";

    public async Task<BenchmarkResult> RunAsync(CommandLine options, CancellationToken cancellationToken)
    {
        var jobs = options.Number("jobs", 2_000, 100, 20_000);
        var rounds = options.Number("rounds", 7, 1, 100);
        options.RefuseOthers();

        await using var ours = await CreateAsync("dispatched", cancellationToken);
        await using var alone = await CreateAsync("quartz", cancellationToken);
        await AddConnectionsAsync(ours, jobs, cancellationToken);
        var (mine, theirs) = await Rounds.AlternateAsync(
            rounds,
            () => MeasureAsync(ours, jobs, () => DispatchAsync(ours, cancellationToken), () => AddTasksAsync(ours, cancellationToken), cancellationToken),
            () => MeasureAsync(alone, jobs, () => ScheduleAsync(alone, jobs, cancellationToken), () => Task.CompletedTask, cancellationToken),
            "jobs/s", cancellationToken);
        await StopAsync(ours);
        await StopAsync(alone);
        return new(Name, $"≥ {Promised} × Quartz alone on the same store, and > {PromisedRate} jobs/s", "jobs/s", mine, theirs,
            ratio => ratio >= Promised && mine.Median() > PromisedRate)
        {
            Parameters = new Dictionary<string, object> { ["jobs"] = jobs, ["concurrency"] = new SchedulingOptions().MaxConcurrency },
            Information = new Dictionary<string, object> { ["peakMemoryMegabytes"] = Progress.PeakMemoryMegabytes() },
        };
    }

    private static async Task<ThrowAwayDatabase> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var database = await ThrowAwayDatabase.CreateAsync(name, cancellationToken, services =>
        {
            services.AddSingleton<Countdown>();
            services.AddQuartz(quartz => quartz.UseCluster(new SchedulingOptions()));
        });
        await (await SchedulerOfAsync(database, cancellationToken)).Start(cancellationToken);
        return database;
    }

    private static async Task StopAsync(ThrowAwayDatabase database) =>
        await (await SchedulerOfAsync(database, CancellationToken.None)).Shutdown(waitForJobsToComplete: true, CancellationToken.None);

    private static ValueTask<IScheduler> SchedulerOfAsync(ThrowAwayDatabase database, CancellationToken cancellationToken) =>
        database.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(cancellationToken);

    private static async Task<double> MeasureAsync(
        ThrowAwayDatabase database, int jobs, Func<Task> schedule, Func<Task> prepare, CancellationToken cancellationToken)
    {
        await prepare();
        await database.SettleAsync(cancellationToken);
        var countdown = database.Services.GetRequiredService<Countdown>();
        var done = countdown.Begin(jobs);
        var started = Stopwatch.GetTimestamp();
        await schedule();
        await done.WaitAsync(cancellationToken);
        return jobs / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static Task<int> AddConnectionsAsync(ThrowAwayDatabase database, int count, CancellationToken cancellationToken) => database.ExecuteAsync($"""
        INSERT INTO connections (id, platform, name, settings, scope, status, failure_count, fence)
        SELECT gen_random_uuid(), 'github', 'benchmark', '{"{}"}', 'mine', 'active', 0, 0 FROM generate_series(1, {count});
        """, cancellationToken);

    private static Task<int> AddTasksAsync(ThrowAwayDatabase database, CancellationToken cancellationToken) => database.ExecuteAsync("""
        UPDATE collection_tasks SET status = 'succeeded' WHERE status = 'queued';
        INSERT INTO collection_tasks (id, connection_id, window_from, window_to, priority, status, attempt, failures)
        SELECT gen_random_uuid(), id, now() - interval '1 day', now(), 5, 'queued', 0, 0 FROM connections;
        ANALYZE collection_tasks
        """, cancellationToken);

    // As the dispatcher does it, until no task is without a job; its own jobs would go on to collect.
    private static async Task DispatchAsync(ThrowAwayDatabase database, CancellationToken cancellationToken)
    {
        var scheduler = await SchedulerOfAsync(database, cancellationToken);
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var given = new HashSet<Guid>();
        while (true)
        {
            var due = (await DueJobs.TasksAsync(connection, TimeProvider.System.GetUtcNow(), cancellationToken)).Where(task => given.Add(task.Id)).ToList();
            if (due.Count == 0)
                return;
            await ScheduleAsync(scheduler, due, cancellationToken);
            await using var finish = new Npgsql.NpgsqlCommand("UPDATE collection_tasks SET status = 'succeeded' WHERE id = ANY ($1)", connection);
            finish.Parameters.Add(new() { Value = due.Select(task => task.Id).ToArray() });
            await finish.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task ScheduleAsync(ThrowAwayDatabase database, int jobs, CancellationToken cancellationToken)
    {
        var scheduler = await SchedulerOfAsync(database, cancellationToken);
        foreach (var batch in Enumerable.Range(0, jobs).Select(_ => (Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), TaskPriority.Medium)).Chunk(BatchSize))
            await ScheduleAsync(scheduler, batch, cancellationToken);
    }

    private static async Task ScheduleAsync(IScheduler scheduler, IEnumerable<(Guid Id, int Priority)> due, CancellationToken cancellationToken)
    {
        var jobs = new Dictionary<IJobDetail, IReadOnlyCollection<ITrigger>>();
        foreach (var (id, priority) in due)
        {
            var key = OneOffJobs.Key(id, "tasks");
            jobs[OneOffJobs.Job<EmptyJob>(id, key)] = [OneOffJobs.Trigger(key, priority)];
        }
        await scheduler.ScheduleJobs(jobs, cancellationToken: cancellationToken);
    }
}

/// <summary>Tells when a number of jobs has ended.</summary>
internal sealed class Countdown
{
    private TaskCompletionSource _done = new();
    private int _left;

    public Task Begin(int count)
    {
        _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _left = count;
        return _done.Task;
    }

    public void Count()
    {
        if (Interlocked.Decrement(ref _left) == 0)
            _done.SetResult();
    }
}

internal sealed class EmptyJob(Countdown countdown) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        countdown.Count();
        return ValueTask.CompletedTask;
    }
}
