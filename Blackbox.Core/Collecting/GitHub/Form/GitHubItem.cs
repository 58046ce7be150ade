using Blackbox.Core.Summaries;
using Blackbox.Core.Summaries.Extractive;

namespace Blackbox.Core.Collecting.GitHub.Form;

/// <summary>An activity of platform github as the log needs it.</summary>
internal sealed record GitHubItem
{
    // A pull request may touch any number of files; for the log the first ones do, and the totals stand in the details.
    private const int MaxFiles = 300;

    public required DayActivity Activity { get; init; }

    /// <summary>Who did it, when that is not the record's owner.</summary>
    public required string? Other { get; init; }

    /// <summary>Of the issue or pull request that it is about; for a commit, of the pull request that it belongs to. Null where that is not known.</summary>
    public required long? Number { get; init; }

    /// <summary>Whose issue or pull request it is, when somebody else acts on it.</summary>
    public required string? Whose { get; init; }

    /// <summary>Of a review, as <c>approved</c>.</summary>
    public required string? State { get; init; }

    public required long FilesChanged { get; init; }
    public required long Added { get; init; }
    public required long Deleted { get; init; }
    public required IReadOnlyList<FileChange> Files { get; init; }

    public Guid Id => Activity.Id;
    public string Kind => Activity.Kind;
    public bool IsCommit => Kind is "commit" or "merge";
    public bool IsPullState => Kind.StartsWith("pull_request_", StringComparison.Ordinal);
    public bool IsIssueState => Kind.StartsWith("issue_", StringComparison.Ordinal);
    public bool IsComment => Kind is "comment" or "review_comment";

    /// <summary>
    /// Reads <c>{"number": 12, "actor": "ann", "author": "bob", "state": "approved", "filesChanged": 2, "added": 10, "deleted": 3,
    /// "files": [{"path": "…", "added": 1, "deleted": 2}], "pullRequest": 12}</c>; what is missing or of another type is taken as absent.
    /// </summary>
    public static GitHubItem Of(DayActivity activity)
    {
        using var document = DetailsJson.Parse(activity.Details);
        var details = document.RootElement;
        var files = DetailsJson.Items(details, "files").Take(MaxFiles)
            .Select(file => new FileChange(DetailsJson.Text(file, "path") ?? "", DetailsJson.Number(file, "added") ?? 0, DetailsJson.Number(file, "deleted") ?? 0))
            .Where(file => file.Path.Length > 0)
            .OrderByDescending(file => file.Lines).ThenBy(file => file.Path, StringComparer.Ordinal)
            .ToList();
        var (actor, author) = (DetailsJson.Text(details, "actor"), DetailsJson.Text(details, "author"));
        return new()
        {
            Activity = activity,
            Other = activity.IsOwn ? null : activity.Person,
            Number = DetailsJson.Number(details, activity.Kind is "commit" or "merge" ? "pullRequest" : "number") is { } number and > 0 ? number : null,
            Whose = author is not null && actor is not null && !author.Equals(actor, StringComparison.OrdinalIgnoreCase) ? author : null,
            State = DetailsJson.Text(details, "state"),
            FilesChanged = DetailsJson.Number(details, "filesChanged") ?? files.Count,
            Added = DetailsJson.Number(details, "added") ?? files.Sum(file => file.Added),
            Deleted = DetailsJson.Number(details, "deleted") ?? files.Sum(file => file.Deleted),
            Files = files,
        };
    }
}
