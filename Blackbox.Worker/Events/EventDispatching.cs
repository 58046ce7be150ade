using Blackbox.Core.Data;
using Blackbox.Core.Events;
using Npgsql;

namespace Blackbox.Worker.Events;

/// <summary>Keeps the dispatcher running, also when the database was away.</summary>
internal sealed class EventDispatching(EventDispatcher dispatcher, TimeProvider time, ILogger<EventDispatching> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await dispatcher.RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException || exception.IsDatabaseAway())
            {
                logger.LogWarning("Events cannot be handed on at the moment: {Reason}", exception.Message);
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }
}
