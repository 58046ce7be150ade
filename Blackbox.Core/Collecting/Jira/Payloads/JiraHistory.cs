using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;

namespace Blackbox.Core.Collecting.Jira.Payloads;

/// <summary>An entry of an issue's changelog: what somebody changed at once.</summary>
internal static class JiraHistory
{
    /// <summary>How much younger a change may be than its issue tells.</summary>
    public static readonly TimeSpan Untold = TimeSpan.FromMinutes(5);

    private const int MaxItems = 50;
    private const int MaxValueLength = 300;

    /// <param name="activity">Null for what is no activity: an app's, nobody's, one without changes.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Read(JsonElement json, JiraIssue issue, out CollectedActivity? activity)
    {
        activity = null;
        if (json.DigitsId("id") is not { } id)
            return $"A change of {issue.Key} has no id.";
        if (json.Instant("created") is not { } createdAt)
            return $"Change {id} of {issue.Key} has no date between 1970 and 2100.";
        if (json.Member("items").ValueKind != JsonValueKind.Array)
            return $"Change {id} of {issue.Key} does not say what was changed.";
        var changes = new List<FieldChange>();
        foreach (var item in json.Member("items").EnumerateArray())
        {
            if (FieldChange.Of(item, issue) is not { } change)
                return $"Change {id} of {issue.Key} has an entry without a field.";
            changes.Add(change);
        }
        if (changes.Count == 0 || JiraUser.Of(json.Member("author")) is not { IsApp: false } author)
            return null;

        var status = changes.Find(change => change.IsStatus);
        activity = new()
        {
            Person = author.Person,
            ExternalId = $"history:{id}",
            Kind = status is null ? JiraKinds.IssueEdited : JiraKinds.StatusChanged,
            OccurredAt = createdAt,
            // Migrations of workflows write changes that the issue's own date does not tell: such a one is found with the window of that date.
            EnteredAt = createdAt > issue.UpdatedAt + Untold ? issue.UpdatedAt : null,
            Title = issue.Title,
            Body = string.Join('\n', changes.Take(MaxItems).Select(change => change.Line)),
            Container = issue.Project,
            Url = issue.Url,
            Thread = issue.Thread,
            IsPrivate = issue.IsRestricted,
            Details = JiraJson.Write(new
            {
                key = issue.Key,
                from = status?.From,
                to = status?.To,
                items = changes.Take(MaxItems).Select(change => new { field = change.Name, from = Short(change.From), to = Short(change.To) }),
                truncated = changes.Count > MaxItems ? (string[])["items"] : null,
            }),
        };
        return null;
    }

    private static string? Short(string? value) => value is null ? null : JiraJson.OneLine(value, MaxValueLength);
}
