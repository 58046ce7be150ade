using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Engine;

/// <summary>Runs a server as a private process, through the script that the build named in the AppHost's assembly.</summary>
internal abstract class NativeServerRunner : ResourceRunner
{
    // Flushing everything to a slow disk takes a while; a server that is cut off has to recover at the next start.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private ChildProcess? _process;
    private string? _folder;
    private string _name = "";

    public override IReadOnlyList<(string Name, ChildProcess Process)> Processes => _process is null ? [] : [(_name, _process)];

    /// <summary>The script's command for this server.</summary>
    protected abstract string Server { get; }

    protected abstract ChildProcess.Signal StopSignal { get; }

    /// <summary>A server that runs elsewhere is used as it is: it is neither started nor stopped.</summary>
    public bool IsExternal { get; set; }

    public override string? Remark => IsExternal ? "yours, from the configured connection string" : _folder;

    public override async Task StartAsync(RunContext run, CancellationToken cancellationToken)
    {
        if (IsExternal)
        {
            run.Note("uses the server of the configured connection string; none is started");
            return;
        }

        var script = run.Options.Metadata.ServersScript
            ?? throw new DistributedApplicationException("The build names no script that starts servers as processes.");
        var port = new EndpointReference((IResourceWithEndpoints)run.Resource, "tcp").Port;
        _name = run.Resource.Name;
        _folder = run.KeepsData ? run.DataFolder : null;
        Directory.CreateDirectory(Path.GetDirectoryName(run.DataFolder)!);
        var environment = await EnvironmentAsync(cancellationToken);
        environment["THROW_AWAY"] = run.KeepsData ? null : "true";
        _process = await ChildProcess.StartAsync(
            ["bash", script, Server, run.DataFolder, $"{port}", .. await ServerArgumentsAsync(run, cancellationToken)],
            run.Options.Folders.Root,
            environment,
            (line, _) => run.Console.Line(run.Resource.Name, line));
    }

    // The group: until the server runs, the script may still be waiting for a download.
    public override Task StopAsync() => _process?.StopAsync(StopSignal, Patience, wholeGroup: true) ?? Task.CompletedTask;

    protected virtual Task<IReadOnlyList<string>> ServerArgumentsAsync(RunContext run, CancellationToken cancellationToken) =>
        run.ArgumentsAsync(cancellationToken);

    protected abstract Task<Dictionary<string, string?>> EnvironmentAsync(CancellationToken cancellationToken);
}
