using System.Text.Json;

namespace Blackbox.Core.Collecting.GitHub.Payloads;

/// <summary>An entry of the list of issues, in which pull requests stand as well.</summary>
internal sealed record IssueItem
{
    public required long Id { get; init; }
    public required int Number { get; init; }
    public required string Title { get; init; }
    public required Actor Author { get; init; }
    public required bool IsPull { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <returns>What is wrong; null when <paramref name="issue"/> is there.</returns>
    public static string? Read(JsonElement json, out IssueItem issue)
    {
        issue = null!;
        if (json.Count("number") is not ({ } number and > 0))
            return "An issue has no number.";
        if (json.Id("id") is not { } id)
            return $"Issue #{number} has no id.";
        if (json.Instant("created_at") is not { } createdAt)
            return $"Issue #{number} has no date of creation between 1970 and 2100.";
        issue = new()
        {
            Id = id,
            Number = number,
            Title = GitHubText.Title(json.Text("title"), $"#{number}"),
            Author = Actor.Of(json.Member("user")),
            IsPull = json.Has("pull_request"),
            CreatedAt = createdAt,
            UpdatedAt = json.Instant("updated_at") ?? createdAt,
        };
        return null;
    }

    /// <returns>Null for a pull request and for a bot's issue.</returns>
    public CollectedActivity? Opened(string container, JsonElement json) => IsPull || Author.IsBot ? null : new()
    {
        Person = Author.Person,
        ExternalId = $"issue:{Id}:opened",
        Kind = GitHubKinds.IssueOpened,
        OccurredAt = CreatedAt,
        Title = Title,
        Body = GitHubText.Body(json.Text("body")),
        Container = container,
        Url = GitHubText.Url(json.Text("html_url")),
        Details = Details.Write(new
        {
            number = Number,
            state = json.Text("state") == "closed" ? "closed" : "open",
            stateReason = json.Text("state_reason") is { Length: <= 40 } reason ? reason : null,
            labels = Details.OrNull(PullItem.LabelsOf(json)),
            closedBy = json.Has("closed_by") ? Actor.Of(json.Member("closed_by")).Login : null,
        }),
    };
}
