using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.Slack;

public static class SlackSimulatorExtensions
{
    public static WebApplicationBuilder AddSlackSimulator(this WebApplicationBuilder builder, SlackSimulatorOptions options)
    {
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<SlackSimulation>();
        return builder;
    }

    /// <summary>Answers everything below a path as Slack would, and maps the simulator's own endpoints to <c>/_simulator</c> there.</summary>
    /// <param name="prefix">As <c>/slack/api</c>.</param>
    public static WebApplication UseSlackSimulator(this WebApplication app, string prefix)
    {
        app.Services.GetRequiredService<SlackSimulatorOptions>().PathPrefix = prefix;
        new SimulatedServer(app.Services.GetRequiredService<SlackSimulation>()).MapTo<SlackChange>(app);
        return app;
    }
}
