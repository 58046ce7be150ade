using System.Text.Json;
using StackExchange.Redis;

namespace Blackbox.Core.Events;

/// <summary>
/// Tells the nodes that serve live pages of whom there are new events. They read the events themselves, from where each page was: so a signal that is
/// lost, doubled or late costs time and nothing else, and Redis holds nobody's data.
/// </summary>
/// <param name="UserId">Null when everyone is concerned.</param>
/// <param name="Sequence">Up to where they go.</param>
public readonly record struct LiveSignal(Guid? UserId, long Sequence)
{
    /// <summary>Redis channel; a message is a JSON array of signals.</summary>
    public static readonly RedisChannel Channel = new("blackbox:events", RedisChannel.PatternMode.Literal);

    public static string Write(IEnumerable<LiveSignal> signals) => JsonSerializer.Serialize(signals, Outbox.Json);

    /// <returns>Nothing for what is no message of ours.</returns>
    public static IReadOnlyList<LiveSignal> Read(string? message)
    {
        try
        {
            return message is null ? [] : JsonSerializer.Deserialize<LiveSignal[]>(message, Outbox.Json) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
