namespace Aspire.Hosting.ApplicationModel;

public class EnvironmentCallbackContext
{
    internal EnvironmentCallbackContext(IResource resource, Dictionary<string, object> variables, CancellationToken cancellationToken)
    {
        Resource = resource;
        EnvironmentVariables = variables;
        CancellationToken = cancellationToken;
    }

    public IResource Resource { get; }

    /// <summary>Values are text or an <see cref="IValueProvider"/>.</summary>
    public Dictionary<string, object> EnvironmentVariables { get; }

    public CancellationToken CancellationToken { get; }
}

public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    public required string Url { get; set; }

    public string? DisplayText { get; set; }

    public EndpointReference? Endpoint { get; init; }
}

/// <summary>Runs when the variables of a process are put together.</summary>
internal sealed record EnvironmentCallbackAnnotation(Action<EnvironmentCallbackContext> Callback) : IResourceAnnotation;

internal sealed record CommandLineArgsAnnotation(IReadOnlyList<object> Arguments) : IResourceAnnotation;

/// <summary>This resource starts when the other one is healthy.</summary>
internal sealed record WaitAnnotation(IResource Resource) : IResourceAnnotation;

/// <summary>This resource uses the other one, and so stops before it.</summary>
internal sealed record ReferenceAnnotation(IResource Resource) : IResourceAnnotation;

internal sealed record ReplicaAnnotation(int Replicas) : IResourceAnnotation;

/// <summary>The name of the folder that keeps the resource's data between runs; without it the data is thrown away.</summary>
internal sealed record DataVolumeAnnotation(string Name) : IResourceAnnotation;

internal sealed record HttpHealthCheckAnnotation(string? EndpointName, string Path, int StatusCode) : IResourceAnnotation;

/// <summary>Adds an address to show, or changes how the endpoint's own address is shown.</summary>
internal sealed record EndpointUrlAnnotation(
    string EndpointName, Action<ResourceUrlAnnotation>? Change, Func<EndpointReference, ResourceUrlAnnotation>? Add) : IResourceAnnotation;

/// <summary>Recorded so that the same program can be written; there is no image where servers run as processes.</summary>
internal sealed record ContainerImageAnnotation(string Image, string? Tag) : IResourceAnnotation;
