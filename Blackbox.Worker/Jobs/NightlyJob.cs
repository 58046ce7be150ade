using Blackbox.Core.Collecting;
using Blackbox.Core.Locking;
using Blackbox.Core.Runs;
using Quartz;

namespace Blackbox.Worker.Jobs;

/// <summary>At 00:00 UTC: each user's yesterday is due.</summary>
[DisallowConcurrentExecution]
internal sealed class NightlyJob(NightlyPlan plan, DistributedLocks locks) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        // A node that starts at this moment plans too; one is enough.
        await using var alone = await locks.TryAcquireAsync(LockNames.Nightly, cancellationToken: cancellationToken);
        if (alone is not null)
            await plan.RequestDueAsync(cancellationToken);
    }
}
