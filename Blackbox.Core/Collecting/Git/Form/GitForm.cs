using Blackbox.Core.Summaries;
using Blackbox.Core.Summaries.Extractive;

namespace Blackbox.Core.Collecting.Git.Form;

/// <summary>A day of commits: by repository and purpose, with the main files and sizes, merges and trivia folded into a line each.</summary>
internal sealed class GitForm : IExtractiveForm
{
    private const int MaxRepositories = 12;

    private static readonly (CommitPurpose Purpose, string Label)[] Sections =
    [
        (CommitPurpose.Feature, "Features"), (CommitPurpose.Fix, "Fixes"), (CommitPurpose.Performance, "Performance"),
        (CommitPurpose.Refactoring, "Refactoring"), (CommitPurpose.Documentation, "Documentation"), (CommitPurpose.Test, "Tests"),
        (CommitPurpose.Build, "Build and delivery"), (CommitPurpose.Revert, "Reverts"), (CommitPurpose.Other, "Other work"),
    ];

    public string? Platform => Platforms.Git;

    public SummaryText Write(PlatformDay day)
    {
        // Ids come last: they decide only between commits that are equal in everything that is shown.
        var commits = day.Activities.Select(GitCommit.Of)
            .OrderBy(c => c.Activity.OccurredAt).ThenBy(c => c.Activity.ExternalId, StringComparer.Ordinal).ThenBy(c => c.Id).ToList();
        var repositories = commits.GroupBy(c => c.Activity.Container, StringComparer.Ordinal)
            .OrderByDescending(r => r.Count(c => !c.IsMerge)).ThenByDescending(r => r.Sum(c => c.Lines)).ThenBy(r => r.Key, StringComparer.Ordinal)
            .Select(r => (Name: RepositoryName(r.Key, day.Activities), Commits: r.ToList())).ToList();
        var log = new LogBuilder();
        log.Sentence(Headline(repositories, commits), commits.Select(c => c.Id));
        foreach (var (name, own) in repositories.Take(MaxRepositories))
        {
            if (repositories.Count > 1)
                log.Heading(name);
            WriteRepository(log, own);
        }
        if (repositories.Count > MaxRepositories)
        {
            var rest = repositories.Skip(MaxRepositories).ToList();
            log.Heading("More repositories");
            log.Bullet($"{Counted(rest.SelectMany(r => r.Commits))} in {Phrases.List([.. rest.Select(r => r.Name)], 10)}",
                rest.SelectMany(r => r.Commits).Select(c => c.Id));
        }
        return log.Build();
    }

    public IEnumerable<string> Facts(DayActivity activity)
    {
        var commit = GitCommit.Of(activity);
        return FileChange.Fact(commit.Files, commit.FilesChanged, commit.Added, commit.Deleted);
    }

    private static string Headline(List<(string Name, List<GitCommit> Commits)> repositories, List<GitCommit> commits)
    {
        var files = commits.Sum(c => (long)c.FilesChanged);
        var where = repositories.Count == 1 ? repositories[0].Name : Phrases.Count(repositories.Count, "repository", "repositories");
        var size = files == 0 ? "" : $", {Phrases.Number(files)} {(files == 1 ? "file" : "files")} touched ({Lines(commits)} lines)";
        var areas = CommitText.Areas(commits);
        var mostly = areas.Count == 0 ? "" : $", mostly in {Phrases.List(areas)}";
        return $"{Counted(commits)} in {where}{size}{mostly}.{Others(commits)}";
    }

    private static string Others(List<GitCommit> commits)
    {
        var others = commits.Where(c => c.OtherAuthor is not null).GroupBy(c => Markdown.Escape(c.OtherAuthor!, 60))
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        if (others.Count == 0)
            return "";
        var names = Phrases.List([.. others.Select(g => g.Key)], 4, "others");
        var count = others.Sum(g => g.Count());
        return count == commits.Count ? $" By {names}." : $" {Phrases.Number(count)} of them by {names}.";
    }

    private static void WriteRepository(LogBuilder log, List<GitCommit> commits)
    {
        var merges = commits.Where(c => c.IsMerge).ToList();
        var trivia = commits.Where(c => !c.IsMerge).Select(c => (Commit: c, Why: Trivia(c))).Where(pair => pair.Why is not null).ToList();
        var work = commits.Where(c => !c.IsMerge).Except(trivia.Select(pair => pair.Commit)).ToLookup(Purpose);
        foreach (var (purpose, label) in Sections.Where(section => work.Contains(section.Purpose)))
        {
            log.Label(label);
            GitThreads.Write(log, [.. work[purpose]]);
        }
        if (merges.Count + trivia.Count == 0)
            return;
        log.Label("Besides");
        if (merges.Count > 0)
            log.Bullet($"{Phrases.Count(merges.Count, "merge")}{MergedNames(merges)}{CommitText.By(merges)}", merges.Select(c => c.Id));
        if (trivia.Count > 0)
            log.Bullet(TriviaLine(trivia), trivia.Select(pair => pair.Commit.Id));
    }

    private static string MergedNames(List<GitCommit> merges)
    {
        var names = merges.Select(c => c.Message.Merged).OfType<string>().Distinct().Select(name => Markdown.Escape(name, 120)).ToList();
        return names.Count == 0 ? "" : $" of {Phrases.List(names, 5)}";
    }

    private static string TriviaLine(List<(GitCommit Commit, string? Why)> trivia)
    {
        var commits = trivia.Select(pair => pair.Commit).ToList();
        var reasons = trivia.GroupBy(pair => pair.Why!, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.Key).ToList();
        return $"{Phrases.Count(trivia.Count, "small commit")}: {Phrases.List(reasons)}{CommitText.Size(commits)}{CommitText.By(commits)}";
    }

    // Files decide where words do not, and lock or generated files alone make a commit trivial whatever it says.
    private static string? Trivia(GitCommit commit)
    {
        var ofFiles = commit.Files.Select(FilePurpose.TriviaOf).ToList();
        var isOnlyTrivia = ofFiles.Count > 0 && ofFiles.Count == commit.FilesChanged && ofFiles.TrueForAll(why => why is not null);
        return isOnlyTrivia ? ofFiles[0] : commit.Message.Trivia;
    }

    private static CommitPurpose Purpose(GitCommit commit)
    {
        var ofFiles = commit.Files.Select(FilePurpose.Of).Distinct().ToList();
        var onlyFiles = ofFiles.Count == 1 && commit.Files.Count == commit.FilesChanged ? ofFiles[0] : null;
        return commit.Message.Purpose is null or CommitPurpose.Feature or CommitPurpose.Other
            ? onlyFiles ?? commit.Message.Purpose ?? CommitPurpose.Other
            : commit.Message.Purpose.Value;
    }

    private static string Counted(IEnumerable<GitCommit> commits)
    {
        var all = commits.ToList();
        var merges = all.Count(c => c.IsMerge);
        if (merges == all.Count)
            return Phrases.Count(merges, "merge");
        return Phrases.Count(all.Count - merges, "commit") + (merges == 0 ? "" : $" and {Phrases.Count(merges, "merge")}");
    }

    private static string Lines(List<GitCommit> commits) => Phrases.Lines(commits.Sum(c => c.Added), commits.Sum(c => c.Deleted));

    // The last part of a path names a repository unless another one of the day has the same.
    private static string RepositoryName(string container, IReadOnlyList<DayActivity> all)
    {
        var name = LastPart(container);
        var isShared = all.Select(a => a.Container).Distinct(StringComparer.Ordinal).Count(other => LastPart(other) == name) > 1;
        var shown = Markdown.Escape(isShared ? container : name, 120);
        return shown.Length == 0 ? "(unnamed repository)" : shown;
    }

    private static string LastPart(string container)
    {
        var path = container.TrimEnd('/', '\\');
        if (path.EndsWith("/.git", StringComparison.Ordinal))
            path = path[..^5];
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.EndsWith(".git", StringComparison.Ordinal) && name.Length > 4 ? name[..^4] : name;
    }
}
