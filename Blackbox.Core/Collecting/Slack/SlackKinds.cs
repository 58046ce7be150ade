namespace Blackbox.Core.Collecting.Slack;

/// <summary>Kinds of activities on Slack.</summary>
internal static class SlackKinds
{
    public const string Message = "message";

    /// <summary>In a thread, also where it was sent to the channel as well.</summary>
    public const string Reply = "reply";
}
