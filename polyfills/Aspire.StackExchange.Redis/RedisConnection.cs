using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

internal static class RedisConnection
{
    public static IConnectionMultiplexer Open(IServiceProvider services, string optionsName, string connectionName)
    {
        var options = services.GetRequiredService<IOptionsMonitor<ConfigurationOptions>>().Get(optionsName);
        if (options.EndPoints.Count == 0)
        {
            throw new InvalidOperationException(
                $"No endpoint of Redis. It should be in 'ConnectionStrings:{connectionName}' or 'Aspire:StackExchange:Redis:ConnectionString'.");
        }

        return ConnectionMultiplexer.Connect(options);
    }
}

/// <summary>Connects while the host starts.</summary>
internal sealed class RedisActivation(Func<IConnectionMultiplexer> connect) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = connect();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
