using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Jira.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Jira.Reading;

/// <summary>An issue to read again, with what was remembered of it.</summary>
internal sealed record ChangedIssue(ListedIssue Listed, CollectedActivity? Created);

/// <summary>Gives everything that was ever done to issues: from memory, or read anew. Safe for concurrent use.</summary>
internal sealed class IssueReader(JiraReading reading, Strays strays)
{
    /// <summary>Issues that are read at once.</summary>
    public const int BatchSize = 50;

    /// <summary>Gives what is remembered of an issue that did not change.</summary>
    /// <returns>Null where that was all; otherwise what is to be read again.</returns>
    public async Task<ChangedIssue?> RememberAsync(ListedIssue listed, CancellationToken cancellationToken)
    {
        var remembered = await reading.Memory.FindAsync(listed.Id, cancellationToken);
        var created = remembered?.Activities.FirstOrDefault(activity => activity.Kind == JiraKinds.IssueCreated);
        if (remembered is null || remembered.Version != listed.Version)
            return new(listed, created);

        foreach (var activity in remembered.Activities)
            await AddAsync(activity);
        var isLost = false;
        await foreach (var activity in reading.Memory.RestAsync(listed.Id, remembered, () => isLost = true, cancellationToken))
            await AddAsync(activity);
        if (isLost)
            return new(listed, created);
        reading.Tally.RequestNotModified();
        await SayListedAsync(listed.Id, cancellationToken);
        return null;

        ValueTask AddAsync(CollectedActivity activity)
        {
            strays.See(listed.Id, listed.CreatedAt, listed.UpdatedAt, activity);
            return reading.Findings.AddAsync(activity, cancellationToken);
        }
    }

    /// <exception cref="PlatformException">The connection cannot be read.</exception>
    public async Task ReadAsync(IReadOnlyList<ChangedIssue> issues, CancellationToken cancellationToken)
    {
        var known = issues.ToDictionary(issue => issue.Listed.Id);
        try
        {
            var batch = new IssueBatch(reading, "*all", "changelog");
            await foreach (var json in batch.ReadAsync([.. known.Keys], cancellationToken))
            {
                if (json.DigitsId("id") is { } id && known.Remove(id, out var issue))
                    await ReadAsync(json, issue, cancellationToken);
                else
                    await reading.SkipAsync(JiraIssue.ProjectOf(json), "An issue has no id, or another one than was asked for.", cancellationToken);
            }
        }
        catch (ResourceException exception)
        {
            foreach (var project in known.Values.Select(issue => issue.Listed.Project).Distinct(StringComparer.Ordinal))
                await reading.FailAsync(project, $"{known.Count} issues", exception, cancellationToken);
        }
    }

    private async Task ReadAsync(JsonElement json, ChangedIssue changed, CancellationToken cancellationToken)
    {
        if (JiraIssue.Read(json, reading.Site.Web, out var issue) is { } problem)
        {
            await reading.SkipAsync(changed.Listed.Project, problem, cancellationToken);
            return;
        }
        try
        {
            await ReadAsync(json, issue, changed.Created, cancellationToken);
        }
        catch (ResourceException exception)
        {
            await reading.FailAsync(issue.Project, issue.Key, exception, cancellationToken);
        }
    }

    private async Task ReadAsync(JsonElement json, JiraIssue issue, CollectedActivity? known, CancellationToken cancellationToken)
    {
        var recording = reading.Memory.Record(issue.Id, issue.Version);
        var parts = new IssueParts(reading, issue);
        var isUnderstood = true;
        if (issue.Created(json) is { } created)
            await AddAsync(Settled(created, known));

        var fields = json.Member("fields");
        await ReadPartAsync(JiraHistory.Read, json.Member("changelog"), "histories", reading.Site.IsCloud ? "changelog" : null, "values");
        await ReadPartAsync(JiraComment.Read, fields.Member("comment"), "comments", "comment?orderBy=created", "comments");
        await ReadPartAsync(JiraWorklog.Read, fields.Member("worklog"), "worklogs", "worklog", "worklogs");
        if (!parts.IsComplete)
        {
            reading.Incomplete(issue.Project);
            await reading.Findings.SayAsync(report => report.ContainerNoted(issue.Project, JiraCodes.Changing,
                $"{issue.Key} could not be read to the end, or kept changing. What was found is recorded; the rest is found the next time."), cancellationToken);
        }
        if (!parts.IsComplete || !isUnderstood)
            return;
        await recording.CompleteAsync(cancellationToken);
        await SayListedAsync(issue.Id, cancellationToken);

        async Task ReadPartAsync(ItemReading read, JsonElement embedded, string list, string? address, string listThere)
        {
            await foreach (var item in parts.ItemsAsync(embedded, list, address, listThere, cancellationToken))
            {
                if (read(item, issue, out var activity) is { } problem)
                {
                    isUnderstood = false;
                    await reading.SkipAsync(issue.Project, problem, cancellationToken);
                }
                else if (activity is not null)
                    await AddAsync(activity);
            }
        }

        async Task AddAsync(CollectedActivity activity)
        {
            strays.See(issue.Id, issue.CreatedAt, issue.UpdatedAt, activity);
            await reading.Findings.AddAsync(activity, cancellationToken);
            await recording.AddAsync(activity, cancellationToken);
        }
    }

    private delegate string? ItemReading(JsonElement json, JiraIssue issue, out CollectedActivity? activity);

    // Each change of an issue changes some of its details. Its creation is told anew only where its words changed, so that the day on which it was
    // created is not summarised again with every step that the issue takes later.
    private static CollectedActivity Settled(CollectedActivity created, CollectedActivity? known) =>
        known is not null && known with { Details = created.Details } == created ? known : created;

    private ValueTask SayListedAsync(long id, CancellationToken cancellationToken) =>
        reading.Findings.SayAsync(report => report.ThreadListed(JiraIssue.ThreadOf(id)), cancellationToken);
}
