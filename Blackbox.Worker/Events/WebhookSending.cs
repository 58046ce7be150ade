using Blackbox.Core.Events;

namespace Blackbox.Worker.Events;

/// <summary>Keeps the sender running, also when the database was away.</summary>
internal sealed class WebhookSending(WebhookSender sender, TimeProvider time, ILogger<WebhookSending> logger)
    : PersistentService("Webhooks cannot be called", time, logger)
{
    protected override Task RunAsync(CancellationToken stoppingToken) => sender.RunAsync(stoppingToken);
}
