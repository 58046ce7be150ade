using Blackbox.Core.Runs;
using Quartz;

namespace Blackbox.Worker.Jobs;

/// <summary>At 00:00 UTC: each user's yesterday is due.</summary>
[DisallowConcurrentExecution]
internal sealed class NightlyJob(NightlyPlan plan) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await plan.RequestDueAsync(cancellationToken);
}
