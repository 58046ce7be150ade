using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.Jira;

public static class JiraSimulatorExtensions
{
    public static WebApplicationBuilder AddJiraSimulator(this WebApplicationBuilder builder, JiraSimulatorOptions options)
    {
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(new JiraSimulation(options));
        return builder;
    }

    /// <summary>Answers everything below a path as Jira would, and maps the simulator's own endpoints to <c>/_simulator</c> there.</summary>
    /// <param name="prefix">As <c>/jira</c>; that of the options if it is null.</param>
    public static WebApplication UseJiraSimulator(this WebApplication app, string? prefix = null)
    {
        var options = app.Services.GetRequiredService<JiraSimulation>().Options;
        options.PathPrefix = prefix ?? options.PathPrefix;
        new SimulatedServer(app.Services.GetRequiredService<JiraSimulation>()).MapTo<JiraChange>(app);
        return app;
    }
}
