using Blackbox.Core.Summaries;
using Blackbox.Core.Summaries.Extractive;

namespace Blackbox.Core.Collecting.Git.Form;

/// <summary>
/// The bullets of one purpose. Commits of one issue are one bullet; where that leaves too many, commits of one scope or directory are too; what is
/// still over is counted.
/// </summary>
internal static class GitThreads
{
    private const int MaxBullets = 8;
    private const int MaxSubjects = 4;

    public static void Write(LogBuilder log, IReadOnlyList<GitCommit> commits)
    {
        var threads = ByIssue(commits);
        if (threads.Count > MaxBullets)
            threads = ByArea(threads);
        var shown = Largest(threads);
        foreach (var thread in threads.Where(shown.Contains))
            log.Bullet(Describe(thread), thread.Commits.Select(c => c.Id));
        var rest = threads.Where(thread => !shown.Contains(thread)).SelectMany(thread => thread.Commits).ToList();
        if (rest.Count > 0)
            log.Bullet($"and {Phrases.Count(rest.Count, "more commit")}{CommitText.Size(rest)}{CommitText.By(rest)}", rest.Select(c => c.Id));
    }

    // In the order of their first commits.
    private static List<Thread> ByIssue(IReadOnlyList<GitCommit> commits)
    {
        var shared = commits.SelectMany(c => c.Message.Issues.Take(1)).GroupBy(issue => issue, StringComparer.Ordinal)
            .Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        string? KeyOf(GitCommit commit) => commit.Message.Issues is [var issue, ..] && shared.Contains(issue) ? issue : null;
        return [.. commits.Select((commit, index) => (commit, Key: KeyOf(commit), Order: index))
            .GroupBy(row => row.Key is null ? $"\0{row.Order}" : row.Key, StringComparer.Ordinal)
            .Select(g => new Thread(g.First().Key, null, [.. g.Select(row => row.commit)]))];
    }

    private static List<Thread> ByArea(List<Thread> threads)
    {
        static string? AreaOf(Thread thread) =>
            thread.Issue is not null ? null
            : thread.Commits[0].Message.Scope is { } scope ? Markdown.Escape(scope, 40)
            : CommitText.AreaOf(thread.Commits[0]) is { Length: > 0 } directory ? Markdown.Code(directory, 80)
            : null;
        return [.. threads.Select((thread, index) => (Thread: thread, Area: AreaOf(thread), Order: index))
            .GroupBy(row => row.Area ?? $"\0{row.Order}", StringComparer.Ordinal)
            .Select(g => g.Count() == 1 ? g.First().Thread : new Thread(null, g.First().Area, [.. g.SelectMany(row => row.Thread.Commits)]))];
    }

    private static HashSet<Thread> Largest(List<Thread> threads) => threads.Count <= MaxBullets
        ? [.. threads]
        : [.. threads.Select((thread, index) => (thread, index))
            .OrderByDescending(row => row.thread.Commits.Count).ThenByDescending(row => row.thread.Commits.Sum(c => c.Lines)).ThenBy(row => row.index)
            .Take(MaxBullets - 1).Select(row => row.thread)];

    private static string Describe(Thread thread)
    {
        var commits = thread.Commits;
        var tail = CommitText.Files(commits) + CommitText.Size(commits) + CommitText.By(commits);
        if (commits.Count == 1)
            return CommitText.Subject(commits[0]) + tail;
        var subjects = commits.Select(c => CommitText.Subject(c, withScope: false, thread.Issue)).Distinct(StringComparer.Ordinal).ToList();
        var listed = subjects.Count > MaxSubjects
            ? $"{string.Join("; ", subjects.Take(MaxSubjects))}; and {Phrases.Number(subjects.Count - MaxSubjects)} more"
            : string.Join("; ", subjects);
        var label = thread.Issue is null ? thread.Area : Markdown.Escape(thread.Issue, 20);
        return $"{label}: {listed} · {Phrases.Count(commits.Count, "commit")}{tail}";
    }

    private sealed record Thread(string? Issue, string? Area, IReadOnlyList<GitCommit> Commits);
}
