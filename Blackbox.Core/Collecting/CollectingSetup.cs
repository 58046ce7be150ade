using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Blackbox.Core.Collecting;

public static class CollectingSetup
{
    /// <summary>What every platform shares; each platform adds its own collector.</summary>
    public static IServiceCollection AddCollecting(this IServiceCollection services)
    {
        services.AddOptions<CollectingOptions>().BindConfiguration(CollectingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddFailPoints();
        services.TryAddSingleton<PlatformTitles>();
        services.AddSingleton<ActivitySwap>();
        services.AddScoped<CollectionRunner>();
        services.AddScoped<ConnectionRegistration>();
        services.AddDirectories();
        return services;
    }
}
