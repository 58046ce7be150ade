using Microsoft.Extensions.Hosting;

namespace Aspire.StackExchange.Redis;

public sealed class AspireRedisClientBuilder(IHostApplicationBuilder hostBuilder, StackExchangeRedisSettings settings, string? serviceKey)
{
    public IHostApplicationBuilder HostBuilder { get; } = hostBuilder ?? throw new ArgumentNullException(nameof(hostBuilder));

    public StackExchangeRedisSettings Settings { get; } = settings;

    public string? ServiceKey { get; } = serviceKey;
}
