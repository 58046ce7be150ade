using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Data;
using Quartz;

namespace Blackbox.Worker.Jobs;

/// <summary>At 15:00 UTC: the people of every platform are to be listed, but of those that have their own time. Each connection gets a job of its own.</summary>
[DisallowConcurrentExecution]
internal sealed class DailyDirectoryJob(BlackboxDb db, IEnumerable<IDirectory> directories, TimeProvider time) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await db.RequestDirectoriesAsync(
            [.. directories.Select(directory => directory.Platform).Where(platform => platform != Platforms.Slack)], time, cancellationToken);
}

/// <summary>At 15:10 UTC: the same for Slack, whose limits leave room for little else while it is listed.</summary>
[DisallowConcurrentExecution]
internal sealed class SlackDirectoryJob(BlackboxDb db, TimeProvider time) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await db.RequestDirectoriesAsync([Platforms.Slack], time, cancellationToken);
}
