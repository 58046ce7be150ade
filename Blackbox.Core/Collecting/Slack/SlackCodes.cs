namespace Blackbox.Core.Collecting.Slack;

/// <summary>Codes of what is wrong or worth knowing; docs/platforms/slack.md explains them to users.</summary>
public static class SlackCodes
{
    public const string BadSettings = "bad_settings";

    public const string Malformed = "malformed";
    public const string Renamed = "renamed";

    /// <summary>The bot lacks a permission; the message says which.</summary>
    public const string MissingScope = "missing_scope";

    /// <summary>The bot is not in the channel, or no longer.</summary>
    public const string NotInChannel = "not_in_channel";

    public const string ChannelNotFound = "channel_not_found";
    public const string ThreadNotFound = "thread_not_found";

    /// <summary>Private channels are left out, as the connection records everyone.</summary>
    public const string PrivateLeftOut = "private_left_out";

    /// <summary>Slack lets this app ask once a minute only.</summary>
    public const string Unlisted = "unlisted";

    /// <summary>Only a part of it can be told from what is recorded.</summary>
    public const string TooMany = "too_many";
}
