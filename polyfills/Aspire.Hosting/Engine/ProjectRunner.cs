using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Engine;

/// <summary>Runs what a project was built into, once for each replica.</summary>
internal sealed class ProjectRunner(string projectPath, LaunchProfile profile, AppHostMetadata metadata) : ResourceRunner
{
    // Longer than .NET's own limit for stopping hosted services (30 s), which cuts off with a reason in the log.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(35);
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    private readonly List<(string Name, ChildProcess Process)> _replicas = [];

    public override IReadOnlyList<(string Name, ChildProcess Process)> Processes => _replicas;

    public override async Task StartAsync(RunContext run, CancellationToken cancellationToken)
    {
        var assembly = metadata.OutputOf(projectPath);
        if (assembly is null || !File.Exists(assembly))
        {
            throw new DistributedApplicationException($"{projectPath} has not been built: {assembly ?? "its output"} is missing.");
        }

        var count = run.Resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
        var variables = await run.VariablesAsync(cancellationToken);
        var arguments = await run.ArgumentsAsync(cancellationToken);
        for (var replica = 0; replica < count; replica++)
        {
            var name = count == 1 ? run.Resource.Name : $"{run.Resource.Name}-{replica + 1}";
            var process = await ChildProcess.StartAsync(
                [DotnetProgram(), assembly, .. arguments],
                Path.GetDirectoryName(projectPath)!,
                Environment(run, name, replica, variables),
                (line, _) => run.Console.Line(name, line));
            _replicas.Add((name, process));
        }
    }

    public override async Task<string?> ProbeAsync(RunContext run, CancellationToken cancellationToken)
    {
        foreach (var check in run.Resource.Annotations.OfType<HttpHealthCheckAnnotation>())
        {
            var endpoint = run.Resource.Annotations.OfType<EndpointAnnotation>()
                .FirstOrDefault(e => check.EndpointName is null ? e.UriScheme is "http" or "https" : e.Name == check.EndpointName);
            foreach (var address in endpoint?.Allocated ?? [])
            {
                try
                {
                    using var answer = await Http.GetAsync(address.Url + check.Path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                    if ((int)answer.StatusCode != check.StatusCode)
                    {
                        return $"{check.Path} answers {(int)answer.StatusCode}";
                    }
                }
                catch (HttpRequestException)
                {
                    return $"{check.Path} does not answer";
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    return $"{check.Path} does not answer in {Http.Timeout.TotalSeconds} s";
                }
            }
        }

        return null;
    }

    public override Task StopAsync() =>
        Task.WhenAll(_replicas.Select(replica => replica.Process.StopAsync(ChildProcess.Signal.Terminate, Patience)));

    private Dictionary<string, string?> Environment(RunContext run, string name, int replica, Dictionary<string, string> variables)
    {
        // What the AppHost itself was given for its own addresses must not reach the services.
        var environment = new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = null,
            ["ASPNETCORE_HTTP_PORTS"] = null,
            ["DOTNET_LAUNCH_PROFILE"] = null,
        };
        foreach (var (key, value) in profile.Environment)
        {
            environment[key] = value;
        }

        var urls = run.Resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.UriScheme is "http" or "https")
            .Select(e => e.Allocated[replica].Url).ToList();
        if (urls.Count > 0)
        {
            environment["ASPNETCORE_URLS"] = string.Join(';', urls);
        }

        environment["OTEL_SERVICE_NAME"] = run.Resource.Name;
        environment["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={name}";
        if (run.Telemetry is { } telemetry)
        {
            environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = telemetry.Endpoint;
            environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = telemetry.Protocol;
            // A person is watching: show things within a second (milliseconds).
            environment["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
            environment["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
            environment["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
        }

        foreach (var (key, value) in variables)
        {
            environment[key] = value;
        }

        return environment;
    }

    // The runtime that runs this process; the process itself may be an app host or a test runner.
    private static string DotnetProgram()
    {
        var program = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        return File.Exists(program) ? program : "dotnet";
    }
}
