using Blackbox.Core.Data;
using Blackbox.Core.Operations;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Blackbox.Api.Operations;

/// <summary>What the workers last wrote about themselves and about the services that they use.</summary>
internal sealed class WorkerStates(IServiceScopeFactory scopes, TimeProvider time, ILogger<WorkerStates> logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyDictionary<string, ServiceView>> ReadAsync(CancellationToken cancellationToken)
    {
        var states = new Dictionary<string, ServiceView>
        {
            ["worker"] = new(HealthWord.Unhealthy, "No worker has reported yet: nothing is collected.", null, null),
        };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Timeout);
        try
        {
            var rows = await RowsAsync(patience.Token).WaitAsync(patience.Token);
            foreach (var row in rows)
                states[row.Service] = View(row);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            logger.LogDebug(exception, "The workers' states cannot be read");
            states["worker"] = new(HealthWord.Unhealthy, "Its state cannot be read from the database.", null, null);
        }
        return states;
    }

    private async Task<List<ServiceState>> RowsAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<BlackboxDb>().ServiceStates.AsNoTracking()
            .OrderBy(row => row.Service).Take(100).ToListAsync(cancellationToken);
    }

    private ServiceView View(ServiceState row)
    {
        var age = time.GetUtcNow() - row.CheckedAt;
        var health = row.Health switch
        {
            ServiceHealth.Healthy => HealthWord.Healthy,
            ServiceHealth.Degraded => HealthWord.Degraded,
            _ => HealthWord.Unhealthy,
        };
        return age <= ServiceStates.FreshFor
            ? new(health, row.Detail, null, row.CheckedAt)
            : new(HealthWord.Unhealthy, $"Last heard of {(int)age.TotalMinutes} minutes ago.", null, row.CheckedAt);
    }
}
