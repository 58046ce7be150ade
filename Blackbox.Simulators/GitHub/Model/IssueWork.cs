using Blackbox.Simulators.Generation;

namespace Blackbox.Simulators.GitHub.Model;

/// <summary>What people do to issues and pull requests alike.</summary>
internal static class IssueWork
{
    public static Issue OpenIssue(
        this Organisation organisation, Repository repository, Ids ids, Person author, int number, string title, string? body, DateTimeOffset at)
    {
        var issue = new Issue
        {
            Id = ids.Next(),
            Number = number,
            Title = title,
            Body = body,
            Author = author,
            CreatedAt = at,
            UpdatedAt = at,
        };
        repository.Add(issue);
        organisation.Tell(repository, ids, TimelineKind.Issue, author, at, "opened", issue);
        return issue;
    }

    public static void Label(this Organisation organisation, Repository repository, Ids ids, Person actor, Issue issue, string label, DateTimeOffset at)
    {
        issue.Labels = [.. issue.Labels, label];
        organisation.AddIssueEvent(repository, ids, "labeled", actor, issue, at, label: label);
    }

    public static void Assign(this Organisation organisation, Repository repository, Ids ids, Person actor, Issue issue, Person to, DateTimeOffset at)
    {
        issue.Assignee = to;
        organisation.AddIssueEvent(repository, ids, "assigned", actor, issue, at, other: to);
    }

    public static Comment Comment(
        this Organisation organisation, Repository repository, Ids ids, Person author, Issue issue, string body, DateTimeOffset at)
    {
        var comment = new Comment { Id = ids.Next(), Number = issue.Number, Author = author, Body = body, CreatedAt = at, UpdatedAt = at };
        repository.Comments.Add(comment);
        issue.Comments++;
        issue.Touch(at);
        organisation.Tell(repository, ids, TimelineKind.Comment, author, at, "created", issue, comment);
        return comment;
    }

    public static void Close(
        this Organisation organisation, Repository repository, Ids ids, Person actor, Issue issue, DateTimeOffset at, string? commitSha = null)
    {
        if (!issue.IsOpen)
            return;
        issue.ClosedAt = at;
        issue.ClosedBy = actor;
        issue.StateReason = issue.Pull is null ? "completed" : null;
        organisation.AddIssueEvent(repository, ids, "closed", actor, issue, at, commitSha);
        organisation.Tell(
            repository, ids, issue.Pull is null ? TimelineKind.Issue : TimelineKind.PullRequest, actor, at, "closed", issue);
    }

    public static void Reopen(this Organisation organisation, Repository repository, Ids ids, Person actor, Issue issue, DateTimeOffset at)
    {
        if (issue.IsOpen || issue.Pull?.MergedAt is not null)
            return;
        issue.ClosedAt = null;
        issue.ClosedBy = null;
        issue.StateReason = issue.Pull is null ? "reopened" : null;
        organisation.AddIssueEvent(repository, ids, "reopened", actor, issue, at);
        organisation.Tell(
            repository, ids, issue.Pull is null ? TimelineKind.Issue : TimelineKind.PullRequest, actor, at, "reopened", issue);
    }

    public static void AddIssueEvent(
        this Organisation organisation, Repository repository, Ids ids, string name, Person actor, Issue issue, DateTimeOffset at,
        string? commitSha = null, string? label = null, Person? other = null)
    {
        repository.IssueEvents.Add(new()
        {
            Id = ids.Next(),
            Event = name,
            Actor = actor,
            CreatedAt = at,
            Number = issue.Number,
            CommitSha = commitSha,
            Label = label,
            Other = other,
        });
        issue.Touch(at);
        organisation.Changed(repository);
    }

    public static void Tell(
        this Organisation organisation, Repository repository, Ids ids, TimelineKind kind, Person actor, DateTimeOffset at,
        string action, Issue? issue = null, object? subject = null)
    {
        organisation.Record(new()
        {
            Id = ids.Next(),
            Kind = kind,
            Actor = actor,
            Repository = repository,
            CreatedAt = at,
            Action = action,
            Issue = issue,
            Subject = subject,
        });
        organisation.Changed(repository);
    }
}
