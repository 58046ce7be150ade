namespace Blackbox.Simulators.Slack.Model;

/// <summary>A message of a channel, or a reply in a thread.</summary>
internal sealed class Message
{
    public required long Ts { get; init; }

    /// <summary>Who wrote it; empty for a <c>bot_message</c>, which has no user.</summary>
    public required string User { get; set; }

    /// <summary>In mrkdwn.</summary>
    public required string Text { get; set; }

    public string? Subtype { get; set; }

    public string? BotId { get; init; }

    /// <summary>The parent of a reply.</summary>
    public Message? Parent { get; init; }

    /// <summary>By whom and when it was edited last.</summary>
    public (string User, long Ts)? Edited { get; set; }

    public IReadOnlyList<SharedFile> Files { get; set; } = [];

    public List<Reaction> Reactions { get; } = [];

    /// <summary>Whether the text is there in blocks, too.</summary>
    public bool HasBlocks { get; set; }

    /// <summary>Of a parent, oldest first.</summary>
    public List<Message> Replies { get; } = [];

    /// <summary>A message that Slack really sent.</summary>
    public string? Recorded { get; set; }

    public bool IsReply => Parent is not null;

    public bool IsTombstone => Subtype == Subtypes.Tombstone;

    /// <summary>What the channel itself shows, and not only the thread.</summary>
    public bool IsOnTimeline => Parent is null || Subtype == Subtypes.ThreadBroadcast;
}

internal static class Subtypes
{
    public const string ThreadBroadcast = "thread_broadcast";
    public const string FileShare = "file_share";
    public const string MeMessage = "me_message";
    public const string BotMessage = "bot_message";
    public const string Tombstone = "tombstone";
    public const string Join = "channel_join";
    public const string Leave = "channel_leave";
    public const string Topic = "channel_topic";
    public const string Name = "channel_name";
    public const string Archive = "channel_archive";

    /// <summary>Whether a message of the subtype is something that a person said.</summary>
    public static bool IsSaid(string? subtype) => subtype is null or ThreadBroadcast or FileShare or MeMessage;
}

internal sealed record SharedFile(string Id, string Name, string Type, string MimeType, int Size, bool IsDeleted = false);

internal sealed record Reaction(string Name, List<string> Users);
