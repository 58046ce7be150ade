using System.Text.Json;

namespace Blackbox.Tests.Simulators.Jira;

/// <summary>Reads everything from the endpoints in the plainest way, without regard to the number of requests, and makes rows of it.</summary>
internal static class JiraCrawl
{
    public static async Task<IReadOnlyList<string>> EverythingAsync(JiraClient client, string jql = "created >= 0 ORDER BY created ASC")
    {
        var rows = new List<string>();
        foreach (var issue in await client.FindAsync(jql, "summary,project,created,creator", client.IsCloud ? "" : "&expand=changelog"))
            rows.AddRange(await IssueAsync(client, issue));
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    private static async Task<List<string>> IssueAsync(JiraClient client, JsonElement issue)
    {
        var rows = new List<string>();
        var (id, fields) = (issue.GetProperty("id").GetString()!, issue.GetProperty("fields"));
        var words = fields.GetProperty("summary").GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var title = $"{issue.GetProperty("key").GetString()} {string.Join(' ', words)}";
        Add("issue_created", $"issue:{id}:created", fields.GetProperty("creator"), JiraClient.At(fields, "created"));

        var histories = client.IsCloud
            ? await client.ListAsync($"/issue/{id}/changelog", "values")
            : [.. issue.GetProperty("changelog").GetProperty("histories").EnumerateArray()];
        foreach (var history in histories)
        {
            var isStatus = history.GetProperty("items").EnumerateArray().Any(item => item.GetProperty("field").GetString() == "status");
            Add(isStatus ? "status_changed" : "issue_edited", $"history:{Id(history)}", history.GetProperty("author"), JiraClient.At(history, "created"));
        }
        foreach (var comment in await client.ListAsync($"/issue/{id}/comment", "comments"))
            Add("comment", $"comment:{Id(comment)}", comment.GetProperty("author"), JiraClient.At(comment, "created"));
        foreach (var worklog in await client.ListAsync($"/issue/{id}/worklog", "worklogs"))
            Add("worklog", $"worklog:{Id(worklog)}", worklog.GetProperty("author"), JiraClient.At(worklog, "started"), JiraClient.At(worklog, "created"));
        return rows;

        void Add(string kind, string externalId, JsonElement who, DateTimeOffset at, DateTimeOffset? entered = null)
        {
            // Data Center does not say which accounts are apps: the automation's name does.
            if (client.WhoIs(who) is { Length: > 0 } person && who.GetProperty("displayName").GetString() != "Automation for Jira")
                rows.Add(JiraClient.Row(person, kind, externalId, at, fields.GetProperty("project").GetProperty("key").GetString()!, title, entered));
        }
    }

    private static string Id(JsonElement item) => item.GetProperty("id").GetString()!;
}
