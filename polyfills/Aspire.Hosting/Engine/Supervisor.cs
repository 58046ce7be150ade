using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Engine;

/// <summary>
/// Starts every resource when those that it waits for are healthy, watches them, and stops them in the reverse order. It restarts
/// nothing: a resource that ends is reported, and the others go on.
/// </summary>
internal sealed class Supervisor(
    IReadOnlyList<IResource> resources, ResourceNotificationService notifications, StackOptions options, ILoggerFactory loggers) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPauseAtStart = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseWhenHealthy = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _lives = [];
    private readonly SemaphoreSlim _stop = new(1, 1);
    private List<IResource> _all = [.. resources];
    private StackConsole? _console;
    private TelemetryTarget? _telemetry;
    private bool _stopped;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Folders.Root);
        options.Folders.SweepAbandoned();
        var dashboard = await FindDashboardAsync();
        _console = new([.. _all.Select(resource => resource.Name)], options.Isolated ? loggers : null);
        if (!options.Isolated)
        {
            var told = dashboard is null && options.Dashboard ? ", without the Aspire dashboard (it needs npm)" : "";
            _console.Note(_all[0].Name, $"starting {_all.Count} resources as processes{told}; data in {options.Folders.Root}");
        }

        AllocateEndpoints(_console);
        if (dashboard is not null)
        {
            _telemetry = new(new EndpointReference(dashboard, "otlp-grpc").Url, "grpc");
        }

        cancellationToken.ThrowIfCancellationRequested();
        foreach (var resource in _all)
        {
            _lives.Add(LiveAsync(resource, _stopping.Token));
        }

        _lives.Add(AnnounceAsync(_stopping.Token));
    }

    public async Task StopAsync()
    {
        await _stop.WaitAsync();
        try
        {
            if (_stopped)
            {
                return;
            }

            _stopped = true;
            await _stopping.CancelAsync();
            await Task.WhenAll(_lives);
            foreach (var group in ShutdownOrder.Of(_all))
            {
                await Task.WhenAll(group.Select(StopAsync));
            }

            options.Folders.RemoveThrowAway();
        }
        finally
        {
            _stop.Release();
        }
    }

    public void KillAll()
    {
        foreach (var (_, process) in _all.SelectMany(resource => Runner(resource)?.Processes ?? []))
        {
            process.Kill();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var (_, process) in _all.SelectMany(resource => Runner(resource)?.Processes ?? []))
        {
            process.Dispose();
        }

        _stopping.Dispose();
        _stop.Dispose();
    }

    private static ResourceRunner? Runner(IResource resource) => resource.Annotations.OfType<ResourceRunner>().LastOrDefault();

    private async Task<DashboardResource?> FindDashboardAsync()
    {
        var script = options.Metadata.DashboardScript;
        if (!options.Dashboard || script is null || !await DashboardRunner.IsPossibleAsync(script))
        {
            return null;
        }

        var dashboard = new DashboardResource();
        dashboard.Annotations.Add(new DashboardRunner(script, Path.Combine(options.Folders.Root, "dashboard")));
        dashboard.Annotations.Add(Endpoint("http", "ASPNETCORE_URLS", 18888));
        dashboard.Annotations.Add(Endpoint("otlp-grpc", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", 18889));
        dashboard.Annotations.Add(Endpoint("otlp-http", "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", 18890));
        _all = [.. resources, dashboard];
        return dashboard;

        EndpointAnnotation Endpoint(string name, string key, int usual)
        {
            var configured = (options.Configuration[key] ?? "").Split(';')
                .Select(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == "http" ? uri.Port : (int?)null)
                .FirstOrDefault(port => port is not null);
            return new(name, "http", configured ?? usual, "127.0.0.1");
        }
    }

    private void AllocateEndpoints(StackConsole console)
    {
        foreach (var resource in _all)
        {
            if (Runner(resource) is NativeServerRunner { IsExternal: true })
            {
                continue;
            }

            var replicas = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => endpoint.Allocated.Count == 0))
            {
                endpoint.Allocated = [.. Enumerable.Range(0, replicas).Select(replica =>
                    new AllocatedEndpoint(endpoint.UriScheme, endpoint.TargetHost, Port(endpoint, replica)))];
            }

            int Port(EndpointAnnotation endpoint, int replica)
            {
                if (endpoint.Port is not { } wanted || wanted == 0 || options.Isolated || replica > 0)
                {
                    return Ports.TakeAny();
                }

                if (Ports.TryTake(wanted))
                {
                    return wanted;
                }

                var other = Ports.TakeAny();
                console.Alarm(resource.Name, $"port {wanted} is taken; {resource.Name} uses {other} this time");
                return other;
            }
        }
    }

    private async Task LiveAsync(IResource resource, CancellationToken stopping)
    {
        if (Runner(resource) is not { } runner)
        {
            return;
        }

        var run = new RunContext(resource, options, _console!, _telemetry);
        try
        {
            await WaitForDependenciesAsync(resource, stopping);
            await PublishAsync(resource, KnownResourceStates.Starting);
            await runner.StartAsync(run, stopping);
            await PublishAsync(resource, KnownResourceStates.Running);
            var exits = runner.Processes.Select(entry => WatchAsync(run, runner, entry.Name, entry.Process, stopping)).ToList();
            await ProbeAsync(run, runner, stopping);
            await Task.WhenAll(exits);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // The border of one resource: whatever is wrong with it is reported, and the others go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            run.Alarm($"could not be started: {e.Message}");
            await FailAsync(resource, KnownResourceStates.FailedToStart, null, e.Message);
        }
    }

    private async Task WaitForDependenciesAsync(IResource resource, CancellationToken stopping)
    {
        var needed = resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource);
        if (resource is IResourceWithParent child)
        {
            needed = needed.Append(child.Parent);
        }

        foreach (var other in needed.Distinct())
        {
            await PublishAsync(resource, KnownResourceStates.Waiting);
            await notifications.WaitForChangeAsync(
                () => notifications.TryGetCurrentState(other.Name, out var e) && e is not null && (ResourceNotificationService.IsHealthy(e)
                    || (KnownResourceStates.IsFailure(e.Snapshot.State?.Text)
                        ? throw new DistributedApplicationException($"it needs '{other.Name}', which failed.")
                        : false)),
                stopping);
        }
    }

    private async Task ProbeAsync(RunContext run, ResourceRunner runner, CancellationToken stopping)
    {
        bool? healthy = null;
        var pause = FirstPause;
        while (notifications.TryGetCurrentState(run.Resource.Name, out var e) && !KnownResourceStates.IsFailure(e?.Snapshot.State?.Text))
        {
            var problem = await runner.ProbeAsync(run, stopping);
            if ((problem is null) != healthy)
            {
                if (healthy is not null && !runner.Optional)
                {
                    run.Console.Alarm(run.Resource.Name, problem is null ? "is healthy again" : $"is not healthy: {problem}");
                }

                // Not healthy yet is not worth a word while it starts.
                healthy = problem is null ? true : healthy is null ? null : false;
                await notifications.PublishUpdateAsync(run.Resource, state => KnownResourceStates.IsFailure(state.State?.Text)
                    ? state
                    : state with { HealthStatus = problem is null ? HealthStatus.Healthy : HealthStatus.Unhealthy, Reason = problem });
            }

            await Task.Delay(healthy is true ? PauseWhenHealthy : pause, TimeProvider.System, stopping);
            pause = healthy is true ? FirstPause : TimeSpan.FromTicks(Math.Min(pause.Ticks * 5 / 4, LongestPauseAtStart.Ticks));
        }
    }

    private async Task WatchAsync(RunContext run, ResourceRunner runner, string name, ChildProcess process, CancellationToken stopping)
    {
        var code = await process.Exited.WaitAsync(stopping);
        var how = code > 128 ? $"was ended by signal {code - 128}" : $"ended with exit code {code}";
        if (runner.Optional)
        {
            run.Console.Note(name, $"{how}; everything else works without it");
        }
        else
        {
            run.Console.Alarm(name, $"{how}. It is not restarted; everything else goes on.");
        }

        var last = string.Join('\n', run.Console.LastLines(name));
        await FailAsync(
            run.Resource, code == 0 ? KnownResourceStates.Finished : KnownResourceStates.Exited, code, $"{name} {how}. Its last lines:\n{last}");
    }

    private async Task AnnounceAsync(CancellationToken stopping)
    {
        var expected = _all.Where(resource => Runner(resource) is { Optional: false }).ToList();
        try
        {
            await notifications.WaitForChangeAsync(() => expected.All(resource => Settled(resource) is not null), stopping);
            if (!options.Isolated)
            {
                var failed = expected.Where(resource => Settled(resource) is false).Select(resource => resource.Name).ToList();
                _console!.Block(Announcement.Of(_all, failed, _console.Elapsed, notifications));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }

        bool? Settled(IResource resource) => !notifications.TryGetCurrentState(resource.Name, out var e) || e is null ? null
            : ResourceNotificationService.IsHealthy(e) ? true
            : KnownResourceStates.IsFailure(e.Snapshot.State?.Text) ? false
            : null;
    }

    private async Task StopAsync(IResource resource)
    {
        if (Runner(resource) is { } runner)
        {
            if (runner.Processes.Any(entry => !entry.Process.Exited.IsCompleted) && !options.Isolated)
            {
                _console!.Note(resource.Name, "stopping");
            }

            await runner.StopAsync();
            await PublishAsync(resource, KnownResourceStates.Finished);
        }
    }

    private Task PublishAsync(IResource resource, string state) =>
        notifications.PublishUpdateAsync(resource, before => before with { State = state });

    private Task FailAsync(IResource resource, string state, int? code, string reason) => notifications.PublishUpdateAsync(
        resource, before => before with { State = state, ExitCode = code, HealthStatus = HealthStatus.Unhealthy, Reason = reason });
}
