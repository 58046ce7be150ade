using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Engine;

/// <summary>How one resource is started, watched and stopped. The supervisor decides when.</summary>
internal abstract class ResourceRunner : IResourceAnnotation
{
    /// <summary>The application is complete without this resource.</summary>
    public virtual bool Optional => false;

    /// <summary>What it means when an optional resource is not healthy.</summary>
    public virtual string Absence => "starting";

    /// <summary>The processes of the resource, with the name that their lines carry. Empty when it has none.</summary>
    public virtual IReadOnlyList<(string Name, ChildProcess Process)> Processes => [];

    public abstract Task StartAsync(RunContext run, CancellationToken cancellationToken);

    /// <returns>Null when the resource can be used, or why it cannot yet.</returns>
    public virtual Task<string?> ProbeAsync(RunContext run, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public virtual Task StopAsync() => Task.CompletedTask;

    /// <summary>More about the resource for the list of addresses.</summary>
    public virtual string? Remark => null;
}

/// <summary>What a runner needs of the application that it is part of.</summary>
internal sealed record RunContext(IResource Resource, StackOptions Options, StackConsole Console, TelemetryTarget? Telemetry)
{
    public string DataFolder =>
        Options.Folders.For(Resource.Name, Resource.Annotations.OfType<DataVolumeAnnotation>().LastOrDefault()?.Name);

    public bool KeepsData => !Options.Isolated && Resource.Annotations.OfType<DataVolumeAnnotation>().Any();

    public void Note(string text) => Console.Note(Resource.Name, text);

    public void Alarm(string text) => Console.Alarm(Resource.Name, text);

    public async Task<IReadOnlyList<string>> ArgumentsAsync(CancellationToken cancellationToken)
    {
        var arguments = new List<string>();
        foreach (var argument in Resource.Annotations.OfType<CommandLineArgsAnnotation>().SelectMany(annotation => annotation.Arguments))
        {
            arguments.Add(await ResolveAsync(argument, cancellationToken));
        }

        return arguments;
    }

    public async Task<Dictionary<string, string>> VariablesAsync(CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(Resource, [], cancellationToken);
        foreach (var annotation in Resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            annotation.Callback(context);
        }

        var variables = new Dictionary<string, string>();
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            variables[name] = await ResolveAsync(value, cancellationToken);
        }

        return variables;
    }

    private static async ValueTask<string> ResolveAsync(object value, CancellationToken cancellationToken) => value switch
    {
        IValueProvider provider => await provider.GetValueAsync(cancellationToken) ?? "",
        _ => value.ToString() ?? "",
    };
}

/// <summary>Where services send their traces, metrics and logs.</summary>
internal sealed record TelemetryTarget(string Endpoint, string Protocol);
