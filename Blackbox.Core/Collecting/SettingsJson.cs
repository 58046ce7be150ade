using System.Text.Json;

namespace Blackbox.Core.Collecting;

/// <summary>What every platform's settings have in common before they are its own.</summary>
internal static class SettingsJson
{
    private const int MaxDepth = 8;

    /// <param name="read">Reads the settings, and says what is wrong with them.</param>
    /// <returns>What is wrong, in words for the person who typed it; null when nothing is.</returns>
    public static string? Read(string json, Func<JsonElement, string?> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new() { MaxDepth = MaxDepth });
            return read(document.RootElement);
        }
        catch (JsonException)
        {
            return "The settings are not JSON.";
        }
        catch (InvalidOperationException)
        {
            // A string with an escaped half of a surrogate pair parses as JSON and cannot be read as text.
            return "The settings hold text that is not Unicode.";
        }
    }
}
