using System.Reflection;
using Blackbox.Core.Data;
using Blackbox.Core.Operations;
using Quartz;
using StackExchange.Redis;

namespace Blackbox.Worker.Jobs;

/// <summary>Every minute: a sign of life, and what this worker sees of its scheduler and of Redis.</summary>
[DisallowConcurrentExecution]
internal sealed class HealthJob(BlackboxDb db, IConnectionMultiplexer redis, TimeProvider time) : IJob
{
    private static readonly string Version = typeof(HealthJob).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var nodes = await context.Scheduler.QueryClusterNodes(cancellationToken);
        await RecordAsync("worker", ServiceHealth.Healthy, $"version {Version}", cancellationToken);
        await RecordAsync("scheduler", ServiceHealth.Healthy, $"{nodes.Count} worker nodes", cancellationToken);
        await RecordAsync("worker-redis", redis.IsConnected ? ServiceHealth.Healthy : ServiceHealth.Degraded,
            redis.IsConnected ? "connected" : "not reachable; it is done without", cancellationToken);
    }

    private Task RecordAsync(string service, ServiceHealth health, string detail, CancellationToken cancellationToken) =>
        db.RecordServiceStateAsync(service, NodeName.Value, health, detail, time.GetUtcNow(), cancellationToken);
}
