using Blackbox.Core.Collecting.GitHub.Client;
using Blackbox.Core.Collecting.Rest;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Blackbox.Core.Collecting.GitHub;

public static class GitHubSetup
{
    /// <summary>The collector of GitHub and of its Enterprise servers.</summary>
    public static IServiceCollection AddGitHubCollector(this IServiceCollection services)
    {
        services.AddRestClient();
        services.TryAddSingleton<GitHubAccessTest>();
        services.AddSingleton<ICollector, GitHubCollector>();
        return services;
    }
}
