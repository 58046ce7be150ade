using Microsoft.Extensions.Hosting;

namespace Blackbox.ServiceDefaults;

public static class ServiceDefaultsExtensions
{
    /// <summary>What every service has: logs, telemetry, health checks, and HTTP clients that find services and survive hiccups.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddReadableLogs();
        builder.AddTelemetry();
        builder.AddDefaultHealthChecks();
        builder.AddHttpClientDefaults();
        return builder;
    }
}
