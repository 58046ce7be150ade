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

    /// <summary>The token is of another workspace than before.</summary>
    public const string OtherWorkspace = "other_workspace";

    /// <summary>Slack lets this app ask once a minute only.</summary>
    public const string Unlisted = "unlisted";

    /// <summary>More threads than can be looked at.</summary>
    public const string TooMany = "too_many";
}
