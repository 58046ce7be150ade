using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Blackbox.Core.Users;
using Npgsql;

namespace Blackbox.Worker.Startup;

/// <summary>Waits for the database, brings its schema up to date and does what a first start needs, before anything is scheduled.</summary>
internal sealed class Preparation(IServiceScopeFactory scopes, TimeProvider time, ILogger<Preparation> logger) : IHostedService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await MigrateAsync(cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<FirstStart>().EnsureAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<NightlyPlan>().RequestDueAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<BlackboxDb>().MigrateAsync(logger, cancellationToken);
                return;
            }
            catch (NpgsqlException exception) when (exception.IsTransient)
            {
                logger.LogWarning("The database does not answer yet: {Reason}", exception.Message);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }
}
