using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Summaries.Extractive;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Blackbox.Core.Collecting.Confluence;

public static class ConfluenceSetup
{
    /// <summary>The collector of Confluence, Cloud and Data Center.</summary>
    public static IServiceCollection AddConfluence(this IServiceCollection services)
    {
        services.AddOptions<ConfluenceOptions>().BindConfiguration(ConfluenceOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddRestClient();
        services.TryAddSingleton<ConfluenceAccessTest>();
        services.AddSingleton<ICollector, ConfluenceCollector>();
        services.AddSingleton<IDirectory, ConfluenceDirectory>();
        services.AddSingleton<IExtractiveForm, ConfluenceForm>();
        return services;
    }
}
