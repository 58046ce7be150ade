namespace Blackbox.Simulators.Confluence;

public enum ConfluenceChangeKind
{
    /// <summary>A new page in <c>Space</c>, below <c>Parent</c> or the home page: <c>Member</c>, <c>Title</c>, <c>Body</c>.</summary>
    CreatePage,

    /// <summary>A new blog post in <c>Space</c>: <c>Member</c>, <c>Title</c>, <c>Body</c>.</summary>
    CreateBlogPost,

    /// <summary>A new version of <c>Content</c>: <c>Member</c>; <c>Title</c>, <c>Body</c>, <c>Message</c>, <c>IsMinor</c>.</summary>
    EditPage,

    /// <summary>A new version of <c>Content</c> with the text of version <c>Number</c>: <c>Member</c>.</summary>
    RevertPage,

    /// <summary>
    /// <c>Content</c> and what is below it, to <c>Space</c> or below <c>Parent</c>. With <c>Member</c> as the API does it, with a new version; without
    /// as by hand, with none.
    /// </summary>
    MovePage,

    /// <summary><c>Content</c>; what was below moves up.</summary>
    TrashPage,

    /// <summary><c>Content</c>, as it was. No version is made of it.</summary>
    RestorePage,

    /// <summary>A comment on <c>Content</c>: <c>Member</c>, <c>Body</c>.</summary>
    AddComment,

    /// <summary>The comment <c>Comment</c>: <c>Body</c>.</summary>
    EditComment,

    /// <summary>The comment <c>Comment</c> with its answers.</summary>
    DeleteComment,

    /// <summary>The old version <c>Number</c> of <c>Content</c>. On Cloud those after it move up by one number; on Data Center a gap stays.</summary>
    RemoveVersion,

    /// <summary>A new display name: <c>Member</c>, <c>Title</c>.</summary>
    RenameUser,

    DeactivateUser,

    ReactivateUser,
}

/// <summary>Something that changes in the wiki. Which fields it needs, its kind says.</summary>
public sealed record ConfluenceChange : SimulatedChange
{
    public required ConfluenceChangeKind Kind { get; init; }

    /// <summary>Id of a page or blog post.</summary>
    public long Content { get; init; }

    /// <summary>Id of a comment.</summary>
    public long Comment { get; init; }

    /// <summary>Key.</summary>
    public string? Space { get; init; }

    /// <summary>Id of a page.</summary>
    public long? Parent { get; init; }

    public int Number { get; init; }

    /// <summary>accountId, user key, user name, display name or login.</summary>
    public string? Member { get; init; }

    public string? Title { get; init; }

    /// <summary>In storage format.</summary>
    public string? Body { get; init; }

    public string? Message { get; init; }

    public bool IsMinor { get; init; }

    /// <summary>When it happens; now (of the wiki) if it is null.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>What came of a change.</summary>
/// <param name="Id">Of the page, blog post or comment; 0 for a user.</param>
/// <param name="Number">Of the version that is current now.</param>
public sealed record ConfluenceChangeResult(long Id, int Number, DateTimeOffset At);
