using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Quartz;

namespace Blackbox.Worker.Jobs;

/// <summary>
/// Turns runs that were asked for into jobs: at once when PostgreSQL tells of one, and every so often for what was missed. A run without a job
/// gets one, whoever forgot it; a job with the same key is never stored twice.
/// </summary>
internal sealed class RunDispatcher(
    IServiceScopeFactory scopes, NpgsqlDataSource dataSource, ISchedulerFactory schedulers, TimeProvider time, ILogger<RunDispatcher> logger)
    : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or SchedulerException)
            {
                logger.LogWarning("Runs cannot be dispatched at the moment: {Reason}", exception.Message);
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"LISTEN {RunRequests.Channel}", connection))
            await listen.ExecuteNonQueryAsync(cancellationToken);
        while (true)
        {
            await DispatchAsync(cancellationToken);
            await connection.WaitAsync(PollInterval, cancellationToken);
        }
    }

    private async Task DispatchAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<BlackboxDb>();
        var open = await db.Runs.AsNoTracking().Where(run => run.Status == RunStatus.Queued || run.Status == RunStatus.Running)
            .OrderBy(run => run.CreatedAt).ToListAsync(cancellationToken);
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (var run in open)
        {
            if (await scheduler.Exists(RunJob.KeyOf(run.Id), cancellationToken))
                continue;
            try
            {
                await scheduler.ScheduleJob(RunJob.For(run), RunJob.TriggerFor(run), cancellationToken: cancellationToken);
            }
            catch (ObjectAlreadyExistsException)
            {
                // Another worker was faster.
            }
        }
    }
}
