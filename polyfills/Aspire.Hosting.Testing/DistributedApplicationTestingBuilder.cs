using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Runs an AppHost's own program up to the point where it builds, and gives what it has described to the test. The application
/// then has random ports, data of its own that is thrown away, and no dashboard.
/// </summary>
public static class DistributedApplicationTestingBuilder
{
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => RunAsync(typeof(TEntryPoint), [], cancellationToken);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class => RunAsync(typeof(TEntryPoint), args, cancellationToken);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint, string[] args, CancellationToken cancellationToken = default) => RunAsync(entryPoint, args, cancellationToken);

    private static async Task<IDistributedApplicationTestingBuilder> RunAsync(Type entryPoint, string[] args, CancellationToken cancellationToken)
    {
        var program = new AppHostProgram(entryPoint.Assembly, args);
        try
        {
            return await program.StartAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            program.Abandon();
            throw;
        }
    }
}

/// <summary>The AppHost's program on a thread of its own. It stands still in Build until the test wants the application.</summary>
internal sealed class AppHostProgram(Assembly assembly, string[] args) : IDistributedApplicationTestingBuilder
{
    private readonly TaskCompletionSource<IDistributedApplicationTestingBuilder> _described = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _mayBuild = new();
    private DistributedApplicationBuilder? _builder;
    private BuilderInterception? _interception;
    private volatile bool _abandoned;

    public ConfigurationManager Configuration => Builder.Configuration;

    public string AppHostDirectory => Builder.AppHostDirectory;

    public Assembly? AppHostAssembly => assembly;

    public IHostEnvironment Environment => Builder.Environment;

    public IServiceCollection Services => Builder.Services;

    public IResourceCollection Resources => Builder.Resources;

    private DistributedApplicationBuilder Builder => _builder ?? throw new InvalidOperationException("The AppHost has made no builder.");

    public Task<IDistributedApplicationTestingBuilder> StartAsync()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = $"{assembly.GetName().Name}" };
        thread.Start();
        return _described.Task;
    }

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default)
    {
        _mayBuild.Set();
        return _built.Task.WaitAsync(cancellationToken);
    }

    public DistributedApplication Build() => BuildAsync().GetAwaiter().GetResult();

    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource => Builder.AddResource(resource);

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource => Builder.CreateResourceBuilder(resource);

    public void Abandon()
    {
        _abandoned = true;
        _interception?.Finish();
        _mayBuild.Set();
    }

    public async ValueTask DisposeAsync()
    {
        if (_built.Task.IsCompletedSuccessfully)
        {
            await (await _built.Task).DisposeAsync();
        }

        Abandon();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void Run()
    {
        BuilderInterception.Current = _interception = new(
            creating: options =>
            {
                options.Args = [.. options.Args ?? [], .. args.Where(arg => options.Args?.Contains(arg) != true)];
                options.AssemblyName = assembly.GetName().Name;
                options.DisableDashboard = true;
                options.EnableResourceLogging = true;
            },
            created: builder => _builder = builder,
            building: _ =>
            {
                _described.TrySetResult(this);
                _mayBuild.Wait();
                if (_abandoned)
                {
                    throw new OperationCanceledException("The test has disposed of the builder.");
                }
            },
            built: app => _built.TrySetResult(app));
        try
        {
            var main = assembly.EntryPoint ?? throw new InvalidOperationException($"{assembly.GetName().Name} is not a program.");
            main.Invoke(null, main.GetParameters().Length == 0 ? null : [args]);
            Fail(new InvalidOperationException($"The program of {assembly.GetName().Name} has ended without building an application."));
        }
        catch (TargetInvocationException e)
        {
            Fail(e.InnerException ?? e);
        }
        catch (InvalidOperationException e)
        {
            Fail(e);
        }
    }

    private void Fail(Exception reason)
    {
        _described.TrySetException(reason);
        _built.TrySetException(reason);
        // Nobody may be waiting any more; an unobserved failure of a disposed builder is no news.
        _ = _built.Task.Exception;
        _ = _described.Task.Exception;
    }
}
