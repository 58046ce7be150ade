namespace Blackbox.Core.Summaries.Extractive;

/// <summary>A file that a commit or a pull request touches, with the lines added and deleted.</summary>
internal sealed record FileChange(string Path, long Added, long Deleted)
{
    private const int MaxNamed = 12;

    public long Lines => Added + Deleted;
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
    public string Directory => Path.LastIndexOf('/') is var end and > 0 ? Path[..end] : "";

    /// <summary>As a prompt tells of them: <c>files: src/A.cs (+3 −1) and 2 more, +9 −4 in all</c>; nothing where there are none.</summary>
    public static IEnumerable<string> Fact(IReadOnlyList<FileChange> files, long count, long added, long deleted)
    {
        if (count == 0)
            yield break;
        var named = files.Take(MaxNamed).Select(file => $"{PlainText.Line(file.Path, 200)} ({Phrases.Lines(file.Added, file.Deleted)})").ToList();
        var rest = count - named.Count;
        var list = named.Count == 0 ? Phrases.Number(count) : $"{string.Join(", ", named)}{(rest > 0 ? $" and {Phrases.Number(rest)} more" : "")}";
        yield return $"files: {list}, {Phrases.Lines(added, deleted)} in all";
    }
}
