using System.Text.Json;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.GitHub.Payloads;

/// <summary>Comments: in a conversation, and on lines of a pull request.</summary>
internal static class CommentItem
{
    private const int MaxHunkLength = 500;
    private const int MaxPathLength = 2_048;

    /// <param name="titles">Titles of issues and pull requests by number.</param>
    /// <param name="activity">Null for a bot's.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? ReadComment(JsonElement json, string container, IReadOnlyDictionary<int, string> titles, out CollectedActivity? activity)
    {
        var problem = Read(json, "comment", json.Text("issue_url"), out var id, out var createdAt, out var number);
        activity = null;
        var author = Actor.Of(json.Member("user"));
        if (problem is not null || author.IsBot)
            return problem;
        var url = GitHubText.Url(json.Text("html_url"));
        activity = new()
        {
            Person = author.Person,
            ExternalId = $"comment:{id}",
            Kind = GitHubKinds.Comment,
            OccurredAt = createdAt,
            Title = TitleOf(titles, number),
            Body = GitHubText.Body(json.Text("body")),
            Container = container,
            Url = url,
            Details = Details.Write(new { number, onPullRequest = url?.Contains("/pull/", StringComparison.Ordinal) == true }),
        };
        return null;
    }

    /// <inheritdoc cref="ReadComment"/>
    public static string? ReadReviewComment(JsonElement json, string container, IReadOnlyDictionary<int, string> titles, out CollectedActivity? activity)
    {
        var problem = Read(json, "review comment", json.Text("pull_request_url"), out var id, out var createdAt, out var number);
        activity = null;
        var author = Actor.Of(json.Member("user"));
        if (problem is not null || author.IsBot)
            return problem;
        activity = new()
        {
            Person = author.Person,
            ExternalId = $"review_comment:{id}",
            Kind = GitHubKinds.ReviewComment,
            OccurredAt = createdAt,
            Title = TitleOf(titles, number),
            Body = GitHubText.Body(json.Text("body")),
            Container = container,
            Url = GitHubText.Url(json.Text("html_url")),
            Details = Details.Write(new
            {
                number,
                path = json.Text("path") is { Length: > 0 } path ? Texts.Cut(path, MaxPathLength) : null,
                line = json.Count("line") ?? json.Count("original_line"),
                review = json.Id("pull_request_review_id"),
                inReplyTo = json.Id("in_reply_to_id"),
                diffHunk = json.Text("diff_hunk") is { Length: > 0 } hunk ? Texts.Cut(hunk, MaxHunkLength) : null,
            }),
        };
        return null;
    }

    private static string? Read(JsonElement json, string what, string? parentUrl, out long id, out DateTimeOffset createdAt, out int number)
    {
        (id, createdAt, number) = (json.Id("id") ?? 0, json.Instant("created_at") ?? default, Payload.NumberAtEnd(parentUrl) ?? 0);
        if (id == 0)
            return $"A {what} has no id.";
        if (createdAt == default)
            return $"The {what} {id} has no date between 1970 and 2100.";
        return number == 0 ? $"The {what} {id} does not say what it is on." : null;
    }

    private static string TitleOf(IReadOnlyDictionary<int, string> titles, int number) => titles.TryGetValue(number, out var title) ? title : $"#{number}";
}
