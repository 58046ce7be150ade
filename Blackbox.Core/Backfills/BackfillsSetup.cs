using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Core.Backfills;

public static class BackfillsSetup
{
    public static IServiceCollection AddBackfills(this IServiceCollection services) => services.AddScoped<BackfillPlan>();
}
