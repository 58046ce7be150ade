using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Blackbox.Core.Collecting.Budgets;

public static class BudgetsSetup
{
    /// <summary>Request budgets; see <see cref="BudgetOptions"/>. They are shared between nodes when the host has a connection to Redis.</summary>
    public static IServiceCollection AddRequestBudgets(this IServiceCollection services)
    {
        services.AddOptions<BudgetOptions>().BindConfiguration(BudgetOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RequestBudgets>();
        return services;
    }
}
