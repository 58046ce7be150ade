using System.Globalization;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.Jira.Model;

namespace Blackbox.Simulators.Jira.Changes;

/// <summary>Makes a change. The site is locked by the caller.</summary>
internal sealed class JiraChanges(JiraSite site, JiraChange change, Ids ids, DateTimeOffset at)
{
    public JiraChangeResult Apply()
    {
        switch (change.Kind)
        {
            case JiraChangeKind.CreateIssue:
                return Done(Create(at));
            case JiraChangeKind.EditSummary:
                return EditField("summary");
            case JiraChangeKind.EditField:
                return EditField(change.Field ?? throw new SimulatorException("EditField needs a field."));
            case JiraChangeKind.ChangeStatus:
                var status = JiraStatus.Find(Text()) ?? throw new SimulatorException($"There is no status '{change.Text}'.");
                return Done(Issue(), site.ChangeStatus(Issue(), Person(), ids.Next(), at, status).Id);
            case JiraChangeKind.Assign:
                return Done(Issue(), site.Assign(Issue(), Person(), ids.Next(), at, change.Text is { } to ? site.User(to) : null).Id);
            case JiraChangeKind.MoveIssue:
                var moved = Issue();
                var historyId = ids.Next();
                site.Move(moved, site.Project(change.Project ?? throw new SimulatorException("MoveIssue needs a project.")), Person(), historyId, at);
                return Done(moved, historyId);
            case JiraChangeKind.DeleteIssue:
                site.Remove(Issue(isGone: true));
                return Done(Issue(isGone: true));
            case JiraChangeKind.Comment:
                return Done(Issue(), site.Comment(Issue(), Person(), ids.Next(), at, Text()).Id);
            case JiraChangeKind.EditComment or JiraChangeKind.DeleteComment:
                return ChangeComment();
            case JiraChangeKind.AddWorklog:
                return Done(Issue(), site.Log(Issue(), Person(), ids.Next(), at, change.Started ?? at, change.Seconds, change.Text).Id);
            case JiraChangeKind.EditWorklog or JiraChangeKind.DeleteWorklog:
                return ChangeWorklog();
            case JiraChangeKind.AddLargeIssue:
                return AddLargeIssue();
            default:
                return ChangeUser();
        }
    }

    private JiraIssue Create(DateTimeOffset when)
    {
        var project = site.Project(change.Project ?? throw new SimulatorException($"{change.Kind} needs a project."));
        var issue = new JiraIssue
        {
            Id = ids.Next(),
            Project = project,
            Key = site.NextKey(project),
            Summary = Text(),
            Description = change.Body,
            Type = "Task",
            Creator = Person(),
            Reporter = Person(),
            Created = when,
        };
        site.Add(issue);
        return issue;
    }

    private JiraChangeResult EditField(string field)
    {
        var issue = Issue();
        var value = change.Text;
        string? before;
        switch (field)
        {
            case "summary":
                (before, issue.Summary) = (issue.Summary, Text());
                break;
            case "description":
                (before, issue.Description) = (issue.Description, value);
                break;
            case "priority":
                (before, issue.Priority) = (issue.Priority, Text());
                break;
            case "labels":
                (before, issue.Labels) = (string.Join(' ', issue.Labels), [.. (value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
                break;
            default:
                before = null;
                break;
        }
        return Done(issue, site.Change(issue, Person(), ids.Next(), at, new JiraItem(field, null, before, null, value)).Id);
    }

    private JiraChangeResult ChangeComment()
    {
        var issue = site.Issues.FirstOrDefault(issue => issue.Comments.Exists(comment => comment.Id == change.Id))
            ?? throw new SimulatorException($"There is no comment {change.Id}.");
        RefuseRecorded(issue);
        var comment = issue.Comments.Find(comment => comment.Id == change.Id)!;
        if (change.Kind == JiraChangeKind.DeleteComment)
            issue.Comments.Remove(comment);
        else
            (comment.Text, comment.Updated) = (Text(), at);
        site.Touch(issue, at);
        return Done(issue, comment.Id);
    }

    private JiraChangeResult ChangeWorklog()
    {
        var issue = site.Issues.FirstOrDefault(issue => issue.Worklogs.Exists(worklog => worklog.Id == change.Id))
            ?? throw new SimulatorException($"There is no worklog {change.Id}.");
        RefuseRecorded(issue);
        var worklog = issue.Worklogs.Find(worklog => worklog.Id == change.Id)!;
        if (change.Kind == JiraChangeKind.DeleteWorklog)
            issue.Worklogs.Remove(worklog);
        else
            (worklog.Text, worklog.Seconds, worklog.Updated) = (change.Text ?? worklog.Text, change.Seconds, at);
        site.Touch(issue, at);
        return Done(issue, worklog.Id);
    }

    private JiraChangeResult AddLargeIssue()
    {
        var first = at - TimeSpan.FromSeconds(change.Count);
        var issue = Create(first);
        for (var i = 1; i <= change.Count; i++)
        {
            var (before, now) = (issue.StoryPoints?.ToString(CultureInfo.InvariantCulture), i.ToString(CultureInfo.InvariantCulture));
            issue.StoryPoints = i;
            site.Change(issue, Person(), issue.Id * 10 + i, first + TimeSpan.FromSeconds(i), new JiraItem("Story Points", null, before, null, now));
        }
        return Done(issue);
    }

    private JiraChangeResult ChangeUser()
    {
        var user = Person();
        switch (change.Kind)
        {
            case JiraChangeKind.RenameUser:
                user.DisplayName = Text();
                break;
            case JiraChangeKind.DeactivateUser or JiraChangeKind.ReactivateUser:
                user.IsActive = change.Kind == JiraChangeKind.ReactivateUser;
                break;
            case JiraChangeKind.ShowEmail or JiraChangeKind.HideEmail:
                user.ShowsEmail = change.Kind == JiraChangeKind.ShowEmail;
                break;
            default:
                throw new SimulatorException($"There is no change {change.Kind}.");
        }
        return new(0, null, 0, at);
    }

    private JiraIssue? _issue;

    private JiraIssue Issue(bool isGone = false)
    {
        _issue ??= site.Issue(change.Issue ?? throw new SimulatorException($"{change.Kind} needs an issue."));
        if (!isGone)
            RefuseRecorded(_issue);
        return _issue;
    }

    private static void RefuseRecorded(JiraIssue issue)
    {
        if (issue.Recorded is not null)
            throw new SimulatorException("What was recorded stays as it is.");
    }

    private JiraUser Person() => site.User(change.Person ?? throw new SimulatorException($"{change.Kind} needs a person."));

    private string Text() => change.Text ?? throw new SimulatorException($"{change.Kind} needs a text.");

    private JiraChangeResult Done(JiraIssue issue, long id = 0) => new(issue.Id, issue.Key, id, at);
}
