namespace Aspire.Hosting.ApplicationModel;

public class RedisResource(string name) : ContainerResource(name), IResourceWithConnectionString
{
    public RedisResource(string name, ParameterResource password) : this(name) => PasswordParameter = password;

    public EndpointReference PrimaryEndpoint => new(this, "tcp");

    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    public ParameterResource? PasswordParameter { get; }

    public ReferenceExpression ConnectionStringExpression => External is not null ? ReferenceExpression.Create($"{External}")
        : PasswordParameter is null ? ReferenceExpression.Create($"{Host}:{Port}")
        : ReferenceExpression.Create($"{Host}:{Port},password={PasswordParameter}");

    public ReferenceExpression UriExpression => PasswordParameter is null
        ? ReferenceExpression.Create($"redis://{Host}:{Port}")
        : ReferenceExpression.Create($"redis://:{PasswordParameter:uri}@{Host}:{Port}");

    /// <summary>A connection string from the configuration: that server is used, and none is started.</summary>
    internal string? External { get; init; }

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties()
    {
        if (External is not null)
        {
            // host:port,password=secret,ssl=true
            var parts = External.Split(',', StringSplitOptions.TrimEntries);
            var colon = parts[0].LastIndexOf(':');
            var (host, port) = colon < 0 ? (parts[0], "6379") : (parts[0][..colon], parts[0][(colon + 1)..]);
            var password = parts.FirstOrDefault(part => part.StartsWith("password=", StringComparison.OrdinalIgnoreCase))?["password=".Length..];
            yield return new("Host", ReferenceExpression.Create($"{host}"));
            yield return new("Port", ReferenceExpression.Create($"{port}"));
            yield return new("Password", ReferenceExpression.Create($"{password}"));
            yield return new("Uri", password is null
                ? ReferenceExpression.Create($"redis://{host}:{port}")
                : ReferenceExpression.Create($"redis://:{password:uri}@{host}:{port}"));
            yield break;
        }

        yield return new("Host", ReferenceExpression.Create($"{Host}"));
        yield return new("Port", ReferenceExpression.Create($"{Port}"));
        if (PasswordParameter is not null)
        {
            yield return new("Password", ReferenceExpression.Create($"{PasswordParameter}"));
        }

        yield return new("Uri", UriExpression);
    }
}
