using System.Text.Json;
using Blackbox.Core.Collecting;

namespace Blackbox.Api.Pages;

/// <summary>An activity with what a person wants to see of its details.</summary>
/// <param name="Url">Null unless it is an address of the web: what a platform says is not trusted to be one.</param>
public sealed record ActivityItem(
    Guid Id, string Kind, string ExternalId, DateTimeOffset OccurredAt, string Title, string Body, string Container, string? Url,
    int FilesChanged, long Added, long Deleted, string? Branch, string? Author, IReadOnlyList<FileItem> Files)
{
    private const int MaxFiles = 200;
    private const int MaxBody = 4_000;

    public string AnchorId => $"a-{Id:N}";

    /// <summary>A commit's sha as people write it.</summary>
    public string ShortId => ExternalId.Length >= 40 && ExternalId.All(char.IsAsciiHexDigit) ? ExternalId[..9] : "";

    public static ActivityItem Of(Activity activity)
    {
        using var document = Parse(activity.Details);
        var details = document.RootElement;
        var files = ReadFiles(details);
        return new(
            activity.Id, activity.Kind, activity.ExternalId, activity.OccurredAt, activity.Title,
            activity.Body.Length > MaxBody ? string.Concat(activity.Body.AsSpan(0, MaxBody), "…") : activity.Body,
            activity.Container, LogMarkdown.IsAllowed(activity.Url) ? activity.Url : null,
            (int)Number(details, "filesChanged", files.Count), Number(details, "added", files.Sum(f => f.Added ?? 0)), Number(details, "deleted", files.Sum(f => f.Deleted ?? 0)),
            Text(details, "branch"), details.ValueKind == JsonValueKind.Object && details.TryGetProperty("author", out var author) ? Text(author, "name") : null, files);
    }

    // The details' shape is the platform's own: what is not as expected is not shown.
    private static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return JsonDocument.Parse("{}");
        }
    }

    private static List<FileItem> ReadFiles(JsonElement details)
    {
        if (details.ValueKind != JsonValueKind.Object || !details.TryGetProperty("files", out var files) || files.ValueKind != JsonValueKind.Array)
            return [];
        return [.. files.EnumerateArray().Take(MaxFiles)
            .Select(file => (Path: Text(file, "path"), Old: Text(file, "oldPath"), File: file)).Where(file => file.Path is not null)
            .Select(file => new FileItem(file.Path!, file.Old, OptionalNumber(file.File, "added"), OptionalNumber(file.File, "deleted")))];
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long Number(JsonElement element, string name, long otherwise) => OptionalNumber(element, name) ?? otherwise;

    private static long? OptionalNumber(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number : null;
}

/// <param name="OldPath">Where it was before a rename.</param>
/// <param name="Added">Lines; null for a binary file.</param>
public sealed record FileItem(string Path, string? OldPath, long? Added, long? Deleted);
