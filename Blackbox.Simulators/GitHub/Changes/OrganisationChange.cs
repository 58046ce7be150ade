namespace Blackbox.Simulators.GitHub;

public enum ChangeKind
{
    /// <summary>Title or body of a pull request or issue: <c>Number</c>, <c>Title</c>, <c>Body</c>.</summary>
    EditIssue,

    /// <summary>Removes an issue (not a pull request) with all that belongs to it: <c>Number</c>.</summary>
    DeleteIssue,

    /// <summary>Opens an issue: <c>Login</c>, <c>Title</c>, <c>Body</c>.</summary>
    OpenIssue,

    /// <summary>Opens a pull request with a new branch and one commit: <c>Login</c>, <c>Title</c>, <c>Body</c>; <c>Count</c> generated files.</summary>
    OpenPullRequest,

    /// <summary>Merges (squash) a pull request: <c>Login</c>, <c>Number</c>.</summary>
    MergePullRequest,

    /// <summary>Closes an issue or pull request: <c>Login</c>, <c>Number</c>.</summary>
    Close,

    /// <summary>Reopens an issue or pull request: <c>Login</c>, <c>Number</c>.</summary>
    Reopen,

    /// <summary>Reviews a pull request: <c>Login</c>, <c>Number</c>, <c>State</c>, <c>Body</c>.</summary>
    Review,

    /// <summary>Comments in a conversation: <c>Login</c>, <c>Number</c>, <c>Body</c>.</summary>
    Comment,

    /// <summary>A comment or review comment: <c>Id</c>, <c>Body</c>.</summary>
    EditComment,

    /// <summary>A comment or review comment: <c>Id</c>.</summary>
    DeleteComment,

    /// <summary>Pushes a commit: <c>Login</c>, <c>Branch</c> (the default one if null), <c>Title</c> as message.</summary>
    AddCommit,

    /// <summary>
    /// Makes a repository whose default branch has <c>Count</c> commits by <c>Login</c> that are made when they are read: <c>Repository</c> is
    /// its name, the commits are one second apart and end at <c>At</c>.
    /// </summary>
    AddLargeRepository,

    /// <summary>Replaces the newest <c>Count</c> commits of <c>Branch</c> (1 of the default one) by one new commit of <c>Login</c>.</summary>
    ForcePush,

    DeleteBranch,

    DeleteRelease,

    /// <summary>The repository answers 404 from now on.</summary>
    DeleteRepository,

    /// <summary>The repository answers 451 from now on.</summary>
    BlockRepository,

    /// <summary>A new name: <c>Title</c>. The old one answers 301.</summary>
    RenameRepository,
}

/// <summary>Something that changes in the organisation. Which fields it needs, its kind says.</summary>
public sealed record OrganisationChange : SimulatedChange
{
    public required ChangeKind Kind { get; init; }

    /// <summary>Full name.</summary>
    public required string Repository { get; init; }

    public int Number { get; init; }

    public long Id { get; init; }

    public string? Login { get; init; }

    public string? Title { get; init; }

    public string? Body { get; init; }

    public string? Branch { get; init; }

    public string? State { get; init; }

    public int Count { get; init; }

    /// <summary>When it happens; now (of the organisation) if it is null.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>What came of a change.</summary>
/// <param name="Number">Of the issue or pull request that it is about; 0 if it is about none.</param>
/// <param name="Id">Of what was made, changed or removed.</param>
/// <param name="Sha">Of the commit that was made.</param>
public sealed record ChangeResult(int Number, long Id, string? Sha, DateTimeOffset At);
