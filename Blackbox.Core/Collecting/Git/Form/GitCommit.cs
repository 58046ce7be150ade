using System.Text.Json;
using Blackbox.Core.Summaries;
using Blackbox.Core.Summaries.Extractive;

namespace Blackbox.Core.Collecting.Git.Form;

/// <summary>A commit as the log needs it, read from an activity of platform git.</summary>
internal sealed record GitCommit
{
    // A commit may touch any number of files; for the log the first ones do, and the totals stand in the details.
    private const int MaxFiles = 500;

    public required DayActivity Activity { get; init; }
    public required CommitMessage Message { get; init; }
    public required bool IsMerge { get; init; }

    /// <summary>The author, when that is not the record's owner.</summary>
    public required string? OtherAuthor { get; init; }

    /// <summary>The owner is named in a co-author trailer.</summary>
    public required bool IsCoAuthored { get; init; }

    public required IReadOnlyList<string> CoAuthors { get; init; }
    public required IReadOnlyList<FileChange> Files { get; init; }
    public required int FilesChanged { get; init; }
    public required long Added { get; init; }
    public required long Deleted { get; init; }

    public Guid Id => Activity.Id;
    public long Lines => Added + Deleted;

    /// <summary>
    /// Reads <c>{"author": {"name": "…"}, "role": "author", "coAuthors": [{"name": "…"}], "files": [{"path": "…", "added": 1, "deleted": 2}],
    /// "filesChanged": 1, "added": 1, "deleted": 2, "parents": ["…"]}</c>; what is missing or of another type is taken as absent.
    /// </summary>
    public static GitCommit Of(DayActivity activity)
    {
        using var document = Parse(activity.Details);
        var details = document.RootElement;
        var files = Array(details, "files").Take(MaxFiles)
            .Select(file => new FileChange(Text(file, "path") ?? "", Number(file, "added") ?? 0, Number(file, "deleted") ?? 0))
            .Where(file => file.Path.Length > 0)
            .OrderByDescending(file => file.Lines).ThenBy(file => file.Path, StringComparer.Ordinal)
            .ToList();
        var author = Person(details, "author") ?? activity.Person;
        var isCoAuthored = Text(details, "role") == "co-author";
        return new()
        {
            Activity = activity,
            Message = CommitMessage.Of(activity.Title, activity.Body),
            IsMerge = activity.Kind == "merge" || Array(details, "parents").Skip(1).Any(),
            OtherAuthor = activity.IsOwn && !isCoAuthored ? null : author,
            IsCoAuthored = isCoAuthored && activity.IsOwn,
            CoAuthors = activity.IsOwn && !isCoAuthored
                ? [.. Array(details, "coAuthors").Select(Name).OfType<string>().Where(name => name != author).Distinct().Order(StringComparer.Ordinal)]
                : [],
            Files = files,
            FilesChanged = (int)Math.Clamp(Number(details, "filesChanged") ?? files.Count, 0, int.MaxValue),
            Added = Number(details, "added") ?? files.Sum(file => file.Added),
            Deleted = Number(details, "deleted") ?? files.Sum(file => file.Deleted),
        };
    }

    private static JsonDocument Parse(string details)
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

    private static JsonElement.ArrayEnumerator Array(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : default;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    // Sums over a day must not overflow, whatever a source claims.
    private static long? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? Math.Clamp(number, 0, int.MaxValue)
            : null;

    private static string? Person(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var person) ? Name(person) : null;

    private static string? Name(JsonElement person)
    {
        var name = person.ValueKind == JsonValueKind.String ? person.GetString() : Text(person, "name") ?? Text(person, "email");
        return string.IsNullOrWhiteSpace(name) ? null : name;
    }
}
