using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Blackbox.Core.Collecting.GitHub.Payloads;

/// <summary>Writes <see cref="CollectedActivity.Details"/>; docs/platforms/github.md says what they hold. What is null is left out.</summary>
internal static class Details
{
    // Not for HTML; shorter this way, and the database stores characters anyway.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write<T>(T details) => JsonSerializer.Serialize(details, Options);

    /// <summary>Null for an empty list, so that it is left out.</summary>
    public static IReadOnlyList<T>? OrNull<T>(IReadOnlyList<T> list) => list.Count == 0 ? null : list;

    /// <summary>For a member that names what was cut; null where nothing was.</summary>
    public static IReadOnlyList<string>? Mark(bool isCut, string member) => isCut ? [member] : null;
}
