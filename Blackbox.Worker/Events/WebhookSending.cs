using Blackbox.Core.Data;
using Blackbox.Core.Events;
using Npgsql;

namespace Blackbox.Worker.Events;

/// <summary>Keeps the sender running, also when the database was away.</summary>
internal sealed class WebhookSending(WebhookSender sender, TimeProvider time, ILogger<WebhookSending> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await sender.RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException || exception.IsDatabaseAway())
            {
                logger.LogWarning("Webhooks cannot be called at the moment: {Reason}", exception.Message);
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }
}
