using System.Text.Json;
using System.Text.Json.Serialization;

namespace Blackbox.Simulators.GitHub.Http;

/// <summary>
/// The simulator's own endpoints under <c>/_simulator</c>, for tests whose processes are not this one. They need no token: the server
/// listens on this machine only, and all it holds is made up.
/// </summary>
internal static class ControlEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static WebApplication MapGitHubSimulatorControl(this WebApplication app)
    {
        var control = app.MapGroup("/_simulator");
        control.MapGet("/health", () => TypedResults.Ok());
        control.MapGet("/truth", (Simulation simulation, string? person, DateTimeOffset? from, DateTimeOffset? to, string? repository, string? token) =>
            Refusable(() => TypedResults.Json(
                simulation.Truth(person, from, to, repository, token is null ? null : simulation.FindToken(token) ?? throw new SimulatorException("There is no such token.")),
                Json)));
        control.MapGet("/requests", (Simulation simulation, int? after) =>
            TypedResults.Json(simulation.Log.All.Where(request => request.Number > (after ?? 0)), Json));
        control.MapGet("/requests/unknown", (Simulation simulation) => TypedResults.Json(simulation.Log.Unknown, Json));
        control.MapDelete("/requests", (Simulation simulation) =>
        {
            simulation.Log.Clear();
            return TypedResults.NoContent();
        });
        control.MapGet("/faults", (Simulation simulation) =>
            TypedResults.Json(simulation.Faults.Planned.Select(planned => new PlannedRow(planned.Fault, planned.Uses)), Json));
        control.MapPost("/faults", async (Simulation simulation, HttpRequest request) =>
        {
            var fault = await ReadAsync<Fault>(request);
            return Refusable(() =>
            {
                simulation.Faults.Add(fault ?? throw new SimulatorException("The body is not a fault."));
                return TypedResults.NoContent();
            });
        });
        control.MapDelete("/faults", (Simulation simulation) =>
        {
            simulation.Faults.Clear();
            return TypedResults.NoContent();
        });
        control.MapDelete("/limits", (Simulation simulation) =>
        {
            simulation.Limits.Clear();
            return TypedResults.NoContent();
        });
        control.MapPost("/changes", async (Simulation simulation, HttpRequest request) =>
        {
            var change = await ReadAsync<OrganisationChange>(request);
            return Refusable(() => TypedResults.Json(simulation.Change(change ?? throw new SimulatorException("The body is not a change.")), Json));
        });
        return app;
    }

    private static IResult Refusable(Func<IResult> work)
    {
        try
        {
            return work();
        }
        catch (SimulatorException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: 400);
        }
    }

    /// <summary>Null if the body is not what was asked for.</summary>
    private static async Task<T?> ReadAsync<T>(HttpRequest request) where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, Json, request.HttpContext.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record PlannedRow(Fault Fault, int Uses);
}
