using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;

namespace Blackbox.Core.Collecting.Jira.Payloads;

/// <summary>Work that somebody logged on an issue, for when it was done, which may be another day than the one of the entry.</summary>
internal static class JiraWorklog
{
    /// <param name="activity">Null for an app's and for nobody's.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Read(JsonElement json, JiraIssue issue, out CollectedActivity? activity)
    {
        activity = null;
        if (json.DigitsId("id") is not { } id)
            return $"A worklog of {issue.Key} has no id.";
        if (json.Instant("started") is not { } startedAt || json.Instant("created") is not { } createdAt)
            return $"Worklog {id} of {issue.Key} has no dates of its start and entry between 1970 and 2100.";
        if (json.Count("timeSpentSeconds") is not { } seconds)
            return $"Worklog {id} of {issue.Key} does not say how long it took.";
        if (JiraUser.Of(json.Member("author")) is not { IsApp: false } author)
            return null;
        var comment = issue.Text(json.Member("comment"));
        activity = new()
        {
            Person = author.Person,
            ExternalId = $"worklog:{id}",
            Kind = JiraKinds.Worklog,
            OccurredAt = startedAt,
            EnteredAt = createdAt,
            Title = issue.Title,
            Body = comment.Length == 0 ? $"Logged {Spent.Text(seconds)}" : $"Logged {Spent.Text(seconds)}\n\n{comment}",
            Container = issue.Project,
            Url = $"{issue.Url}?focusedWorklogId={id}",
            Thread = issue.Thread,
            IsPrivate = issue.IsRestricted || json.Has("visibility"),
            Details = JiraJson.Write(new
            {
                key = issue.Key,
                seconds,
                enteredAt = createdAt,
                editedAt = json.Instant("updated") is { } updatedAt && updatedAt > createdAt ? updatedAt : (DateTimeOffset?)null,
                visibleTo = json.Member("visibility").Words("value"),
            }),
        };
        return null;
    }
}
