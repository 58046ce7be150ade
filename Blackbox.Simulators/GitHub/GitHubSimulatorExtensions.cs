using Blackbox.Simulators.GitHub.Http;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub;

public static class GitHubSimulatorExtensions
{
    public static WebApplicationBuilder AddGitHubSimulator(this WebApplicationBuilder builder, GitHubSimulatorOptions options)
    {
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<Simulation>();
        builder.Services.AddSingleton<GitHubServer>();
        return builder;
    }

    /// <summary>Maps the simulator's own endpoints, and answers everything that no endpoint does as GitHub would.</summary>
    public static WebApplication UseGitHubSimulator(this WebApplication app)
    {
        var server = app.Services.GetRequiredService<GitHubServer>();
        // Without the prefix of an Enterprise server: there it would be an endpoint of its API.
        app.MapSimulatorControl<OrganisationChange>("", app.Services.GetRequiredService<Simulation>());
        app.MapFallback("{*path}", server.HandleAsync);
        return app;
    }
}
