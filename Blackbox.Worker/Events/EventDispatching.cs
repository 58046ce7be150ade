using Blackbox.Core.Events;

namespace Blackbox.Worker.Events;

/// <summary>Keeps the dispatcher running, also when the database was away.</summary>
internal sealed class EventDispatching(EventDispatcher dispatcher, TimeProvider time, ILogger<EventDispatching> logger)
    : PersistentService("Events cannot be handed on", time, logger)
{
    protected override Task RunAsync(CancellationToken stoppingToken) => dispatcher.RunAsync(stoppingToken);
}
