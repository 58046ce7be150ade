using Blackbox.Core.Summaries;
using Quartz;

namespace Blackbox.Worker.Jobs;

/// <summary>Every ten minutes: asks the language model again for summaries that it did not write because it was away.</summary>
[DisallowConcurrentExecution]
internal sealed class SummaryRetryJob(SummaryPipeline summaries) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await summaries.RetryDueAsync(cancellationToken);
}
