using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Locking;

public static class LockingSetup
{
    /// <summary>Locks between processes; needs <c>AddBlackboxData</c> and the Redis client.</summary>
    public static IServiceCollection AddLocking(this IServiceCollection services)
    {
        services.AddOptions<LockingOptions>().BindConfiguration(LockingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LockRegistry>();
        services.TryAddSingleton<RedisLocks>();
        services.TryAddSingleton<SessionLocks>();
        services.TryAddSingleton(provider => new DistributedLocks(
            provider.GetRequiredService<RedisLocks>(), provider.GetRequiredService<SessionLocks>(), provider.GetRequiredService<LockRegistry>(),
            provider.GetRequiredService<IOptions<LockingOptions>>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DistributedLocks>>()));
        return services;
    }
}
