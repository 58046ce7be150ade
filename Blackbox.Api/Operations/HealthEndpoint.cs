using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Blackbox.Api.Operations;

internal static class HealthEndpoint
{
    /// <summary>Marks the checks that <c>/health</c> shows.</summary>
    public const string Tag = "service";

    private static readonly string Version =
        typeof(HealthEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health", Get).WithTags("Operations").Produces<HealthView>(StatusCodes.Status503ServiceUnavailable);
        return app;
    }

    /// <summary>Whether everything that Blackbox needs is there.</summary>
    /// <remarks>200 when it works, though perhaps not as it should (`degraded`); 503 while it starts and when it does not work.</remarks>
    private static async Task<JsonHttpResult<HealthView>> Get(
        HealthCheckService checks, WorkerStates workers, IHostEnvironment environment, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        var states = workers.ReadAsync(cancellationToken);
        var report = await checks.CheckHealthAsync(registration => registration.Tags.Contains(Tag), cancellationToken);
        var services = report.Entries.ToDictionary(entry => entry.Key, entry => View(entry.Value));
        foreach (var (name, state) in await states)
            services.TryAdd(name, state);

        var status = Overall(report, services);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            new HealthView(status, Version, environment.EnvironmentName, time.GetUtcNow(), services.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary()),
            statusCode: status is HealthWord.Healthy or HealthWord.Degraded ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static HealthWord Overall(HealthReport report, Dictionary<string, ServiceView> services)
    {
        if (report.Entries[DatabaseCheck.Name].Status == HealthStatus.Unhealthy)
            return HealthWord.Unhealthy;
        if (report.Entries[SchemaCheck.Name].Status == HealthStatus.Unhealthy)
            return HealthWord.Starting;
        // Without a worker or a model the record can still be read, so the Api itself is not unhealthy.
        return services.Values.All(service => service.Status == HealthWord.Healthy) ? HealthWord.Healthy : HealthWord.Degraded;
    }

    private static ServiceView View(HealthReportEntry entry)
    {
        var word = entry.Status switch
        {
            HealthStatus.Healthy => HealthWord.Healthy,
            HealthStatus.Degraded => HealthWord.Degraded,
            _ => HealthWord.Unhealthy,
        };
        return new(word, entry.Description, Math.Round(entry.Duration.TotalMilliseconds, 1), null);
    }
}

/// <param name="Environment">As `Development` or `Production`.</param>
/// <param name="Services">By name: `database`, `schema`, `redis`, `chat-model`, `embedding-model`, and what workers say: `worker`, `scheduler`, …</param>
internal sealed record HealthView(HealthWord Status, string Version, string Environment, DateTimeOffset CheckedAt, IReadOnlyDictionary<string, ServiceView> Services);

/// <param name="LatencyMs">How long the check took, in milliseconds; null for what a worker saw.</param>
/// <param name="CheckedAt">When a worker saw it; null for what was checked now.</param>
internal sealed record ServiceView(HealthWord Status, string? Detail, double? LatencyMs, DateTimeOffset? CheckedAt);

internal enum HealthWord
{
    Starting,
    Healthy,
    Degraded,
    Unhealthy,
}
