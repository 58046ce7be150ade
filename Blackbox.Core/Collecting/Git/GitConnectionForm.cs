namespace Blackbox.Core.Collecting.Git;

/// <summary>How a repository is added on the connections page.</summary>
internal static class GitConnectionForm
{
    public static readonly ConnectionForm Form = new("Add a repository",
    [
        new("paths", "Path of a git clone on this machine", FieldKind.Lines, "repositories")
        {
            Placeholder = "/home/ada/projects/engine",
            Help = "Several paths, one a line, make one connection. Nothing in a repository is changed or run.",
            IsRequired = true,
        },
    ])
    {
        Action = "Add and test",
        Scopes = [new(null, "Find out by the authors"), new(RecordScope.Mine, "Mine"), new(RecordScope.Everyone, "Everyone's")],
        IsOpen = true,
        FirstDays = 365,
    };

    /// <summary>The last part of the first repository's path, as a person would call it.</summary>
    public static string NameOf(GitSettings settings)
    {
        if (settings.Repositories.Count == 0)
            return Platforms.Git;
        var path = settings.Repositories[0].TrimEnd('/', '\\');
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        if (name == ".git")
            name = Path.GetFileName(Path.GetDirectoryName(path)) ?? name;
        else if (name.EndsWith(".git", StringComparison.OrdinalIgnoreCase))
            name = name[..^4];
        if (name.Length == 0)
            name = Platforms.Git;
        return settings.Repositories.Count > 1 ? $"{name} and {settings.Repositories.Count - 1} more" : name;
    }
}
