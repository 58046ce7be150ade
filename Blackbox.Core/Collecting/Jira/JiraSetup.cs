using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Collecting.Jira.Form;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Summaries.Extractive;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Blackbox.Core.Collecting.Jira;

public static class JiraSetup
{
    /// <summary>Jira, Cloud and Data Center: its collector, its directory of people and its form.</summary>
    public static IServiceCollection AddJira(this IServiceCollection services)
    {
        services.AddRestClient();
        services.TryAddSingleton<JiraAccessTest>();
        services.AddSingleton<ICollector, JiraCollector>();
        services.AddSingleton<IDirectory, JiraDirectory>();
        services.AddSingleton<IExtractiveForm, JiraForm>();
        return services;
    }
}
