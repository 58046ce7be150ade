using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Jira.Markup;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Jira.Payloads;

/// <summary>What is kept of an issue besides its words; docs/platforms/jira.md describes it.</summary>
internal static class IssueDetails
{
    private const int MaxLinks = 50;
    private const int MaxEnvironmentLength = 1_000;

    public static string Write(JiraIssue issue, JsonElement fields)
    {
        var custom = new CustomFields();
        custom.Read(fields);
        var environment = JiraMarkup.ToText(fields.Member("environment"), issue.NameOf);
        return JiraJson.Write(new
        {
            key = issue.Key,
            project = fields.Member("project").Words("name"),
            type = fields.Member("issuetype").Words("name"),
            status = fields.Member("status").Words("name"),
            category = fields.Member("status").Member("statusCategory").Words("key"),
            priority = fields.Member("priority").Words("name"),
            resolution = fields.Member("resolution").Words("name"),
            assignee = fields.Member("assignee").Words("displayName"),
            reporter = fields.Member("reporter").Words("displayName"),
            parent = fields.Member("parent").Words("key"),
            labels = LabelsOf(fields),
            components = fields.Names("components", "name"),
            fixVersions = fields.Names("fixVersions", "name"),
            due = fields.Words("duedate"),
            estimateSeconds = fields.Count("timeoriginalestimate") ?? fields.Member("timetracking").Count("originalEstimateSeconds"),
            attachments = fields.Names("attachment", "filename"),
            subtasks = fields.Names("subtasks", "key"),
            links = LinksOf(fields),
            environment = environment.Length == 0 ? null : Texts.Cut(environment, MaxEnvironmentLength),
            fields = custom.Fields,
            truncated = custom.IsCut ? (string[])["fields"] : null,
        });
    }

    private static string[]? LabelsOf(JsonElement fields)
    {
        string[] labels = [.. fields.Member("labels").Items().Take(MaxLinks).Where(label => label.ValueKind == JsonValueKind.String)
            .Select(label => CustomFields.TextOf(label)).OfType<string>().Select(label => JiraJson.OneLine(label, 255))];
        return labels.Length == 0 ? null : labels;
    }

    // {"type": {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"}, "outwardIssue": {"key": "ENG-2"}}
    private static string[]? LinksOf(JsonElement fields)
    {
        string[] links = [.. fields.Member("issuelinks").Items().Take(MaxLinks).Select(link =>
            link.Member("outwardIssue").Words("key") is { } outward ? $"{link.Member("type").Words("outward") ?? "relates to"} {outward}"
            : link.Member("inwardIssue").Words("key") is { } inward ? $"{link.Member("type").Words("inward") ?? "relates to"} {inward}"
            : null).OfType<string>()];
        return links.Length == 0 ? null : links;
    }
}
