using Blackbox.Core.Runs;
using Quartz;

namespace Blackbox.Worker.Jobs;

/// <summary>Every hour but midnight: each user's today so far.</summary>
[DisallowConcurrentExecution]
internal sealed class HourlyJob(NightlyPlan plan) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await plan.RequestHourAsync(cancellationToken);
}
