using System.Text.Json;

namespace Blackbox.Core.Collecting.Slack.Payloads;

/// <summary>
/// Reads members of JSON that may be anything. What is missing or null is absent; what is of another type makes the item that it belongs to malformed.
/// </summary>
internal static class SlackJson
{
    public static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : default;

    /// <returns>False for what is no text.</returns>
    public static bool TryText(JsonElement json, string name, out string? text)
    {
        var value = Member(json, name);
        text = null;
        if (value.ValueKind != JsonValueKind.String)
            return value.ValueKind == JsonValueKind.Undefined;
        try
        {
            text = value.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair.
            return false;
        }
    }

    /// <returns>False for what is neither true nor false.</returns>
    public static bool TryFlag(JsonElement json, string name, out bool flag)
    {
        var kind = Member(json, name).ValueKind;
        flag = kind == JsonValueKind.True;
        return kind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Undefined;
    }

    /// <returns>False for what is no whole number from 0.</returns>
    public static bool TryCount(JsonElement json, string name, out int count)
    {
        var value = Member(json, name);
        count = 0;
        return value.ValueKind == JsonValueKind.Undefined
            || (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out count) && count >= 0);
    }

    /// <returns>False for what is no list.</returns>
    public static bool TryItems(JsonElement json, string name, out IEnumerable<JsonElement> items)
    {
        var value = Member(json, name);
        items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
        return value.ValueKind is JsonValueKind.Array or JsonValueKind.Undefined;
    }

    /// <summary>A text that is only shown: nothing for what is none.</summary>
    public static string? Text(JsonElement json, string name) => TryText(json, name, out var text) ? text : null;

    /// <summary>A list that is only shown: empty for what is none.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement json, string name) => TryItems(json, name, out var items) ? items : [];
}
