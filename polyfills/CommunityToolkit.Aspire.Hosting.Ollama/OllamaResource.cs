namespace Aspire.Hosting.ApplicationModel;

public interface IOllamaResource : IResourceWithConnectionString, IResourceWithEndpoints
{
    IReadOnlyList<string> Models { get; }

    EndpointReference PrimaryEndpoint { get; }

    EndpointReferenceExpression Host { get; }

    EndpointReferenceExpression Port { get; }

    ReferenceExpression UriExpression { get; }

    void AddModel(string modelName);
}

public class OllamaResource(string name) : ContainerResource(name), IOllamaResource
{
    private readonly List<string> _models = [];

    public IReadOnlyList<string> Models => _models;

    public EndpointReference PrimaryEndpoint => new(this, "http");

    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    public ReferenceExpression UriExpression => ReferenceExpression.Create($"{PrimaryEndpoint}");

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"Endpoint={PrimaryEndpoint}");

    public void AddModel(string modelName)
    {
        if (!_models.Contains(modelName))
        {
            _models.Add(modelName);
        }
    }

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
    [
        new("Host", ReferenceExpression.Create($"{Host}")),
        new("Port", ReferenceExpression.Create($"{Port}")),
        new("Uri", UriExpression),
    ];
}

public class OllamaModelResource(string name, string modelName, IOllamaResource parent)
    : Resource(name), IResourceWithParent<IOllamaResource>, IResourceWithConnectionString
{
    public IOllamaResource Parent { get; } = parent;

    public string ModelName { get; } = modelName;

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{Parent.ConnectionStringExpression};Model={ModelName}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
        Parent.GetConnectionProperties().Append(new("Model", ReferenceExpression.Create($"{ModelName}")));
}
