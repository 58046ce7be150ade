namespace Blackbox.Core.Collecting.Slack.Client;

/// <summary>What is asked of Slack. Lists as long as it gives: requests are what is counted.</summary>
internal static class SlackMethods
{
    public const string AuthTest = "/auth.test";
    public const string UserList = "/users.list?limit=999";
    public const string History = "/conversations.history";
    public const string Replies = "/conversations.replies";

    /// <summary>An app that may ask once a minute only gets no more at once, whatever it asks for.</summary>
    public const int UnlistedPageSize = 15;

    public const int PageSize = 999;

    public static string ChannelList(bool withPrivate) => $"/conversations.list?types=public_channel{(withPrivate ? "%2Cprivate_channel" : "")}&limit={PageSize}";

    public static string UserOf(string id) => $"/users.info?user={id}";

    /// <summary>Messages of a channel, newest first.</summary>
    /// <param name="window">Slack leaves both ends out; the start is put a little earlier, as it belongs to a window.</param>
    public static string HistoryOf(string channelId, TimeWindow window, int limit = PageSize) =>
        $"{History}?channel={channelId}&oldest={Payloads.SlackTs.Of(window.From.AddMicroseconds(-1))}&latest={Payloads.SlackTs.Of(window.To)}&limit={limit}";

    /// <summary>The newest messages of a channel.</summary>
    public static string LatestOf(string channelId, int limit) => $"{History}?channel={channelId}&limit={limit}";

    /// <summary>A thread's first message and all replies, oldest first.</summary>
    public static string RepliesOf(string channelId, Payloads.SlackTs parent) => $"{Replies}?channel={channelId}&ts={parent}&limit={PageSize}";
}
