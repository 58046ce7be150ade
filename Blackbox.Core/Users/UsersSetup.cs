using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Core.Users;

public static class UsersSetup
{
    public static IServiceCollection AddFirstStart(this IServiceCollection services)
    {
        services.AddOptions<FirstStartOptions>().BindConfiguration(FirstStartOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services.AddScoped<FirstStart>().AddScoped<FirstStartSimulator>();
    }
}
