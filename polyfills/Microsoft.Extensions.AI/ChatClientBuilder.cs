namespace Microsoft.Extensions.AI;

/// <summary>A client and the layers around it; the layer that was added first is the outermost.</summary>
public sealed class ChatClientBuilder(Func<IServiceProvider, IChatClient> innerClientFactory)
{
    private readonly List<Func<IChatClient, IServiceProvider, IChatClient>> _layers = [];

    public ChatClientBuilder(IChatClient innerClient) : this(_ => innerClient) => ArgumentNullException.ThrowIfNull(innerClient);

    public ChatClientBuilder Use(Func<IChatClient, IChatClient> clientFactory)
    {
        ArgumentNullException.ThrowIfNull(clientFactory);
        return Use((inner, _) => clientFactory(inner));
    }

    public ChatClientBuilder Use(Func<IChatClient, IServiceProvider, IChatClient> clientFactory)
    {
        ArgumentNullException.ThrowIfNull(clientFactory);
        _layers.Add(clientFactory);
        return this;
    }

    public IChatClient Build(IServiceProvider? services = null)
    {
        services ??= NoServices.Instance;
        return Enumerable.Reverse(_layers).Aggregate(innerClientFactory(services), (inner, layer) => layer(inner, services));
    }
}

internal sealed class NoServices : IServiceProvider
{
    public static readonly NoServices Instance = new();

    public object? GetService(Type serviceType) => null;
}
