using System.Text.Json;
using Blackbox.Simulators.Http;
using Blackbox.Simulators.Jira.Model;

namespace Blackbox.Simulators.Jira.Payloads;

internal sealed partial class JiraPayload
{
    /// <summary>What Cloud puts into an issue; the rest is at its own endpoints. Data Center puts in all but worklogs.</summary>
    private const int MostHistories = 40;
    private const int MostComments = 50;
    private const int MostWorklogs = 20;

    private static readonly string[] Small =
    [
        "summary", "status", "issuetype", "priority", "assignee", "reporter", "creator", "created", "updated", "resolution", "resolutiondate", "project",
        "labels", "components", "fixVersions", "duedate", "parent", "timespent", "customfield_10016",
    ];

    private static readonly string[] Large = ["description", "comment", "worklog"];

    /// <summary>The fields that a list as <c>summary,status</c> stands for.</summary>
    /// <exception cref="UnknownRequestException">It has a field that the simulator does not know.</exception>
    public static HashSet<string> FieldsOf(string wanted)
    {
        var fields = new HashSet<string>();
        foreach (var name in wanted.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (name is "*all")
                fields.UnionWith([.. Small, .. Large]);
            else if (name is "*navigable")
                fields.UnionWith([.. Small, "description"]);
            else if (name is "id" or "key")
                continue;
            else if (name[0] == '-' && (Small.Contains(name[1..]) || Large.Contains(name[1..])))
                fields.Remove(name[1..]);
            else if (Small.Contains(name) || Large.Contains(name))
                fields.Add(name);
            else
                throw new UnknownRequestException($"field {name}");
        }
        return fields;
    }

    public void Issue(Utf8JsonWriter writer, Call call, JiraIssue issue, HashSet<string> fields, bool withChangelog)
    {
        writer.WriteStartObject();
        writer.Text("expand", IsCloud ? "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations" : "operations,versionedRepresentations,editmeta,changelog,renderedFields");
        writer.Text("id", Id(issue.Id));
        writer.Text("self", $"{Api(call)}/issue/{issue.Id}");
        writer.Text("key", issue.Key);
        // Cloud leaves the object out when only id and key are asked for.
        if (fields.Count > 0 || !IsCloud)
            writer.Object("fields", () => Fields(writer, call, issue, fields));
        if (withChangelog)
            writer.Object("changelog", () => Changelog(writer, call, issue));
        writer.WriteEndObject();
    }

    private void Fields(Utf8JsonWriter writer, Call call, JiraIssue issue, HashSet<string> fields)
    {
        if (issue.Recorded is { } recorded)
        {
            RecordedFields(writer, recorded.GetProperty("fields"), fields);
        }
        else
        {
            foreach (var name in Small.Where(fields.Contains))
                Field(writer, call, issue, name);
            if (fields.Contains("description"))
                Body(writer, "description", issue.Description);
        }
        if (fields.Contains("comment"))
        {
            // The newest, in order of time: what is missing are the oldest.
            var given = IsCloud ? issue.Comments.TakeLast(MostComments).ToList() : issue.Comments;
            writer.Object("comment", () =>
            {
                writer.List("comments", given, comment => AnyComment(writer, call, issue, comment));
                writer.Text("self", $"{Api(call)}/issue/{issue.Id}/comment");
                Page(writer, 0, IsCloud ? MostComments : given.Count, issue.Comments.Count);
            });
        }
        if (fields.Contains("worklog"))
        {
            writer.Object("worklog", () =>
            {
                Page(writer, 0, MostWorklogs, issue.Worklogs.Count);
                writer.List("worklogs", issue.Worklogs.Take(MostWorklogs), worklog => AnyWorklog(writer, call, issue, worklog));
            });
        }
    }

    private void Field(Utf8JsonWriter writer, Call call, JiraIssue issue, string name)
    {
        switch (name)
        {
            case "summary":
                writer.Text(name, issue.Summary);
                break;
            case "status":
                writer.Object(name, () =>
                {
                    Named(writer, call, "status", issue.Status.Id, issue.Status.Name);
                    writer.Object("statusCategory", () =>
                    {
                        writer.Text("key", issue.Status.Category);
                        writer.Text("name", issue.Status.Category switch { "new" => "To Do", "done" => "Done", _ => "In Progress" });
                    });
                });
                break;
            case "issuetype":
                writer.Object(name, () =>
                {
                    Named(writer, call, "issuetype", issue.Type switch { "Bug" => 10_005, "Story" => 10_006, _ => 10_007 }, issue.Type);
                    writer.Flag("subtask", false);
                });
                break;
            case "priority":
                writer.Object(name, () => Named(writer, call, "priority", issue.Priority switch { "High" => 2, "Low" => 4, _ => 3 }, issue.Priority));
                break;
            case "assignee":
                Person(writer, call, name, issue.Assignee);
                break;
            case "reporter":
                Person(writer, call, name, issue.Reporter);
                break;
            case "creator":
                Person(writer, call, name, issue.Creator);
                break;
            case "created":
                writer.Text(name, Time(issue.Created));
                break;
            case "updated":
                writer.Text(name, Time(issue.Updated));
                break;
            case "resolutiondate":
                writer.Text(name, issue.Resolved is { } at ? Time(at) : null);
                break;
            case "resolution" when issue.Resolved is not null:
                writer.Object(name, () => Named(writer, call, "resolution", 10_000, "Done"));
                break;
            case "project":
                writer.WritePropertyName(name);
                Project(writer, call, issue.Project);
                break;
            case "labels":
                writer.List(name, issue.Labels, writer.WriteStringValue);
                break;
            case "components" or "fixVersions":
                writer.List<string>(name, [], writer.WriteStringValue);
                break;
            case "timespent":
                writer.Number(name, issue.Worklogs.Count == 0 ? null : issue.Worklogs.Sum(worklog => worklog.Seconds));
                break;
            case "customfield_10016":
                writer.Number(name, issue.StoryPoints);
                break;
            case "parent":
                break;
            default:
                writer.Nothing(name);
                break;
        }
    }

    private void Changelog(Utf8JsonWriter writer, Call call, JiraIssue issue)
    {
        var count = issue.Histories.Count;
        Page(writer, 0, IsCloud ? MostHistories : count, count);
        var given = IsCloud ? Enumerable.Reverse(issue.Histories).Take(MostHistories) : issue.Histories;
        writer.List("histories", given, history => AnyHistory(writer, call, history));
    }

    public void AnyHistory(Utf8JsonWriter writer, Call call, JiraHistory history)
    {
        if (history.Recorded is { } recorded)
            recorded.WriteTo(writer);
        else
            History(writer, call, history);
    }

    public void AnyComment(Utf8JsonWriter writer, Call call, JiraIssue issue, JiraComment comment)
    {
        if (comment.Recorded is { } recorded)
            RecordedBody(writer, recorded, "body");
        else
            Comment(writer, call, issue, comment);
    }

    public void AnyWorklog(Utf8JsonWriter writer, Call call, JiraIssue issue, JiraWorklog worklog)
    {
        if (worklog.Recorded is { } recorded)
            RecordedBody(writer, recorded, "comment");
        else
            Worklog(writer, call, issue, worklog);
    }

    /// <summary>What was recorded is of REST API 2: its text becomes what 3 makes of it.</summary>
    private void RecordedBody(Utf8JsonWriter writer, JsonElement recorded, string body)
    {
        writer.WriteStartObject();
        foreach (var field in recorded.EnumerateObject())
        {
            if (field.Name == body && field.Value.ValueKind == JsonValueKind.String)
                Body(writer, body, field.Value.GetString());
            else
                field.WriteTo(writer);
        }
        writer.WriteEndObject();
    }

    private void RecordedFields(Utf8JsonWriter writer, JsonElement recorded, HashSet<string> fields)
    {
        foreach (var field in recorded.EnumerateObject().Where(field => fields.Contains(field.Name) && field.Name is not ("comment" or "worklog")))
        {
            if (field.Name == "description" && field.Value.ValueKind == JsonValueKind.String)
                Body(writer, field.Name, field.Value.GetString());
            else
                field.WriteTo(writer);
        }
    }

    public static void Page(Utf8JsonWriter writer, int startAt, int maxResults, int total)
    {
        writer.Number("startAt", startAt);
        writer.Number("maxResults", maxResults);
        writer.Number("total", total);
    }

    private void Named(Utf8JsonWriter writer, Call call, string what, int id, string name)
    {
        writer.Text("self", $"{Api(call)}/{what}/{id}");
        writer.Text("id", Id(id));
        writer.Text("name", name);
    }
}
