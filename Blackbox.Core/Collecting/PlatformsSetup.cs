using Blackbox.Core.Collecting.Confluence;
using Blackbox.Core.Collecting.Git;
using Blackbox.Core.Collecting.GitHub;
using Blackbox.Core.Collecting.Jira;
using Blackbox.Core.Collecting.Slack;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Core.Collecting;

public static class PlatformsSetup
{
    /// <summary>All platforms that this installation reads, in the order in which they are offered; docs/adding-a-platform.md says how one more is made.</summary>
    public static IServiceCollection AddPlatforms(this IServiceCollection services)
    {
        services.AddGitHub();
        services.AddGit();
        services.AddJira();
        services.AddConfluence();
        services.AddSlack();
        return services;
    }
}
