using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Pings the server; what the ping or the connecting throws is reported by the health check service.</summary>
internal sealed class RedisHealthCheck(Func<IConnectionMultiplexer> connect) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // The first call connects, which blocks for the connect time-out while the server is away.
        var connection = await Task.Run(connect, cancellationToken).ConfigureAwait(false);
        await connection.GetDatabase().PingAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return HealthCheckResult.Healthy();
    }
}
