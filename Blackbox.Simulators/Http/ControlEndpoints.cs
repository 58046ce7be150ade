using System.Text.Json;
using System.Text.Json.Serialization;

namespace Blackbox.Simulators.Http;

/// <summary>
/// A simulator's own endpoints under <c>/_simulator</c>, for tests whose processes are not this one. They need no token: the server
/// listens on this machine only, and all it holds is made up.
/// </summary>
internal static class ControlEndpoints
{
    /// <param name="prefix">Empty, or with a slash before and none after.</param>
    public static void MapSimulatorControl<TChange>(this WebApplication app, string prefix, ISimulation simulation) where TChange : SimulatedChange
    {
        var json = JsonFor<TChange>();
        var control = app.MapGroup(prefix + "/_simulator");
        control.MapGet("/health", () => TypedResults.Ok());
        control.MapGet("/truth", (string? person, DateTimeOffset? from, DateTimeOffset? to, string? container, string? repository, string? token) =>
            Refusable(() => TypedResults.Json(simulation.Truth(new(person, from, to, container ?? repository, token)), json)));
        control.MapGet("/requests", (int? after) => TypedResults.Json(simulation.Log.All.Where(request => request.Number > (after ?? 0)), json));
        control.MapGet("/requests/unknown", () => TypedResults.Json(simulation.Log.Unknown, json));
        control.MapDelete("/requests", () => Done(simulation.Log.Clear));
        control.MapGet("/faults", () => TypedResults.Json(simulation.Faults.Planned.Select(planned => new PlannedRow(planned.Fault, planned.Uses)), json));
        control.MapPost("/faults", async (HttpRequest request) =>
        {
            var fault = await ReadAsync<Fault>(request, json);
            return Refusable(() => Done(() => simulation.Faults.Add(fault ?? throw new SimulatorException("The body is not a fault."))));
        });
        control.MapDelete("/faults", () => Done(simulation.Faults.Clear));
        control.MapDelete("/limits", () => Done(simulation.Limits.Clear));
        control.MapPost("/changes", async (HttpRequest request) =>
        {
            var change = await ReadAsync<TChange>(request, json);
            return Refusable(() => TypedResults.Json(simulation.Change(change ?? throw new SimulatorException("The body is not a change.")), json));
        });
    }

    private static Microsoft.AspNetCore.Http.HttpResults.NoContent Done(Action work)
    {
        work();
        return TypedResults.NoContent();
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
    private static async Task<T?> ReadAsync<T>(HttpRequest request, JsonSerializerOptions json) where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, json, request.HttpContext.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonSerializerOptions JsonFor<TChange>() where TChange : SimulatedChange => new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new ChangeConverter<TChange>() },
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private sealed record PlannedRow(Fault Fault, int Uses);

    /// <summary>The change within a fault is one of the platform.</summary>
    private sealed class ChangeConverter<TChange> : JsonConverter<SimulatedChange> where TChange : SimulatedChange
    {
        public override SimulatedChange? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<TChange>(ref reader, options);

        public override void Write(Utf8JsonWriter writer, SimulatedChange value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
    }
}
