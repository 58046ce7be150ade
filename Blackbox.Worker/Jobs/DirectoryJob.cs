using Blackbox.Core.Collecting.Directories;
using Quartz;

namespace Blackbox.Worker.Jobs;

/// <summary>Lists the people of one connection. When its node dies, another begins again.</summary>
internal sealed class DirectoryJob(DirectorySync sync, IHostApplicationLifetime lifetime, ILogger<DirectoryJob> logger) : OneOffJob(lifetime, logger)
{
    public const string Group = "directories";

    public static JobKey KeyOf(Guid connectionId) => OneOffJobs.Key(connectionId, Group);

    public static IJobDetail For(Guid connectionId) => OneOffJobs.Job<DirectoryJob>(connectionId, KeyOf(connectionId));

    protected override Task ExecuteAsync(Guid id, CancellationToken stopping) => sync.SyncAsync(id, stopping);
}
