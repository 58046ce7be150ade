namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port that a resource listens on. Where it really listens is decided when the application starts.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    internal EndpointAnnotation(string name, string uriScheme, int? port, string host)
    {
        Name = name;
        UriScheme = uriScheme;
        Port = port;
        TargetHost = host;
    }

    public string Name { get; set; }

    public string UriScheme { get; set; }

    public int? Port { get; set; }

    public string TargetHost { get; set; }

    public bool IsExternal { get; set; }

    /// <summary>One for each replica.</summary>
    internal IReadOnlyList<AllocatedEndpoint> Allocated { get; set; } = [];
}

internal sealed record AllocatedEndpoint(string Scheme, string Host, int Port)
{
    public string Url => $"{Scheme}://{Host}:{Port}";
}

public enum EndpointProperty
{
    Url = 0,
    Host = 1,
    Port = 3,
    Scheme = 4,
    HostAndPort = 6,
}

public sealed class EndpointReference(IResourceWithEndpoints owner, string endpointName) : IValueProvider
{
    public IResourceWithEndpoints Resource { get; } = owner;

    public string EndpointName { get; } = endpointName;

    public EndpointAnnotation EndpointAnnotation => Annotation
        ?? throw new InvalidOperationException($"The resource '{Resource.Name}' has no endpoint '{EndpointName}'.");

    public bool Exists => Annotation is not null;

    public bool IsAllocated => Annotation is { Allocated.Count: > 0 };

    public string Scheme => EndpointAnnotation.UriScheme;

    public string Host => Allocated.Host;

    public int Port => Allocated.Port;

    public string Url => Allocated.Url;

    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Url);

    private EndpointAnnotation? Annotation => Resource.Annotations.OfType<EndpointAnnotation>()
        .FirstOrDefault(endpoint => string.Equals(endpoint.Name, EndpointName, StringComparison.OrdinalIgnoreCase));

    private AllocatedEndpoint Allocated => EndpointAnnotation.Allocated is [var first, ..]
        ? first
        : throw new InvalidOperationException($"The endpoint '{EndpointName}' of '{Resource.Name}' has no address before the application starts.");
}

public class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IValueProvider
{
    public EndpointReference Endpoint { get; } = endpointReference;

    public EndpointProperty Property { get; } = property;

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Property switch
    {
        EndpointProperty.Url => Endpoint.Url,
        EndpointProperty.Host => Endpoint.Host,
        EndpointProperty.Port => $"{Endpoint.Port}",
        EndpointProperty.Scheme => Endpoint.Scheme,
        EndpointProperty.HostAndPort => $"{Endpoint.Host}:{Endpoint.Port}",
        _ => throw new InvalidOperationException($"Endpoints have no property '{Property}'."),
    });
}
