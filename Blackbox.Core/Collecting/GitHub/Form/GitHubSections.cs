using Blackbox.Core.Summaries;
using Blackbox.Core.Summaries.Extractive;

namespace Blackbox.Core.Collecting.GitHub.Form;

/// <summary>What happened in one repository. Each activity stands in exactly one bullet; what one person did to one thing is one bullet.</summary>
internal static class GitHubSections
{
    private const int MaxBullets = 8;
    private const int MaxDiscussed = 5;

    /// <summary>Whether a section is made for it.</summary>
    public static bool IsKnown(GitHubItem item) =>
        item.IsCommit || item.IsPullState || item.IsIssueState || item.IsComment || item.Kind is "review" or "release";

    /// <param name="items">At least one, in the order in which they happened.</param>
    public static void Write(LogBuilder log, List<GitHubItem> items)
    {
        Section(log, "Pull requests", "pull request", PullRequests(items));
        Section(log, "Reviews", "review", Reviews(items));
        Section(log, "Issues", "issue", Issues(items));
        Section(log, "Releases", "release", [.. items.Where(i => i.Kind == "release").Select(i => new Bullet($"Published {GitHubText.Title(i)}{GitHubText.By([i])}", [i]))]);
        Section(log, "Commits", "commit", Commits(items));
        Section(log, "Discussion", "discussion", Discussion(items));
        Section(log, "Other", "activity", [.. items.Where(i => !IsKnown(i)).Select(i =>
            new Bullet($"{Markdown.Escape(i.Kind.Replace('_', ' '), 32)}, {GitHubText.Thing(i)}{GitHubText.By([i])}", [i]))], "activities");
    }

    private static void Section(LogBuilder log, string label, string thing, List<Bullet> bullets, string? things = null)
    {
        if (bullets.Count == 0)
            return;
        log.Label(label);
        var shown = bullets.Count <= MaxBullets ? bullets : bullets[..(MaxBullets - 1)];
        foreach (var bullet in shown)
            log.Bullet(bullet.Text, bullet.Items.Select(i => i.Id));
        var rest = bullets.Skip(shown.Count).ToList();
        if (rest.Count > 0)
        {
            var items = rest.SelectMany(bullet => bullet.Items).ToList();
            log.Bullet($"and {Phrases.Count(rest.Count, $"more {thing}", things is null ? null : $"more {things}")}{GitHubText.By(items)}", items.Select(i => i.Id));
        }
    }

    // What happened to it, with its commits of the day; then pull requests that only got commits.
    private static List<Bullet> PullRequests(List<GitHubItem> items)
    {
        var states = items.Where(i => i.IsPullState).GroupBy(i => (i.Number, i.Activity.Person)).Select(g => g.ToList()).ToList();
        var taken = new HashSet<GitHubItem>();
        var bullets = new List<Bullet>();
        foreach (var own in states)
        {
            // Commits go to the first bullet of their pull request.
            var commits = items.Where(i => i.IsCommit && i.Number is not null && i.Number == own[0].Number && taken.Add(i)).ToList();
            var verbs = Phrases.List([.. own.Select(i => Verb(i.Kind)).Distinct(StringComparer.Ordinal)]);
            var text = $"{Capitalized(verbs)} {GitHubText.Thing(own[^1])}{GitHubText.Size(own)}{GitHubText.Commits(commits)}";
            var helpers = commits.Where(c => c.Other is not null && c.Other != own[0].Other).ToList();
            bullets.Add(new(text + GitHubText.By([.. own, .. helpers]), [.. own, .. commits]));
        }
        foreach (var commits in items.Where(i => i.IsCommit && i.Number is not null && !taken.Contains(i)).GroupBy(i => i.Number).Select(g => g.ToList()))
        {
            var told = commits.Where(c => c.Kind == "commit").ToList();
            var what = told.Count == 0 ? Phrases.Count(GitHubText.CountCommits(commits), "merge") : GitHubText.Commits(commits)[3..];
            bullets.Add(new($"Worked on \\#{commits[0].Number} · {what}{GitHubText.By(commits)}", commits));
        }
        return bullets;
    }

    private static List<Bullet> Reviews(List<GitHubItem> items) =>
    [
        .. items.Where(i => i.Kind == "review").GroupBy(i => (i.Number, i.Activity.Person)).Select(g =>
        {
            var reviews = g.ToList();
            var lines = items.Where(i => BelongsToReview(i, reviews[0])).ToList();
            var verbs = Phrases.List([.. reviews.Select(i => ReviewVerb(i.State)).Distinct(StringComparer.Ordinal)]);
            var comments = lines.Count == 0 ? "" : $" · {Phrases.Count(lines.Count, "comment")} on lines";
            return new Bullet($"{Capitalized(verbs)} {GitHubText.Thing(reviews[0])}{comments}{GitHubText.By(reviews)}", [.. reviews, .. lines]);
        }),
    ];

    private static List<Bullet> Issues(List<GitHubItem> items) =>
    [
        .. items.Where(i => i.IsIssueState).GroupBy(i => (i.Number, i.Activity.Person)).Select(g =>
        {
            var own = g.ToList();
            var verbs = Phrases.List([.. own.Select(i => Verb(i.Kind)).Distinct(StringComparer.Ordinal)]);
            return new Bullet($"{Capitalized(verbs)} {GitHubText.Thing(own[^1])}{GitHubText.By(own)}", own);
        }),
    ];

    // Without a pull request; a commit that several people wrote is one.
    private static List<Bullet> Commits(List<GitHubItem> items)
    {
        var loose = items.Where(i => i.IsCommit && i.Number is null).ToList();
        List<Bullet> bullets = [.. loose.Where(i => i.Kind == "commit").GroupBy(i => i.Activity.ExternalId, StringComparer.Ordinal)
            .Select(g => new Bullet($"{GitHubText.Subject(g.First())}{GitHubText.By([.. g])}", [.. g]))];
        var merges = loose.Where(i => i.Kind == "merge").ToList();
        if (merges.Count > 0)
            bullets.Add(new($"{Phrases.Count(GitHubText.CountCommits(merges), "merge")}{GitHubText.By(merges)}", merges));
        return bullets;
    }

    private static List<Bullet> Discussion(List<GitHubItem> items)
    {
        var reviews = items.Where(i => i.Kind == "review").ToList();
        return
        [
            .. items.Where(i => i.IsComment && !reviews.Exists(review => BelongsToReview(i, review))).GroupBy(i => i.Activity.Person, StringComparer.Ordinal).Select(g =>
            {
                var comments = g.ToList();
                var things = comments.Select(GitHubText.Thing).Distinct(StringComparer.Ordinal).ToList();
                return new Bullet($"{Phrases.Count(comments.Count, "comment")} on {Phrases.List(things, MaxDiscussed)}{GitHubText.By(comments)}", comments);
            }),
        ];
    }

    private static bool BelongsToReview(GitHubItem item, GitHubItem review) =>
        item.Kind == "review_comment" && item.Number is not null && item.Number == review.Number && item.Activity.Person == review.Activity.Person;

    private static string Verb(string kind) => kind[(kind.LastIndexOf('_') + 1)..] switch
    {
        "opened" => "opened",
        "merged" => "merged",
        "closed" => "closed",
        "reopened" => "reopened",
        _ => "changed",
    };

    private static string ReviewVerb(string? state) => state switch
    {
        "approved" => "approved",
        "changes_requested" => "requested changes on",
        "commented" => "commented on",
        _ => "reviewed",
    };

    private static string Capitalized(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    private sealed record Bullet(string Text, IReadOnlyList<GitHubItem> Items);
}
