namespace Blackbox.Simulators.Slack;

public enum SlackChangeKind
{
    /// <summary>A new message: <c>Channel</c>, <c>Member</c>, <c>Text</c>.</summary>
    Post,

    /// <summary>A reply to the message <c>Ts</c>, as late as <c>At</c> says: <c>Channel</c>, <c>Member</c>, <c>Text</c>; <c>IsBroadcast</c>.</summary>
    Reply,

    /// <summary>The text of a message or reply: <c>Channel</c>, <c>Ts</c>, <c>Text</c>.</summary>
    EditMessage,

    /// <summary>A message or reply: <c>Channel</c>, <c>Ts</c>. A parent with replies leaves a tombstone.</summary>
    DeleteMessage,

    /// <summary>A new name: <c>Channel</c>, <c>Text</c>.</summary>
    RenameChannel,

    ArchiveChannel,

    /// <summary>The bot leaves a channel, and the token cannot read it any more.</summary>
    RemoveBot,

    /// <summary>The bot joins a channel.</summary>
    AddBot,

    /// <summary>A new display name, and real name: <c>Member</c>, <c>Text</c>.</summary>
    RenameUser,

    DeactivateUser,

    ReactivateUser,

    /// <summary>Every token with this value (<c>Text</c>) is answered with <c>token_revoked</c> from now on.</summary>
    RevokeToken,
}

/// <summary>Something that changes in the workspace. Which fields it needs, its kind says.</summary>
public sealed record SlackChange : SimulatedChange
{
    public required SlackChangeKind Kind { get; init; }

    /// <summary>Its id, or its name now.</summary>
    public string? Channel { get; init; }

    /// <summary>Of a message.</summary>
    public string? Ts { get; init; }

    /// <summary>Id, handle or name of a member.</summary>
    public string? Member { get; init; }

    public string? Text { get; init; }

    public bool IsBroadcast { get; init; }

    /// <summary>When it happens; now (of the workspace) if it is null.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>What came of a change.</summary>
/// <param name="Channel">Id.</param>
/// <param name="Ts">Of the message that was made or changed.</param>
/// <param name="Member">Id of who is meant, or of who wrote it.</param>
public sealed record SlackChangeResult(string? Channel, string? Ts, string? Member, DateTimeOffset At);
