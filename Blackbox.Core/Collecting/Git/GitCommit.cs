namespace Blackbox.Core.Collecting.Git;

/// <summary>A commit as the log lists it.</summary>
internal sealed class GitCommit
{
    public required string Sha { get; init; }

    /// <summary>The first parents; how many there are says <see cref="ParentCount"/>.</summary>
    public IReadOnlyList<string> Parents { get; set; } = [];

    public int ParentCount { get; set; }
    public GitDate? Authored { get; set; }
    public GitDate? Committed { get; set; }

    /// <summary>When the work was done; null when no date of the commit can be read.</summary>
    public DateTimeOffset? OccurredAt { get; set; }

    /// <summary>False for a commit outside of the window: only what stands above is filled in.</summary>
    public bool InWindow { get; set; }

    public GitPerson Author { get; set; }
    public GitPerson Committer { get; set; }

    /// <summary>The encoding that the message declares; empty for UTF-8.</summary>
    public string Encoding { get; set; } = "";

    /// <summary>The ref through which the commit was reached, as <c>refs/heads/main</c>.</summary>
    public string Source { get; set; } = "";

    public string Subject { get; set; } = "";
    public string Body { get; set; } = "";
    public bool MessageTruncated { get; set; }

    /// <summary>The first of the files; how many there are says <see cref="FileCount"/>.</summary>
    public List<GitFileChange> Files { get; } = [];

    public int FileCount { get; set; }
    public long Added { get; set; }
    public long Deleted { get; set; }
    public bool PathTruncated { get; set; }

    /// <summary>Two parents or more.</summary>
    public bool IsMerge => ParentCount > 1;
}

/// <param name="OldPath">Where it was before a rename.</param>
/// <param name="Added">Lines; null for a binary file.</param>
/// <param name="Deleted">Lines; null for a binary file.</param>
internal readonly record struct GitFileChange(string Path, string? OldPath, long? Added, long? Deleted);

/// <summary>Name and e-mail as a commit or a trailer gives them.</summary>
internal readonly record struct GitPerson(string Name, string Email);
