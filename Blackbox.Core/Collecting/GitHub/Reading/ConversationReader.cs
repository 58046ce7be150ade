using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.GitHub.Reading;

/// <summary>Issues, comments, what happened to issues and pull requests, and releases of one repository.</summary>
internal sealed class ConversationReader(RepositoryReader repository)
{
    // A release is listed by the date of its commit, which may be well before it was published.
    private static readonly TimeSpan ReleaseMargin = TimeSpan.FromDays(180);

    /// <summary>An issue or pull request changed since the window's start.</summary>
    public bool HasAny { get; private set; }

    /// <summary>A pull request did.</summary>
    public bool HasPulls { get; private set; }

    /// <summary>Everything that happens to an issue or a pull request moves it to the top of this list.</summary>
    public async Task ReadIssuesAsync()
    {
        try
        {
            await foreach (var json in repository.ItemsAsync("/issues?state=all&sort=updated&direction=desc&per_page=100", "updated_at"))
            {
                if (IssueItem.Read(json, out var issue) is { } problem)
                {
                    // What cannot be understood may be newer than the window's start.
                    (HasAny, HasPulls) = (true, true);
                    await repository.SkipAsync(problem);
                    continue;
                }
                if (issue.UpdatedAt < repository.Window.From)
                    continue;
                HasAny = true;
                HasPulls |= issue.IsPull;
                repository.Titles[issue.Number] = issue.Title;
                if (repository.Window.Contains(issue.CreatedAt))
                    await repository.AddAsync(issue.Opened(repository.Container, json));
            }
        }
        catch (ResourceException exception) when (exception.Status == 410)
        {
            // Issues are switched off; there may be pull requests all the same.
            (HasAny, HasPulls) = (true, true);
        }
    }

    public Task ReadCommentsAsync() => ReadCommentsAsync("/issues/comments", CommentItem.ReadComment);

    public Task ReadReviewCommentsAsync() => ReadCommentsAsync("/pulls/comments", CommentItem.ReadReviewComment);

    private delegate string? CommentReading(
        JsonElement json, string container, IReadOnlyDictionary<int, string> titles, out CollectedActivity? activity);

    private async Task ReadCommentsAsync(string list, CommentReading read)
    {
        await foreach (var json in repository.ItemsAsync($"{list}?sort=created&direction=desc&per_page=100", "created_at"))
        {
            if (json.Instant("created_at") < repository.Window.From)
                continue;
            if (read(json, repository.Container, repository.Titles, out var activity) is { } problem)
                await repository.SkipAsync(problem);
            await repository.AddAsync(activity);
        }
    }

    public async Task ReadEventsAsync(PullReader pulls)
    {
        await foreach (var json in repository.ItemsAsync("/issues/events?per_page=100", "created_at"))
        {
            if (json.Instant("created_at") < repository.Window.From)
                continue;
            if (IssueEventItem.Read(json, out var item) is { } problem)
            {
                await repository.SkipAsync(problem);
                continue;
            }
            if (item.Activity(repository.Container, null, null, null) is not { } bare || !repository.Connection.IsWanted(bare))
                continue;
            if (!item.IsOfPull)
            {
                await repository.AddAsync(bare);
                continue;
            }
            var pull = pulls.Find(item.Number);
            var files = pull is null ? null : await pulls.SizeAsync(pull);
            await repository.AddAsync(item.Activity(repository.Container, pull, files, pulls.MergeMethods.GetValueOrDefault(item.Number)));
        }
    }

    public async Task ReadReleasesAsync()
    {
        await foreach (var json in repository.ItemsAsync("/releases?per_page=100", "created_at", ReleaseMargin))
        {
            if (ReleaseItem.Read(json, repository.Container, out var activity) is { } problem)
                await repository.SkipAsync(problem);
            await repository.AddAsync(activity);
        }
    }
}
