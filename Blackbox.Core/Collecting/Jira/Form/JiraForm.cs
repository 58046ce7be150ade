using Blackbox.Core.Collecting.Jira.Payloads;
using Blackbox.Core.Summaries;
using Blackbox.Core.Summaries.Extractive;

namespace Blackbox.Core.Collecting.Jira.Form;

/// <summary>A day in Jira: by project, a bullet for each issue with all that one person did to it.</summary>
internal sealed class JiraForm : IExtractiveForm
{
    private const int MaxProjects = 12;
    private const int MaxIssues = 12;

    public string? Platform => Platforms.Jira;

    public SummaryText Write(PlatformDay day)
    {
        // Ids come last: they decide only between items that are equal in everything that is shown.
        var items = day.Activities.Select(JiraItem.Of)
            .OrderBy(i => i.Activity.OccurredAt).ThenBy(i => i.Activity.ExternalId, StringComparer.Ordinal)
            .ThenBy(i => i.Activity.Person, StringComparer.Ordinal).ThenBy(i => i.Id).ToList();
        var projects = items.GroupBy(i => i.Activity.Container, StringComparer.Ordinal)
            .OrderByDescending(p => p.Count()).ThenBy(p => p.Key, StringComparer.Ordinal).ToList();
        var log = new LogBuilder();
        var issues = items.Select(i => i.Key).Distinct(StringComparer.Ordinal).Count();
        log.Sentence($"{Counted(items)} on {Phrases.Count(issues, "issue")} in {(projects.Count == 1 ? Name(projects[0].Key) : Phrases.Count(projects.Count, "project"))}.{Others(items)}", items.Select(i => i.Id));
        foreach (var project in projects.Take(MaxProjects))
        {
            if (projects.Count > 1)
                log.Heading(Name(project.Key));
            WriteIssues(log, [.. project]);
        }
        if (projects.Count > MaxProjects)
        {
            var rest = projects.Skip(MaxProjects).ToList();
            var all = rest.SelectMany(p => p).ToList();
            log.Heading("More projects");
            log.Bullet($"{Counted(all)} in {Phrases.List([.. rest.Select(p => Name(p.Key))], 10)}", all.Select(i => i.Id));
        }
        return log.Build();
    }

    private static void WriteIssues(LogBuilder log, List<JiraItem> items)
    {
        // What was moved or created first, then the longest worked on.
        var issues = items.GroupBy(i => (i.Key, i.Activity.Person)).Select(g => g.ToList())
            .OrderBy(g => g.Exists(i => i.Kind is JiraKinds.StatusChanged or JiraKinds.IssueCreated) ? 0 : 1)
            .ThenByDescending(g => g.Sum(i => i.Seconds)).ThenBy(g => g[0].Activity.OccurredAt).ThenBy(g => g[0].Key, StringComparer.Ordinal)
            .ThenBy(g => g[0].Activity.Person, StringComparer.Ordinal).ToList();
        var shown = issues.Count <= MaxIssues ? issues : issues[..(MaxIssues - 1)];
        foreach (var issue in shown)
            log.Bullet(JiraSentence.Of(issue), issue.Select(i => i.Id));
        var rest = issues.Skip(shown.Count).SelectMany(i => i).ToList();
        if (rest.Count > 0)
            log.Bullet($"and {Counted(rest)} on {Phrases.Count(issues.Count - shown.Count, "more issue")}", rest.Select(i => i.Id));
    }

    // "2 issues created, 3 status changes, 1 edit, 4 comments and 5h 30m logged"
    private static string Counted(List<JiraItem> items)
    {
        int Of(string kind) => items.Count(i => i.Kind == kind);
        var parts = new List<string>();
        if (Of(JiraKinds.IssueCreated) is var created and > 0)
            parts.Add($"{Phrases.Count(created, "issue")} created");
        if (Of(JiraKinds.StatusChanged) is var moved and > 0)
            parts.Add(Phrases.Count(moved, "status change"));
        if (Of(JiraKinds.IssueEdited) is var edited and > 0)
            parts.Add(Phrases.Count(edited, "edit"));
        if (Of(JiraKinds.Comment) is var comments and > 0)
            parts.Add(Phrases.Count(comments, "comment"));
        if (Of(JiraKinds.Worklog) > 0)
            parts.Add($"{Spent.Text(items.Sum(i => i.Seconds))} logged");
        if (items.Count(i => !JiraSentence.IsKnown(i)) is var others and > 0)
            parts.Add(Phrases.Count(others, "other activity", "other activities"));
        return Phrases.List(parts);
    }

    private static string Others(List<JiraItem> items)
    {
        var others = items.Where(i => i.Other is not null).GroupBy(i => Markdown.Escape(i.Other!, 60), StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        if (others.Count == 0)
            return "";
        var names = Phrases.List([.. others.Select(g => g.Key)], 4, "others");
        var count = others.Sum(g => g.Count());
        return count == items.Count ? $" By {names}." : $" {Phrases.Number(count)} of them by {names}.";
    }

    private static string Name(string project) => Markdown.Escape(project, 120) is { Length: > 0 } name ? name : "(unnamed project)";
}
