using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Collecting.Slack.Client;
using Blackbox.Core.Summaries.Extractive;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Blackbox.Core.Collecting.Slack;

public static class SlackSetup
{
    /// <summary>The platform Slack: its collector and its directory.</summary>
    public static IServiceCollection AddSlack(this IServiceCollection services)
    {
        services.AddOptions<SlackOptions>().BindConfiguration(SlackOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddRestClient();
        services.TryAddSingleton<SlackClient>();
        services.TryAddSingleton<SlackAccessTest>();
        services.AddSingleton<ICollector, SlackCollector>();
        services.AddSingleton<IDirectory, SlackDirectory>();
        services.AddSingleton<IExtractiveForm, SlackForm>();
        return services;
    }
}
