namespace Microsoft.Extensions.Hosting;

/// <summary>One registered client; <see cref="ServiceKey"/> is where the chat client and the embedding generator find it.</summary>
public class AspireOllamaApiClientBuilder(IHostApplicationBuilder hostBuilder, object serviceKey, bool disableTracing)
{
    public IHostApplicationBuilder HostBuilder { get; } = hostBuilder;

    public object ServiceKey { get; } = serviceKey;

    public bool DisableTracing { get; } = disableTracing;
}
