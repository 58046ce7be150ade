using Blackbox.Core.Collecting.Git.Form;
using Blackbox.Core.Summaries;
using Blackbox.Core.Summaries.Extractive;

namespace Blackbox.Core.Collecting.GitHub.Form;

/// <summary>How things on GitHub are told in a line.</summary>
internal static class GitHubText
{
    private const int MaxTitle = 160;
    private const int MaxSubjects = 4;
    private const int MaxNames = 3;

    /// <summary><c>\#12 Read pages ahead, of Bob</c>.</summary>
    public static string Thing(GitHubItem item)
    {
        var title = Markdown.Escape(item.Activity.Title, MaxTitle);
        var name = item.Number is { } number ? $"\\#{number} {title}".TrimEnd() : title.Length == 0 ? "(untitled)" : title;
        return item.Whose is { } whose ? $"{name}, of {Markdown.Escape(whose, 60)}" : name;
    }

    public static string Title(GitHubItem item) => Markdown.Escape(item.Activity.Title, MaxTitle) is { Length: > 0 } title ? title : "(untitled)";

    /// <summary><c> · +120 −30 in 5 files</c>; empty when it is not known.</summary>
    public static string Size(IReadOnlyList<GitHubItem> items)
    {
        if (items.MaxBy(item => item.FilesChanged) is not { FilesChanged: > 0 } sized)
            return "";
        return $" · {Phrases.Lines(sized.Added, sized.Deleted)} in {Phrases.Number(sized.FilesChanged)} {(sized.FilesChanged == 1 ? "file" : "files")}";
    }

    /// <summary><c> · 3 commits: Read ahead; Test it; Say so</c>; empty for none.</summary>
    public static string Commits(IReadOnlyList<GitHubItem> commits)
    {
        var told = commits.Where(c => c.Kind == "commit").ToList();
        if (told.Count == 0)
            return "";
        return $" · {Phrases.Count(CountCommits(told), "commit")}: {Subjects(told)}";
    }

    /// <summary>What commits say, each once.</summary>
    public static string Subjects(IReadOnlyList<GitHubItem> commits)
    {
        var subjects = commits.Select(Subject).Distinct(StringComparer.Ordinal).ToList();
        return subjects.Count > MaxSubjects
            ? $"{string.Join("; ", subjects.Take(MaxSubjects))}; and {Phrases.Number(subjects.Count - MaxSubjects)} more"
            : string.Join("; ", subjects);
    }

    public static string Subject(GitHubItem commit) => Markdown.Escape(CommitMessage.Of(commit.Activity.Title, "").Subject, MaxTitle);

    /// <summary>A commit that several people wrote is one commit.</summary>
    public static int CountCommits(IEnumerable<GitHubItem> commits) => commits.Select(c => c.Activity.ExternalId).Distinct(StringComparer.Ordinal).Count();

    /// <summary><c> · by Ann and Bob</c> where somebody else than the record's owner did it.</summary>
    public static string By(IReadOnlyList<GitHubItem> items)
    {
        var names = items.Select(item => item.Other).OfType<string>().Select(name => Markdown.Escape(name, 60))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "" : $" · by {Phrases.List(names, MaxNames, "others")}";
    }
}
