using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Core.Runs;

public static class RunsSetup
{
    public static IServiceCollection AddRuns(this IServiceCollection services)
    {
        services.AddScoped<RunPipeline>();
        services.AddScoped<NightlyPlan>();
        services.AddScoped<IdempotentRuns>();
        services.AddSingleton<RunRetention>();
        return services;
    }
}
