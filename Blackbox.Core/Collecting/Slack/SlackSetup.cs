using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Collecting.Rest;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Blackbox.Core.Collecting.Slack;

public static class SlackSetup
{
    /// <summary>The platform Slack: its collector and its directory.</summary>
    public static IServiceCollection AddSlack(this IServiceCollection services)
    {
        services.AddRestClient();
        services.TryAddSingleton<SlackAccessTest>();
        services.AddSingleton<ICollector, SlackCollector>();
        services.AddSingleton<IDirectory, SlackDirectory>();
        return services;
    }
}
