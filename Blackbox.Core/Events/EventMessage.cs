using System.Text.Json;

namespace Blackbox.Core.Events;

/// <summary>An event as every subscriber gets it, whatever the way.</summary>
/// <param name="Id">The same for every attempt to tell of it.</param>
/// <param name="Sequence">Grows; for one user in the order in which things became true.</param>
/// <param name="Data">The payload that belongs to the type.</param>
public sealed record EventMessage(Guid Id, string Type, DateTimeOffset OccurredAt, long Sequence, JsonElement Data)
{
    public static EventMessage Of(OutboxEvent e) => new(e.Id, e.Type, e.OccurredAt, e.Sequence, Parse(e.Payload));

    /// <param name="payload">JSON object.</param>
    public static JsonElement Parse(string payload) => JsonSerializer.Deserialize<JsonElement>(payload);
}
