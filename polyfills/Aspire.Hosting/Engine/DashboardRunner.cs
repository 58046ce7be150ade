using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Engine;

internal sealed class DashboardResource() : Resource("dashboard"), IResourceWithEndpoints;

/// <summary>
/// The Aspire dashboard, where the machine has what it needs. The first start fetches it while everything else starts already;
/// services keep their telemetry for a moment, so nothing is lost.
/// </summary>
internal sealed class DashboardRunner(string script, string folder) : ResourceRunner
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(3),
    };

    private ChildProcess? _process;

    public override bool Optional => true;

    public override IReadOnlyList<(string Name, ChildProcess Process)> Processes => _process is null ? [] : [("dashboard", _process)];

    /// <summary>Whether the machine has the dashboard, or the means to fetch it.</summary>
    public static async Task<bool> IsPossibleAsync(string script)
    {
        using var check = await ChildProcess.StartAsync(
            ["bash", script, "check"], Environment.CurrentDirectory, new Dictionary<string, string?>(), (_, _) => { });
        return await check.Exited == 0;
    }

    public override async Task StartAsync(RunContext run, CancellationToken cancellationToken)
    {
        var owner = (IResourceWithEndpoints)run.Resource;
        Directory.CreateDirectory(folder);
        _process = await ChildProcess.StartAsync(
            ["bash", script, "run", folder, Url("http"), Url("otlp-grpc"), Url("otlp-http")],
            folder,
            new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = null, ["ASPNETCORE_ENVIRONMENT"] = null, ["DOTNET_ENVIRONMENT"] = null },
            (line, isError) =>
            {
                if (isError)
                {
                    run.Console.Line("dashboard", line);
                }
            });

        string Url(string endpoint) => new EndpointReference(owner, endpoint).Url;
    }

    public override async Task<string?> ProbeAsync(RunContext run, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await Http.GetAsync(
                new EndpointReference((IResourceWithEndpoints)run.Resource, "http").Url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return null;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return "not up yet";
        }
    }

    public override Task StopAsync() => _process?.StopAsync(ChildProcess.Signal.Terminate, Patience) ?? Task.CompletedTask;
}
