using Blackbox.Core.Summaries;
using Quartz;

namespace Blackbox.Worker.Jobs;

/// <summary>Every quarter of an hour: vectors of another model than the one in force are made anew.</summary>
[DisallowConcurrentExecution]
internal sealed class ReembedJob(SummaryPipeline summaries) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await summaries.ReembedAsync(cancellationToken);
}
