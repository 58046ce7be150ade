using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;

namespace Blackbox.Core.Collecting.Jira.Payloads;

/// <summary>A comment on an issue.</summary>
internal static class JiraComment
{
    /// <param name="activity">Null for an app's and for nobody's.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Read(JsonElement json, JiraIssue issue, out CollectedActivity? activity)
    {
        activity = null;
        if (json.DigitsId("id") is not { } id)
            return $"A comment on {issue.Key} has no id.";
        if (json.Instant("created") is not { } createdAt)
            return $"Comment {id} on {issue.Key} has no date between 1970 and 2100.";
        if (JiraUser.Of(json.Member("author")) is not { IsApp: false } author)
            return null;
        activity = new()
        {
            Person = author.Person,
            ExternalId = $"comment:{id}",
            Kind = JiraKinds.Comment,
            OccurredAt = createdAt,
            Title = issue.Title,
            Body = issue.Text(json.Member("body")),
            Container = issue.Project,
            Url = $"{issue.Url}?focusedCommentId={id}",
            Thread = issue.Thread,
            IsPrivate = issue.IsRestricted || json.Has("visibility"),
            Details = JiraJson.Write(new
            {
                key = issue.Key,
                editedAt = json.Instant("updated") is { } updatedAt && updatedAt > createdAt ? updatedAt : (DateTimeOffset?)null,
                // A service desk's comment that customers do not see.
                @internal = json.Flag("jsdPublic") == false ? true : (bool?)null,
                visibleTo = json.Member("visibility").Words("value"),
            }),
        };
        return null;
    }
}
