using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.Confluence;

public static class ConfluenceSimulatorExtensions
{
    public static WebApplicationBuilder AddConfluenceSimulator(this WebApplicationBuilder builder, ConfluenceSimulatorOptions options)
    {
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<ConfluenceSimulation>();
        return builder;
    }

    /// <summary>Answers everything below a path as Confluence would, and maps the simulator's own endpoints to <c>/_simulator</c> there.</summary>
    /// <param name="prefix">As <c>/confluence</c>: what a connection has as base URL, without Cloud's <c>/wiki</c>.</param>
    public static WebApplication UseConfluenceSimulator(this WebApplication app, string prefix)
    {
        app.Services.GetRequiredService<ConfluenceSimulatorOptions>().PathPrefix = prefix;
        new SimulatedServer(app.Services.GetRequiredService<ConfluenceSimulation>()).MapTo<ConfluenceChange>(app);
        return app;
    }
}
