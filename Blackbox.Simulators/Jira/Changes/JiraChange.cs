namespace Blackbox.Simulators.Jira;

public enum JiraChangeKind
{
    /// <summary>Creates an issue: <c>Project</c>, <c>Person</c>, <c>Text</c> as summary, <c>Body</c> as description.</summary>
    CreateIssue,

    /// <summary><c>Issue</c>, <c>Person</c>, <c>Text</c>.</summary>
    EditSummary,

    /// <summary>Any field: <c>Issue</c>, <c>Person</c>, <c>Field</c> (as <c>priority</c> or <c>description</c>), <c>Text</c> as its new value.</summary>
    EditField,

    /// <summary><c>Issue</c>, <c>Person</c>, <c>Text</c> as the status' name.</summary>
    ChangeStatus,

    /// <summary><c>Issue</c>, <c>Person</c>, <c>Text</c> as the one it is assigned to; nobody if it is null.</summary>
    Assign,

    /// <summary>The issue gets a new key in <c>Project</c> and keeps its id: <c>Issue</c>, <c>Person</c>.</summary>
    MoveIssue,

    /// <summary>With all that belongs to it: <c>Issue</c>.</summary>
    DeleteIssue,

    /// <summary><c>Issue</c>, <c>Person</c>, <c>Text</c>.</summary>
    Comment,

    /// <summary><c>Id</c>, <c>Text</c>.</summary>
    EditComment,

    /// <summary><c>Id</c>.</summary>
    DeleteComment,

    /// <summary><c>Issue</c>, <c>Person</c>, <c>Started</c> (now if it is null), <c>Seconds</c>, <c>Text</c>.</summary>
    AddWorklog,

    /// <summary><c>Id</c>, <c>Seconds</c>, <c>Text</c>.</summary>
    EditWorklog,

    /// <summary><c>Id</c>.</summary>
    DeleteWorklog,

    /// <summary>
    /// An issue of <c>Person</c> in <c>Project</c> with <c>Count</c> changelog entries, one a second up to <c>At</c>; <c>Text</c> as summary.
    /// </summary>
    AddLargeIssue,

    /// <summary><c>Person</c> is shown as <c>Text</c>.</summary>
    RenameUser,

    /// <summary><c>Person</c>.</summary>
    DeactivateUser,

    /// <summary><c>Person</c>.</summary>
    ReactivateUser,

    /// <summary>Cloud: <c>Person</c> lets others see the e-mail.</summary>
    ShowEmail,

    /// <summary>Cloud: <c>Person</c> hides the e-mail.</summary>
    HideEmail,
}

/// <summary>Something that changes on the site. Which fields it needs, its kind says.</summary>
public sealed record JiraChange : SimulatedChange
{
    public required JiraChangeKind Kind { get; init; }

    /// <summary>Id or key.</summary>
    public string? Issue { get; init; }

    /// <summary>Of a comment or worklog.</summary>
    public long Id { get; init; }

    /// <summary>Key of a project.</summary>
    public string? Project { get; init; }

    /// <summary>Who does it, or whom it is about: external id, user name or GitHub's login.</summary>
    public string? Person { get; init; }

    public string? Field { get; init; }

    public string? Text { get; init; }

    public string? Body { get; init; }

    public DateTimeOffset? Started { get; init; }

    public int Seconds { get; init; } = 3_600;

    public int Count { get; init; }

    /// <summary>When it happens; now (of the site) if it is null.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>What came of a change.</summary>
/// <param name="Issue">Id of the issue that it is about; 0 if it is about none.</param>
/// <param name="Key">The issue's key now.</param>
/// <param name="Id">Of the comment, worklog or changelog entry that was made, changed or removed.</param>
public sealed record JiraChangeResult(long Issue, string? Key, long Id, DateTimeOffset At);
