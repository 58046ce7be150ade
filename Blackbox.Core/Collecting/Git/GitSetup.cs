using Blackbox.Core.Collecting.Git.Form;
using Blackbox.Core.Summaries.Extractive;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Blackbox.Core.Collecting.Git;

public static class GitSetup
{
    /// <summary>The collector of local git repositories; see <see cref="GitOptions"/>.</summary>
    public static IServiceCollection AddGit(this IServiceCollection services)
    {
        services.AddOptions<GitOptions>().BindConfiguration(GitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<GitProgram>();
        services.AddSingleton<ICollector, GitCollector>();
        services.AddSingleton<IExtractiveForm, GitForm>();
        return services;
    }
}
