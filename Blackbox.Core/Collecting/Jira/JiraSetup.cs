using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Collecting.Rest;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Blackbox.Core.Collecting.Jira;

public static class JiraSetup
{
    /// <summary>Jira, Cloud and Data Center: its collector and its directory of people.</summary>
    public static IServiceCollection AddJira(this IServiceCollection services)
    {
        services.AddRestClient();
        services.TryAddSingleton<JiraAccessTest>();
        services.AddSingleton<ICollector, JiraCollector>();
        services.AddSingleton<IDirectory, JiraDirectory>();
        return services;
    }
}
