using System.Diagnostics;
using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

public class DistributedApplication : IHost, IAsyncDisposable
{
    private static readonly TimeSpan SameSignal = TimeSpan.FromSeconds(1);
    private readonly IHost _host;
    private readonly Supervisor _supervisor;
    private readonly BuilderInterception? _interception;
    private long _stopRequested;
    private int _disposed;

    internal DistributedApplication(IHost host, IReadOnlyList<IResource> resources, StackOptions options, BuilderInterception? interception)
    {
        _host = host;
        _interception = interception;
        Resources = resources;
        ResourceNotifications = host.Services.GetRequiredService<ResourceNotificationService>();
        _supervisor = new(resources, ResourceNotifications, options, host.Services.GetRequiredService<ILoggerFactory>());
    }

    public IServiceProvider Services => _host.Services;

    public ResourceNotificationService ResourceNotifications { get; }

    internal IReadOnlyList<IResource> Resources { get; }

    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args);

    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    public void Run() => RunAsync().GetAwaiter().GetResult();

    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (_interception is not null)
        {
            // A test holds the application: it starts and stops it, and the program ends with it.
            await _interception.Finished.WaitAsync(cancellationToken);
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = OnSignal(PosixSignal.SIGINT, stop);
        using var terminate = OnSignal(PosixSignal.SIGTERM, stop);
        using var hangUp = OnSignal(PosixSignal.SIGHUP, stop);
        try
        {
            await StartAsync(stop.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        finally
        {
            await StopAsync(CancellationToken.None);
            await DisposeAsync();
        }
    }

    public virtual async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _host.StartAsync(cancellationToken);
        await _supervisor.StartAsync(cancellationToken);
    }

    public virtual async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await _supervisor.StopAsync();
        await _host.StopAsync(cancellationToken);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _supervisor.DisposeAsync();
            _host.Dispose();
            _interception?.Finish();
        }

        GC.SuppressFinalize(this);
    }

    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    // The first signal stops in order; a later one, from an impatient person, stops at once. The same signal twice in a moment is one:
    // programs such as timeout(1) signal the process and then its group.
    private PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stop) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        if (!stop.IsCancellationRequested)
        {
            _stopRequested = Stopwatch.GetTimestamp();
            stop.Cancel();
        }
        else if (Stopwatch.GetElapsedTime(_stopRequested) > SameSignal)
        {
            _supervisor.KillAll();
            Environment.Exit(130);
        }
    });
}
