using System.Text.Json;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.GitHub.Client;

internal static class JsonTexts
{
    /// <returns>Null where it is no text, an empty one, or one with half a character in it.</returns>
    public static string? Text(this JsonElement element, string name, int maxLength)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString() is { Length: > 0 } text ? Texts.Cut(Texts.Storable(text), maxLength) : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
