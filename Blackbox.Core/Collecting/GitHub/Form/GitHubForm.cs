using Blackbox.Core.Summaries;
using Blackbox.Core.Summaries.Extractive;

namespace Blackbox.Core.Collecting.GitHub.Form;

/// <summary>A day on GitHub: by repository, pull requests with their commits, reviews, issues, releases, other commits and comments.</summary>
internal sealed class GitHubForm : IExtractiveForm
{
    private const int MaxRepositories = 12;

    public string? Platform => Platforms.GitHub;

    public SummaryText Write(PlatformDay day)
    {
        // Ids come last: they decide only between items that are equal in everything that is shown.
        var items = day.Activities.Select(GitHubItem.Of)
            .OrderBy(i => i.Activity.OccurredAt).ThenBy(i => i.Activity.ExternalId, StringComparer.Ordinal)
            .ThenBy(i => i.Activity.Person, StringComparer.Ordinal).ThenBy(i => i.Id).ToList();
        var repositories = items.GroupBy(i => i.Activity.Container, StringComparer.Ordinal)
            .OrderByDescending(r => r.Count()).ThenBy(r => r.Key, StringComparer.Ordinal)
            .Select(r => (Name: RepositoryName(r.Key, day.Activities), Items: r.ToList())).ToList();
        var log = new LogBuilder();
        var where = repositories.Count == 1 ? repositories[0].Name : Phrases.Count(repositories.Count, "repository", "repositories");
        log.Sentence($"{Counted(items)} in {where}.{Others(items)}", items.Select(i => i.Id));
        foreach (var (name, own) in repositories.Take(MaxRepositories))
        {
            if (repositories.Count > 1)
                log.Heading(name);
            GitHubSections.Write(log, own);
        }
        if (repositories.Count > MaxRepositories)
        {
            var rest = repositories.Skip(MaxRepositories).ToList();
            var all = rest.SelectMany(r => r.Items).ToList();
            log.Heading("More repositories");
            log.Bullet($"{Counted(all)} in {Phrases.List([.. rest.Select(r => r.Name)], 10)}", all.Select(i => i.Id));
        }
        return log.Build();
    }

    public IEnumerable<string> Facts(DayActivity activity)
    {
        var item = GitHubItem.Of(activity);
        var facts = new List<string>();
        if (item.Number is { } number)
            facts.Add(item.IsCommit ? $"of pull request #{number}" : $"#{number}");
        if (item.Whose is { } whose)
            facts.Add($"of {PlainText.Line(whose, 100)}");
        if (item.Kind == "review" && item.State is { } state)
            facts.Add(PlainText.Line(state.Replace('_', ' '), 40));
        string[] line = facts.Count == 0 ? [] : [string.Join(", ", facts)];
        return [.. line, .. FileChange.Fact(item.Files, item.FilesChanged, item.Added, item.Deleted)];
    }

    // "2 pull requests merged, 1 opened, 3 reviews and 5 commits"
    private static string Counted(List<GitHubItem> items)
    {
        int Of(params ReadOnlySpan<string> kinds)
        {
            var count = 0;
            foreach (var item in items)
                count += kinds.Contains(item.Kind) ? 1 : 0;
            return count;
        }

        var parts = new List<string>();
        Add("pull request", ["pull_request_merged", "pull_request_opened", "pull_request_closed", "pull_request_reopened"]);
        if (Of("review") is var reviews and > 0)
            parts.Add(Phrases.Count(reviews, "review"));
        Add("issue", ["issue_opened", "issue_closed", "issue_reopened"]);
        if (GitHubText.CountCommits(items.Where(i => i.Kind == "commit")) is var commits and > 0)
            parts.Add(Phrases.Count(commits, "commit"));
        if (GitHubText.CountCommits(items.Where(i => i.Kind == "merge")) is var merges and > 0)
            parts.Add(Phrases.Count(merges, "merge"));
        if (Of("comment", "review_comment") is var comments and > 0)
            parts.Add(Phrases.Count(comments, "comment"));
        if (Of("release") is var releases and > 0)
            parts.Add(Phrases.Count(releases, "release"));
        if (items.Count(i => !GitHubSections.IsKnown(i)) is var others and > 0)
            parts.Add(Phrases.Count(others, "other activity", "other activities"));
        return Phrases.List(parts);

        void Add(string thing, ReadOnlySpan<string> kinds)
        {
            var isFirst = true;
            foreach (var kind in kinds)
            {
                if (Of(kind) is not (var count and > 0))
                    continue;
                var verb = kind[(kind.LastIndexOf('_') + 1)..];
                parts.Add(isFirst ? $"{Phrases.Count(count, thing)} {verb}" : $"{Phrases.Number(count)} {verb}");
                isFirst = false;
            }
        }
    }

    private static string Others(List<GitHubItem> items)
    {
        var others = items.Where(i => i.Other is not null).GroupBy(i => Markdown.Escape(i.Other!, 60), StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        if (others.Count == 0)
            return "";
        var names = Phrases.List([.. others.Select(g => g.Key)], 4, "others");
        var count = others.Sum(g => g.Count());
        return count == items.Count ? $" By {names}." : $" {Phrases.Number(count)} of them by {names}.";
    }

    // The last part names a repository unless another one of the day has the same.
    private static string RepositoryName(string container, IReadOnlyList<DayActivity> all)
    {
        static string LastPart(string name) => name[(name.LastIndexOf('/') + 1)..];
        var name = LastPart(container);
        var isShared = all.Select(a => a.Container).Distinct(StringComparer.Ordinal).Count(other => LastPart(other) == name) > 1;
        var shown = Markdown.Escape(isShared ? container : name, 120);
        return shown.Length == 0 ? "(unnamed repository)" : shown;
    }
}
