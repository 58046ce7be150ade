using System.Text.Json;

namespace Blackbox.Core.Summaries.Extractive;

/// <summary>Reads an activity's details; what is missing or of another type is absent.</summary>
internal static class DetailsJson
{
    public static JsonDocument Parse(string details)
    {
        try
        {
            return JsonDocument.Parse(details);
        }
        catch (JsonException)
        {
            return JsonDocument.Parse("{}");
        }
    }

    public static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    public static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    // Sums over a day must not overflow, whatever a source claims.
    public static long? Number(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? Math.Clamp(number, 0, int.MaxValue) : null;

    public static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];
}
