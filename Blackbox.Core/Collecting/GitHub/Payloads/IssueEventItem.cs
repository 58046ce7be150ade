using System.Text.Json;

namespace Blackbox.Core.Collecting.GitHub.Payloads;

/// <summary>An entry of a repository's issue events: closed, merged, reopened, and many that are no activities.</summary>
internal sealed record IssueEventItem
{
    // The two entries of a merge may be a moment apart.
    private static readonly TimeSpan SameMoment = TimeSpan.FromSeconds(10);

    public required long Id { get; init; }

    /// <summary>Null for an entry that is no activity.</summary>
    public required string? Kind { get; init; }

    public required Actor Actor { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required int Number { get; init; }
    public required string Title { get; init; }
    public required Actor IssueAuthor { get; init; }
    public required string? StateReason { get; init; }
    public required string? Sha { get; init; }
    public required IReadOnlyList<string> Labels { get; init; }
    public required string? Url { get; init; }

    public bool IsOfPull => Kind is GitHubKinds.PullRequestMerged or GitHubKinds.PullRequestClosed or GitHubKinds.PullRequestReopened;

    /// <returns>What is wrong; null when <paramref name="item"/> is there.</returns>
    public static string? Read(JsonElement json, out IssueEventItem item)
    {
        item = null!;
        if (json.Id("id") is not { } id)
            return "An event of an issue has no id.";
        if (json.Instant("created_at") is not { } createdAt)
            return $"Event {id} of an issue has no date between 1970 and 2100.";
        var name = json.Text("event");
        var issue = json.Member("issue");
        var number = issue.Count("number") ?? 0;
        if (name is "closed" or "merged" or "reopened" && number == 0)
            return $"Event {id} does not say which issue it is of.";
        item = new()
        {
            Id = id,
            Kind = KindOf(name, issue, createdAt),
            Actor = Actor.Of(json.Member("actor")),
            CreatedAt = createdAt,
            Number = number,
            Title = GitHubText.Title(issue.Text("title"), $"#{number}"),
            IssueAuthor = Actor.Of(issue.Member("user")),
            StateReason = json.Text("state_reason") is { Length: <= 40 } reason ? reason : null,
            Sha = json.Text("commit_id") is { } sha && GitHubNames.IsSha(sha) ? sha : null,
            Labels = PullItem.LabelsOf(issue),
            Url = GitHubText.Url(issue.Text("html_url")),
        };
        return null;
    }

    /// <param name="pull">What the list says of the pull request; null for an issue, or where the list did not have it.</param>
    /// <returns>Null for what is no activity and for bots.</returns>
    public CollectedActivity? Activity(string container, PullItem? pull, PullFiles? files, string? method) => Kind is null || Actor.IsBot ? null : new()
    {
        Person = Actor.Person,
        ExternalId = $"event:{Id}",
        Kind = Kind,
        OccurredAt = CreatedAt,
        Title = Title,
        Container = container,
        Url = Url,
        Details = Details.Write(new
        {
            number = Number,
            actor = Actor.Login,
            author = IssueAuthor.Login,
            stateReason = StateReason,
            labels = Details.OrNull(Labels),
            head = pull?.Head,
            headRepository = pull?.HeadRepository,
            @base = pull?.Base,
            mergeCommit = Kind == GitHubKinds.PullRequestMerged ? Sha ?? pull?.MergeSha : null,
            mergeMethod = method,
            filesChanged = files?.Count,
            added = files?.Added,
            deleted = files?.Deleted,
        }),
    };

    private static string? KindOf(string? name, JsonElement issue, DateTimeOffset createdAt)
    {
        var isPull = issue.Has("pull_request");
        return (name, isPull) switch
        {
            ("merged", true) => GitHubKinds.PullRequestMerged,
            ("closed", true) => issue.Member("pull_request").Instant("merged_at") is { } mergedAt && (mergedAt - createdAt).Duration() <= SameMoment
                ? null
                : GitHubKinds.PullRequestClosed,
            ("reopened", true) => GitHubKinds.PullRequestReopened,
            ("closed", false) => GitHubKinds.IssueClosed,
            ("reopened", false) => GitHubKinds.IssueReopened,
            _ => null,
        };
    }
}
