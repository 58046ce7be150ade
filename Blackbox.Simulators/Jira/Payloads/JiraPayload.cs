using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Blackbox.Simulators.Http;
using Blackbox.Simulators.Jira.Model;

namespace Blackbox.Simulators.Jira.Payloads;

/// <summary>The JSON of Jira's REST API, version 3 on Cloud and 2 on Data Center.</summary>
/// <param name="zone">Of the one who asks: Jira writes times as they see them.</param>
internal sealed partial class JiraPayload(JiraSite site, TimeZoneInfo zone)
{
    private readonly ConcurrentDictionary<TimeSpan, string> _offsets = [];

    private bool IsCloud => site.Deployment == Deployment.Cloud;

    private string Api(Call call) => call.Address + (IsCloud ? "/rest/api/3" : "/rest/api/2");

    public void User(Utf8JsonWriter writer, Call call, JiraUser user, bool isOwn = false)
    {
        writer.WriteStartObject();
        if (IsCloud)
        {
            writer.Text("self", $"{Api(call)}/user?accountId={Uri.EscapeDataString(user.Id)}");
            writer.Text("accountId", user.Id);
            writer.Text("accountType", user.Account.IsApp ? "app" : "atlassian");
        }
        else
        {
            writer.Text("self", $"{Api(call)}/user?username={Uri.EscapeDataString(user.Account.UserName)}");
            writer.Text("name", user.Account.UserName);
            writer.Text("key", user.Id);
        }
        if (user.ShowsEmail || isOwn)
            writer.Text("emailAddress", user.Address);
        writer.Object("avatarUrls", () =>
        {
            foreach (var size in (string[])["48x48", "24x24", "16x16", "32x32"])
                writer.Text(size, $"{call.Address}/secure/useravatar?size={size[..2]}&ownerId={Uri.EscapeDataString(user.Id)}");
        });
        writer.Text("displayName", user.DisplayName);
        writer.Flag("active", user.IsActive);
        if (!IsCloud)
            writer.Flag("deleted", false);
        writer.Text("timeZone", user.TimeZone);
        writer.Text("locale", "en_US");
        writer.WriteEndObject();
    }

    public void Project(Utf8JsonWriter writer, Call call, JiraProject project)
    {
        writer.WriteStartObject();
        if (!IsCloud)
            writer.Text("expand", "description,lead,url,projectKeys");
        writer.Text("self", $"{Api(call)}/project/{project.Id}");
        writer.Text("id", Id(project.Id));
        writer.Text("key", project.Key);
        writer.Text("name", project.Name);
        writer.Text("projectTypeKey", "software");
        if (IsCloud)
        {
            writer.Flag("simplified", false);
            writer.Text("style", "classic");
            writer.Flag("isPrivate", false);
        }
        writer.WriteEndObject();
    }

    public void Comment(Utf8JsonWriter writer, Call call, JiraIssue issue, JiraComment comment)
    {
        writer.WriteStartObject();
        writer.Text("self", $"{Api(call)}/issue/{issue.Id}/comment/{comment.Id}");
        writer.Text("id", Id(comment.Id));
        Person(writer, call, "author", comment.Author);
        Body(writer, "body", comment.Text);
        Person(writer, call, "updateAuthor", comment.Author);
        writer.Text("created", Time(comment.Created));
        writer.Text("updated", Time(comment.Updated));
        if (IsCloud)
            writer.Flag("jsdPublic", true);
        writer.WriteEndObject();
    }

    public void Worklog(Utf8JsonWriter writer, Call call, JiraIssue issue, JiraWorklog worklog)
    {
        writer.WriteStartObject();
        writer.Text("self", $"{Api(call)}/issue/{issue.Id}/worklog/{worklog.Id}");
        Person(writer, call, "author", worklog.Author);
        Person(writer, call, "updateAuthor", worklog.Author);
        if (worklog.Text is not null)
            Body(writer, "comment", worklog.Text);
        writer.Text("created", Time(worklog.Created));
        writer.Text("updated", Time(worklog.Updated));
        writer.Text("started", Time(worklog.Started));
        writer.Text("timeSpent", Spent(worklog.Seconds));
        writer.Number("timeSpentSeconds", worklog.Seconds);
        writer.Text("id", Id(worklog.Id));
        writer.Text("issueId", Id(issue.Id));
        writer.WriteEndObject();
    }

    public void History(Utf8JsonWriter writer, Call call, JiraHistory history)
    {
        writer.WriteStartObject();
        writer.Text("id", Id(history.Id));
        Person(writer, call, "author", history.Author);
        writer.Text("created", Time(history.Created));
        writer.List("items", history.Items, item =>
        {
            writer.WriteStartObject();
            writer.Text("field", item.Field);
            writer.Text("fieldtype", item.FieldType);
            if (IsCloud && item.FieldId is { } field)
                writer.Text("fieldId", field);
            writer.Text("from", item.From);
            writer.Text("fromString", item.FromText);
            writer.Text("to", item.To);
            writer.Text("toString", item.ToText);
            if (IsCloud && item.Field == "assignee")
            {
                writer.Text("tmpFromAccountId", item.From);
                writer.Text("tmpToAccountId", item.To);
            }
            writer.WriteEndObject();
        });
        writer.WriteEndObject();
    }

    /// <summary>2026-03-31T08:15:00.123-0400</summary>
    public string Time(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var offset = _offsets.GetOrAdd(local.Offset, value => $"{(value < TimeSpan.Zero ? '-' : '+')}{value:hhmm}");
        return local.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture) + offset;
    }

    public static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>ADF on Cloud, wiki markup on Data Center.</summary>
    private void Body(Utf8JsonWriter writer, string name, string? text)
    {
        writer.WritePropertyName(name);
        if (text is null)
            writer.WriteNullValue();
        else if (IsCloud)
            RichText.WriteAdf(writer, text, site);
        else
            writer.WriteStringValue(RichText.ToWiki(text, site));
    }

    private void Person(Utf8JsonWriter writer, Call call, string name, JiraUser? user)
    {
        writer.WritePropertyName(name);
        if (user is null)
            writer.WriteNullValue();
        else
            User(writer, call, user);
    }

    /// <summary>As Jira shows it: 1d is eight hours.</summary>
    private static string Spent(int seconds)
    {
        var (days, rest) = Math.DivRem(seconds / 60, 8 * 60);
        var parts = new[] { (days, "d"), (rest / 60, "h"), (rest % 60, "m") }.Where(part => part.Item1 > 0).Select(part => $"{part.Item1}{part.Item2}").ToList();
        return parts.Count == 0 ? "0m" : string.Join(' ', parts);
    }
}
