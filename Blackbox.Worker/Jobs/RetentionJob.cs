using Blackbox.Core.Collecting;
using Blackbox.Core.Events;
using Blackbox.Core.Locking;
using Blackbox.Core.Runs;
using Npgsql;
using Quartz;

namespace Blackbox.Worker.Jobs;

/// <summary>Every night: what only helped on the way goes. Each part may be stopped and done again.</summary>
[DisallowConcurrentExecution]
internal sealed class RetentionJob(
    EventRetention events, IdempotentRuns keys, RunRetention runs, DistributedLocks locks, NpgsqlDataSource dataSource, TimeProvider time,
    ILogger<RetentionJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var removed = new
        {
            Events = await events.RemoveOldAsync(cancellationToken),
            Keys = await keys.RemoveExpiredAsync(cancellationToken),
            Runs = await runs.RemoveOldAsync(cancellationToken),
            Answers = await FetchMemory.DeleteUnusedAsync(dataSource, time.GetUtcNow() - FetchMemory.DefaultRetention, cancellationToken),
            Locks = await locks.RemoveUnusedAsync(cancellationToken),
        };
        logger.LogInformation("Removed what is not needed any more: {Removed}", removed);
    }
}
