namespace Blackbox.Core.Collecting.Git;

/// <summary>
/// Names repositories after their directories. Where two of a connection share a name, the later one gets as many parent directories before
/// it as it takes, so that adding a repository never renames those that were there.
/// </summary>
internal sealed class RepositoryNames
{
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="path">Absolute; <c>/srv/git/engine.git</c> is called <c>engine</c>.</param>
    public string For(string path)
    {
        var segments = path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length == 0)
            segments = ["root"];
        if (segments[^1].Length > 4 && segments[^1].EndsWith(".git", StringComparison.OrdinalIgnoreCase))
            segments[^1] = segments[^1][..^4];
        for (var count = 1; count <= segments.Length; count++)
        {
            var name = GitText.Cut(string.Join('/', segments[^count..]), Activity.MaxContainerLength);
            if (_taken.Add(name))
                return name;
        }
        return Numbered(GitText.Cut(string.Join('/', segments), Activity.MaxContainerLength - 8));
    }

    // "/srv/engine" and "/srv/engine.git", or paths whose ends do not fit.
    private string Numbered(string name)
    {
        for (var number = 2; ; number++)
        {
            if (_taken.Add($"{name} {number}"))
                return $"{name} {number}";
        }
    }
}
