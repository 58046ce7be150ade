using System.Globalization;
using System.Text.Json;

namespace Blackbox.Simulators.Http;

/// <summary>Short forms for the many fields of a payload.</summary>
internal static class Json
{
    public static void Text(this Utf8JsonWriter writer, string name, string? value) => writer.WriteString(name, value);

    public static void Number(this Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
        else
            writer.WriteNull(name);
    }

    public static void Flag(this Utf8JsonWriter writer, string name, bool value) => writer.WriteBoolean(name, value);

    public static void Time(this Utf8JsonWriter writer, string name, DateTimeOffset? value) =>
        writer.WriteString(name, value is { } at ? Timestamp(at) : null);

    public static void Nothing(this Utf8JsonWriter writer, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            writer.WriteNull(name);
    }

    public static void Object(this Utf8JsonWriter writer, string name, Action fields)
    {
        writer.WriteStartObject(name);
        fields();
        writer.WriteEndObject();
    }

    public static void List<T>(this Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
            write(item);
        writer.WriteEndArray();
    }

    /// <summary>Whole seconds in UTC: 2026-03-31T08:15:00Z.</summary>
    public static string Timestamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
