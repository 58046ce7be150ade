using Blackbox.Core.Collecting.GitHub.Client;
using Blackbox.Core.Collecting.GitHub.Form;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Summaries.Extractive;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Blackbox.Core.Collecting.GitHub;

public static class GitHubSetup
{
    /// <summary>The collector of GitHub and of its Enterprise servers.</summary>
    public static IServiceCollection AddGitHub(this IServiceCollection services)
    {
        services.AddRestClient();
        services.TryAddSingleton<GitHubAccessTest>();
        services.AddSingleton<ICollector, GitHubCollector>();
        services.AddSingleton<IExtractiveForm, GitHubForm>();
        return services;
    }
}
