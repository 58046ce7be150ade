using System.Text.Json;

namespace Blackbox.Core.Collecting.GitHub.Payloads;

/// <summary>A pull request as the list gives it. Kept while its repository is read, so it holds no body.</summary>
internal sealed record PullItem
{
    private const int MaxLabels = 100;
    private const int MaxRefLength = 500;

    public required long Id { get; init; }
    public required int Number { get; init; }
    public required string Title { get; init; }
    public required Actor Author { get; init; }

    /// <summary>open, closed or merged.</summary>
    public required string State { get; init; }

    public required bool IsDraft { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required DateTimeOffset? ClosedAt { get; init; }
    public required DateTimeOffset? MergedAt { get; init; }
    public required string? Head { get; init; }

    /// <summary>The fork that it comes from; null where that is the repository itself or is gone.</summary>
    public required string? HeadRepository { get; init; }

    public required string? HeadSha { get; init; }
    public required string? Base { get; init; }
    public required string? MergeSha { get; init; }
    public required IReadOnlyList<string> Labels { get; init; }
    public required string? Url { get; init; }

    /// <returns>What is wrong; null when <paramref name="pull"/> is there.</returns>
    public static string? Read(JsonElement json, out PullItem pull)
    {
        pull = null!;
        if (json.Count("number") is not ({ } number and > 0))
            return "A pull request has no number.";
        if (json.Id("id") is not { } id)
            return $"Pull request #{number} has no id.";
        if (json.Instant("created_at") is not { } createdAt)
            return $"Pull request #{number} has no date of creation between 1970 and 2100.";
        var (head, origin) = (json.Member("head"), json.Member("base"));
        var mergedAt = json.Instant("merged_at");
        var headRepository = head.Member("repo").Text("full_name");
        pull = new()
        {
            Id = id,
            Number = number,
            Title = GitHubText.Title(json.Text("title"), $"#{number}"),
            Author = Actor.Of(json.Member("user")),
            State = mergedAt is not null ? "merged" : json.Text("state") == "closed" ? "closed" : "open",
            IsDraft = json.Flag("draft") ?? false,
            CreatedAt = createdAt,
            UpdatedAt = json.Instant("updated_at") ?? createdAt,
            ClosedAt = json.Instant("closed_at"),
            MergedAt = mergedAt,
            Head = Ref(head),
            HeadRepository = headRepository == origin.Member("repo").Text("full_name") ? null : headRepository is { Length: <= 200 } ? headRepository : null,
            HeadSha = Sha(head.Text("sha")),
            Base = Ref(origin),
            MergeSha = mergedAt is null ? null : Sha(json.Text("merge_commit_sha")),
            Labels = LabelsOf(json),
            Url = GitHubText.Url(json.Text("html_url")),
        };
        return null;
    }

    /// <param name="body">As the payload has it.</param>
    /// <param name="files">Null where they could not be read.</param>
    public CollectedActivity Opened(string container, string? body, PullFiles? files) => new()
    {
        Person = Author.Person,
        ExternalId = $"pull:{Id}:opened",
        Kind = GitHubKinds.PullRequestOpened,
        OccurredAt = CreatedAt,
        Title = Title,
        Body = GitHubText.Body(body),
        Container = container,
        Url = Url,
        Details = Details.Write(new
        {
            number = Number,
            state = State,
            draft = IsDraft ? true : (bool?)null,
            labels = Details.OrNull(Labels),
            head = Head,
            headRepository = HeadRepository,
            @base = Base,
            mergeCommit = MergeSha,
            filesChanged = files?.Count,
            added = files?.Added,
            deleted = files?.Deleted,
            files = files?.Files,
            truncated = Details.Mark(files is { Count: { } count } && count > files.Files.Count, "files"),
        }),
    };

    internal static IReadOnlyList<string> LabelsOf(JsonElement json) =>
        [.. json.Member("labels").Items().Take(MaxLabels)
            .Select(label => label.ValueKind == JsonValueKind.Object ? label.Text("name") : null).OfType<string>()
            .Select(name => GitHubText.Title(name, "")).Where(name => name.Length > 0)];

    private static string? Ref(JsonElement side) => side.Text("ref") is { Length: > 0 and <= MaxRefLength } name ? name : null;

    private static string? Sha(string? text) => GitHubNames.IsSha(text) ? text : null;
}
