using Blackbox.Core.Data;
using Npgsql;

namespace Blackbox.Worker;

/// <summary>Does one thing as long as the process lives, and begins it again after the database was away.</summary>
/// <param name="trouble">What is said then, as <c>Events cannot be handed on</c>.</param>
internal abstract class PersistentService(string trouble, TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    protected TimeProvider Time { get; } = time;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (MayPass(exception))
            {
                logger.LogWarning("{Trouble} at the moment: {Reason}", trouble, exception.Message);
                await Task.Delay(RetryDelay, Time, stoppingToken);
            }
        }
    }

    protected abstract Task RunAsync(CancellationToken stoppingToken);

    protected virtual bool MayPass(Exception exception) => exception is NpgsqlException || exception.IsDatabaseAway();
}
