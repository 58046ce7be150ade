using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Blackbox.Core.Collecting.Confluence.Payloads;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Confluence.Reading;

/// <summary>
/// Under which title and where a page was when it was recorded last; saved with what was recorded. Where it is found elsewhere, it was moved, and all
/// that is recorded of it changes.
/// </summary>
/// <param name="Above">Titles of the pages above it, in one line and cut.</param>
/// <param name="From">Where it was before it was moved last.</param>
internal sealed record PlaceCursor(string Space, string Title, string? ParentId, string Above, FormerPlace? From)
{
    private const int MaxLength = 2_000;
    private const int MaxTitle = 300;
    private const int MaxAbove = 500;
    private const string Arrow = " > ";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string KeyOf(string id) => $"page:{id}";

    /// <summary>What is said of the page from now on.</summary>
    public static PlaceCursor Of(ContentItem page, PlaceCursor? before)
    {
        var now = new PlaceCursor(
            page.Space, Texts.Cut(page.Title, MaxTitle), page.ParentId, Texts.Cut(string.Join(Arrow, page.Ancestors), MaxAbove), before?.From);
        if (before is null || (before.Space == now.Space && before.ParentId == now.ParentId))
            return now;
        return now with { From = new(before.Space, Parent(before.Above)) };
    }

    public static PlaceCursor? Read(string? cursor)
    {
        try
        {
            return cursor is null ? null : JsonSerializer.Deserialize<PlaceCursor>(cursor, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <returns>Null where it is too long to be kept, so that moves of the page are not noticed.</returns>
    public string? Write() => JsonSerializer.Serialize(this, Json) is { Length: <= MaxLength } text ? text : null;

    private static string? Parent(string above) =>
        above.Length == 0 ? null : above[(above.LastIndexOf(Arrow, StringComparison.Ordinal) is >= 0 and var at ? at + Arrow.Length : 0)..];
}
