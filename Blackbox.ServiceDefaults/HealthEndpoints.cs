using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Blackbox.ServiceDefaults;

public static class HealthEndpoints
{
    /// <summary>Checks with this tag say that the process answers; the others say whether what it needs does.</summary>
    public const string LiveTag = "live";

    private const string AlivePath = "/alive";
    private const string HealthPath = "/health";

    /// <summary>Maps <c>/alive</c>, open to everyone: it tells nothing but that the process answers.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks(AlivePath, new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag) })
            .AllowAnonymous()
            .DisableHttpMetrics()
            .ShortCircuit();
        return app;
    }

    internal static void AddDefaultHealthChecks(this IHostApplicationBuilder builder)
        => builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);

    internal static bool IsProbe(PathString path) => path.StartsWithSegments(AlivePath) || path.StartsWithSegments(HealthPath);
}
