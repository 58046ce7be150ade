using Blackbox.Simulators.GitHub.Http;

namespace Blackbox.Simulators.GitHub;

public static class GitHubSimulatorExtensions
{
    public static WebApplicationBuilder AddGitHubSimulator(this WebApplicationBuilder builder, GitHubSimulatorOptions options)
    {
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<Simulation>();
        builder.Services.AddSingleton<GitHubServer>();
        return builder;
    }

    /// <summary>Answers everything that no endpoint of the application does.</summary>
    public static WebApplication UseGitHubSimulator(this WebApplication app)
    {
        var server = app.Services.GetRequiredService<GitHubServer>();
        app.Run(server.HandleAsync);
        return app;
    }
}
