using System.Globalization;
using System.Text.Json;
using Blackbox.Simulators.Jira.Model;
using Blackbox.Simulators.People;

namespace Blackbox.Simulators.Jira.Recorded;

/// <summary>
/// The project <c>EE</c>, made from answers of Jira Cloud that Apache DevLake keeps for its tests (Apache-2.0). The single changelog and the
/// worklogs belong to issues that were not recorded: an issue stands in for each.
/// </summary>
internal static class Recording
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.fffzzz"];

    public static void AddTo(JiraSite site)
    {
        if (site.Deployment != Deployment.Cloud)
            throw new SimulatorException("What was recorded is of Jira Cloud.");
        var project = new JiraProject(10_024, "EE", "Enterprise edition");
        site.Projects.Add(project);
        foreach (var user in Read("users"))
            UserOf(site, user);
        foreach (var recorded in Read("issues"))
            site.Add(Issue(site, project, recorded));

        var histories = Read("issue_changelogs").ToList();
        var holder = StandIn(site, project, 13_383, UserOf(site, histories[1].GetProperty("author"))!, At(histories[0], "created"));
        holder.Histories.AddRange(histories.Select(history => History(site, history)));
        foreach (var group in Read("worklogs").GroupBy(worklog => long.Parse(worklog.GetProperty("issueId").GetString()!, CultureInfo.InvariantCulture)))
        {
            var worklogs = group.OrderBy(worklog => At(worklog, "created")).ToList();
            StandIn(site, project, group.Key, UserOf(site, worklogs[0].GetProperty("author"))!, At(worklogs[0], "created"))
                .Worklogs.AddRange(worklogs.Select(worklog => Worklog(site, worklog)));
        }
        foreach (var issue in site.Issues.Where(issue => issue.Project == project && issue.Recorded is null))
        {
            site.Touch(issue, issue.Histories.Select(history => history.Created).Concat(issue.Worklogs.Select(worklog => worklog.Created)).Max());
        }
    }

    private static JiraIssue Issue(JiraSite site, JiraProject project, JsonElement recorded)
    {
        var fields = recorded.GetProperty("fields");
        var issue = new JiraIssue
        {
            Id = Id(recorded),
            Project = project,
            Key = recorded.GetProperty("key").GetString()!,
            Summary = fields.GetProperty("summary").GetString()!,
            Type = "Task",
            Creator = UserOf(site, fields.GetProperty("creator"))!,
            Reporter = UserOf(site, fields.GetProperty("reporter")),
            Created = At(fields, "created"),
            Updated = At(fields, "updated"),
            Recorded = recorded,
        };
        issue.Histories.AddRange(recorded.GetProperty("changelog").GetProperty("histories").EnumerateArray().Select(history => History(site, history))
            .OrderBy(history => history.Created));
        issue.Comments.AddRange(fields.GetProperty("comment").GetProperty("comments").EnumerateArray().Select(comment => new JiraComment
        {
            Id = Id(comment),
            Author = UserOf(site, comment.GetProperty("author")),
            Created = At(comment, "created"),
            Updated = At(comment, "updated"),
            Text = comment.GetProperty("body").GetString()!,
            Recorded = comment,
        }).OrderBy(comment => comment.Created));
        return issue;
    }

    private static JiraIssue StandIn(JiraSite site, JiraProject project, long id, JiraUser creator, DateTimeOffset at)
    {
        var issue = new JiraIssue
        {
            Id = id,
            Project = project,
            Key = string.Create(CultureInfo.InvariantCulture, $"EE-{id}"),
            Summary = "Not recorded itself",
            Type = "Task",
            Creator = creator,
            Reporter = creator,
            Created = at.AddMinutes(-1),
        };
        site.Add(issue);
        return issue;
    }

    private static JiraHistory History(JiraSite site, JsonElement history) => new(
        Id(history),
        history.TryGetProperty("author", out var author) ? UserOf(site, author) : null,
        At(history, "created"),
        [.. history.GetProperty("items").EnumerateArray().Select(item => new JiraItem(item.GetProperty("field").GetString()!, null, null, null, null))])
    {
        Recorded = history,
    };

    private static JiraWorklog Worklog(JiraSite site, JsonElement worklog) => new()
    {
        Id = Id(worklog),
        Author = UserOf(site, worklog.GetProperty("author")),
        Started = At(worklog, "started"),
        Created = At(worklog, "created"),
        Updated = At(worklog, "updated"),
        Seconds = worklog.GetProperty("timeSpentSeconds").GetInt32(),
        Text = worklog.TryGetProperty("comment", out var comment) ? comment.GetString() : null,
        Recorded = worklog,
    };

    /// <summary>Null where the answer does not say who: an accountId that is empty is nobody's.</summary>
    private static JiraUser? UserOf(JiraSite site, JsonElement user)
    {
        if (user.ValueKind != JsonValueKind.Object || user.GetProperty("accountId").GetString() is not { Length: > 0 } id)
            return null;
        if (site.FindUser(id) is { } known)
            return known;
        var name = user.GetProperty("displayName").GetString()!;
        var added = new JiraUser(Deployment.Cloud, new AtlassianAccount
        {
            AccountId = id,
            ServerKey = id,
            UserKey = id,
            UserName = id,
            DisplayName = name,
            ServerDisplayName = name,
            Email = null,
            ServerEmail = "",
            IsApp = user.GetProperty("accountType").GetString() == "app",
        })
        {
            IsActive = user.GetProperty("active").GetBoolean(),
            TimeZone = user.TryGetProperty("timeZone", out var zone) ? zone.GetString()! : "Etc/UTC",
        };
        site.Add(added);
        return added;
    }

    private static long Id(JsonElement item) => long.Parse(item.GetProperty("id").GetString()!, CultureInfo.InvariantCulture);

    /// <summary>2020-06-12T08:13:13.360+0800</summary>
    private static DateTimeOffset At(JsonElement item, string name) => DateTimeOffset.ParseExact(
        item.GetProperty(name).GetString()!.Insert(26, ":"), Formats, CultureInfo.InvariantCulture, DateTimeStyles.None);

    private static IEnumerable<JsonElement> Read(string name)
    {
        using var stream = typeof(Recording).Assembly.GetManifestResourceStream($"Recorded/jira/{name}.json")!;
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateArray().Select(item => item.Clone())];
    }
}
