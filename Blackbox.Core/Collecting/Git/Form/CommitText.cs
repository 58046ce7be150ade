using Blackbox.Core.Summaries;
using Blackbox.Core.Summaries.Extractive;

namespace Blackbox.Core.Collecting.Git.Form;

/// <summary>How commits are told in a line.</summary>
internal static class CommitText
{
    private const int MaxSubject = 160;
    private const int MaxNames = 3;
    private const int MaxFilesNamed = 3;

    /// <summary>Share of the changed lines that a directory needs to be named as where the work was.</summary>
    private const double AreaShare = 0.25;

    /// <param name="said">An issue key that stands elsewhere in the line.</param>
    public static string Subject(GitCommit commit, bool withScope = true, string? said = null)
    {
        var message = commit.Message;
        var subject = Markdown.Escape(message.Subject, MaxSubject);
        if (withScope && message.Scope is { } scope)
            subject = $"{Markdown.Escape(scope, 40)}\\: {subject}";
        var unsaid = message.Issues.Where(issue => issue != said && !message.Subject.Contains(issue, StringComparison.Ordinal)).ToList();
        if (unsaid.Count > 0)
            subject += $" ({Phrases.List([.. unsaid.Select(issue => Markdown.Escape(issue, 20))], 3)})";
        return message.IsBreaking ? $"{subject} (breaking)" : subject;
    }

    /// <summary><c> · `Searcher.cs`, `Sql.cs` and 3 more in `Core/Search`</c>; empty when no files are known.</summary>
    public static string Files(IReadOnlyList<GitCommit> commits)
    {
        var files = Merged(commits);
        var telling = files.Where(file => FilePurpose.TriviaOf(file) is null).ToList();
        var named = telling.Count > 0 ? telling : files;
        if (named.Count == 0)
            return "";
        var total = Math.Max(commits.Count == 1 ? commits[0].FilesChanged : files.Count, named.Count);
        var names = named.Take(MaxFilesNamed).Select(file => Markdown.Code(file.Name, 60)).ToList();
        var rest = total - names.Count;
        var list = rest > 0 ? $"{string.Join(", ", names)} and {Phrases.Number(rest)} more" : Phrases.List(names);
        var directory = CommonDirectory(named);
        return directory.Length == 0 ? $" · {list}" : $" · {list} in {Markdown.Code(directory, 80)}";
    }

    public static string Size(IReadOnlyList<GitCommit> commits)
    {
        var (added, deleted) = (commits.Sum(c => c.Added), commits.Sum(c => c.Deleted));
        return added + deleted == 0 ? "" : $" · {Phrases.Lines(added, deleted)}";
    }

    /// <summary><c> · by Ann and Bob</c> for others' commits, <c> · with Bob</c> for own ones with co-authors; empty when neither.</summary>
    public static string By(IReadOnlyList<GitCommit> commits)
    {
        var others = Names(commits.Select(c => c.OtherAuthor).OfType<string>());
        var with = Names(commits.SelectMany(c => c.CoAuthors));
        var by = others.Length == 0 ? "" : $" · by {others}{(commits.Any(c => c.IsCoAuthored) ? ", co-authored" : "")}";
        return with.Length == 0 ? by : $"{by} · with {with}";
    }

    /// <summary>At most two directories that together hold most of the change, as code spans; none when it is spread thin.</summary>
    public static List<string> Areas(IReadOnlyList<GitCommit> commits)
    {
        var files = Merged(commits).Where(file => FilePurpose.TriviaOf(file) is null).ToList();
        var total = files.Sum(file => file.Lines);
        if (total == 0)
            return [];
        return [.. files.Where(file => file.Directory.Length > 0).GroupBy(file => TopTwo(file.Directory), StringComparer.Ordinal)
            .Select(g => (Directory: g.Key, Lines: g.Sum(file => file.Lines)))
            .Where(area => area.Lines >= total * AreaShare)
            .OrderByDescending(area => area.Lines).ThenBy(area => area.Directory, StringComparer.Ordinal)
            .Take(2).Select(area => Markdown.Code(area.Directory, 80))];
    }

    /// <summary>The directory in which all of a commit's files are, two levels deep at most; empty when there is none.</summary>
    public static string AreaOf(GitCommit commit) => TopTwo(CommonDirectory(commit.Files));

    private static string Names(IEnumerable<string> names) =>
        Phrases.List([.. names.Select(name => Markdown.Escape(name, 60)).Distinct().Order(StringComparer.Ordinal)], MaxNames, "others");

    private static List<FileChange> Merged(IReadOnlyList<GitCommit> commits) =>
        [.. commits.SelectMany(c => c.Files).GroupBy(file => file.Path, StringComparer.Ordinal)
            .Select(g => new FileChange(g.Key, g.Sum(file => file.Added), g.Sum(file => file.Deleted)))
            .OrderByDescending(file => file.Lines).ThenBy(file => file.Path, StringComparer.Ordinal)];

    private static string CommonDirectory(IReadOnlyList<FileChange> files)
    {
        if (files.Count == 0)
            return "";
        var common = files[0].Directory.Split('/').AsSpan();
        foreach (var file in files)
        {
            var length = common.CommonPrefixLength(file.Directory.Split('/'));
            common = common[..length];
        }
        return string.Join('/', common.ToArray());
    }

    private static string TopTwo(string directory) => string.Join('/', directory.Split('/').Take(2));
}
