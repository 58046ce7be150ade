using Blackbox.Core.Collecting;
using Quartz;

namespace Blackbox.Worker.Jobs;

/// <summary>Carries out one task. When its node dies, another goes on after the last slice that was committed.</summary>
internal sealed class CollectJob(CollectionRunner runner, IHostApplicationLifetime lifetime, ILogger<CollectJob> logger) : OneOffJob(lifetime, logger)
{
    public static JobKey KeyOf(Guid taskId) => OneOffJobs.Key(taskId, "tasks");

    public static IJobDetail For(Guid taskId) => OneOffJobs.Job<CollectJob>(taskId, KeyOf(taskId));

    protected override Task ExecuteAsync(Guid id, CancellationToken stopping) => runner.ExecuteAsync(id, stopping);
}
