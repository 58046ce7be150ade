using System.Net;
using Blackbox.Core.Collecting.Budgets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Blackbox.Core.Collecting.GitHub.Client;

public static class GitHubClientSetup
{
    /// <summary>The client has time-outs and retries of its own: the host takes it out of its defaults by this name.</summary>
    public const string HttpClientName = "github";

    /// <summary>How GitHub is asked; see <see cref="GitHubClientOptions"/>.</summary>
    public static IServiceCollection AddGitHubClient(this IServiceCollection services)
    {
        services.AddOptions<GitHubClientOptions>().BindConfiguration(GitHubClientOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddRequestBudgets();
        services.TryAddSingleton<GitHubClient>();
        services.TryAddSingleton<GitHubAccessTest>();
        services.AddHttpClient(HttpClientName, client =>
        {
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.DefaultRequestHeaders.Add("Accept", "application/vnd.github+json");
            client.DefaultRequestHeaders.Add("X-GitHub-Api-Version", "2022-11-28");
            client.DefaultRequestHeaders.Add("User-Agent", $"Blackbox/{Version}");
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            ConnectCallback = GuardedConnection.OpenAsync,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        });
        return services;
    }

    private static string Version => typeof(GitHubClientSetup).Assembly.GetName().Version?.ToString(3) ?? "0";
}
