using Blackbox.Core.Runs;
using Quartz;

namespace Blackbox.Worker.Jobs;

/// <summary>Brings one run a step further. When its node dies, another begins the step again.</summary>
internal sealed class RunJob(RunPipeline pipeline, IHostApplicationLifetime lifetime, ILogger<RunJob> logger) : OneOffJob(lifetime, logger)
{
    public static JobKey KeyOf(Guid runId) => OneOffJobs.Key(runId, "runs");

    public static IJobDetail For(Guid runId) => OneOffJobs.Job<RunJob>(runId, KeyOf(runId));

    protected override Task ExecuteAsync(Guid id, CancellationToken stopping) => pipeline.ExecuteAsync(id, stopping);
}
