namespace Blackbox.Simulators.Jira.Model;

/// <summary>What a complete record of an issue holds, read from the issue itself and not from what endpoints answer.</summary>
internal static class JiraTruth
{
    public static IEnumerable<TrueActivity> Of(JiraIssue issue)
    {
        var title = $"{issue.Key} {string.Join(' ', issue.Summary.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}";
        return By(issue.Creator, "issue_created", $"issue:{issue.Id}:created", issue.Created)
            .Concat(issue.Histories.SelectMany(
                history => By(history.Author, history.IsStatusChange ? "status_changed" : "issue_edited", $"history:{history.Id}", history.Created)))
            .Concat(issue.Comments.SelectMany(comment => By(comment.Author, "comment", $"comment:{comment.Id}", comment.Created)))
            .Concat(issue.Worklogs.SelectMany(worklog => By(worklog.Author, "worklog", $"worklog:{worklog.Id}", worklog.Started)
                .Select(activity => activity with { EnteredAt = worklog.Created })));

        IEnumerable<TrueActivity> By(JiraUser? who, string kind, string id, DateTimeOffset at) =>
            who is null || who.Account.IsApp ? [] : [new(who.Id, kind, id, at, issue.Project.Key, title)];
    }
}
