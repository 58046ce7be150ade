using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

public static class KnownResourceStates
{
    public static readonly string Waiting = "Waiting";
    public static readonly string Starting = "Starting";
    public static readonly string Running = "Running";
    public static readonly string FailedToStart = "FailedToStart";
    public static readonly string Stopping = "Stopping";
    public static readonly string Exited = "Exited";
    public static readonly string Finished = "Finished";

    internal static bool IsFailure(string? state) => state == FailedToStart || state == Exited || state == Finished;
}

public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    public static implicit operator ResourceStateSnapshot?(string? text) => text is null ? null : new(text, null);
}

public sealed record CustomResourceSnapshot
{
    public ResourceStateSnapshot? State { get; init; }

    public int? ExitCode { get; init; }

    public HealthStatus? HealthStatus { get; internal init; }

    /// <summary>Why the resource is not healthy, for people.</summary>
    internal string? Reason { get; init; }
}

public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    public IResource Resource { get; } = resource;

    public string ResourceId { get; } = resourceId;

    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}

/// <summary>What state each resource is in, and waiting for one.</summary>
public class ResourceNotificationService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _stopOnFailure;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="stopOnFailure">Waiting for a resource that has failed throws, instead of waiting on.</param>
    internal ResourceNotificationService(bool stopOnFailure) => _stopOnFailure = stopOnFailure;

    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            var before = _current.TryGetValue(resource.Name, out var known) ? known.Snapshot : new CustomResourceSnapshot();
            _current[resource.Name] = new(resource, resource.Name, stateFactory(before));
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
        return Task.CompletedTask;
    }

    public bool TryGetCurrentState(string resourceId, out ResourceEvent? resourceEvent)
    {
        lock (_lock)
        {
            return _current.TryGetValue(resourceId, out resourceEvent);
        }
    }

    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitAsync(resourceName, IsHealthy, _stopOnFailure, cancellationToken);

    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitAsync(resourceName, e => e.Snapshot.State?.Text == (targetState ?? KnownResourceStates.Running), false, cancellationToken);

    public Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default) =>
        WaitAsync(resourceName, predicate, false, cancellationToken);

    internal static bool IsHealthy(ResourceEvent e) =>
        e.Snapshot is { HealthStatus: HealthStatus.Healthy } && e.Snapshot.State?.Text == KnownResourceStates.Running;

    internal async Task WaitForChangeAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                changed = _changed.Task;
            }

            if (condition())
            {
                return;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private async Task<ResourceEvent> WaitAsync(
        string name, Func<ResourceEvent, bool> predicate, bool stopOnFailure, CancellationToken cancellationToken)
    {
        ResourceEvent? found = null;
        await WaitForChangeAsync(
            () =>
            {
                if (!TryGetCurrentState(name, out var current) || current is null)
                {
                    return false;
                }

                found = current;
                if (predicate(current))
                {
                    return true;
                }

                return stopOnFailure && KnownResourceStates.IsFailure(current.Snapshot.State?.Text)
                    ? throw new DistributedApplicationException(
                        $"Stopped waiting for resource '{name}' because it is in the state {current.Snapshot.State!.Text}. {current.Snapshot.Reason}")
                    : false;
            },
            cancellationToken);
        return found!;
    }
}
