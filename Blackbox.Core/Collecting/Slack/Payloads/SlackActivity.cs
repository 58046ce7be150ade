using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Blackbox.Core.Collecting.Git;
using Blackbox.Core.Collecting.Slack.Text;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Slack.Payloads;

/// <summary>Makes activities of messages; docs/platforms/slack.md says what they hold.</summary>
internal static class SlackActivity
{
    // Not for HTML; shorter this way, and the database stores characters anyway.
    private static readonly JsonSerializerOptions DetailsOptions = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The key of a thread, and of a message in no thread.</summary>
    public static string ThreadKey(string channelId, SlackTs parent) => $"message:{channelId}:{parent}";

    /// <summary>What <see cref="ThreadKey"/> made.</summary>
    public static (string ChannelId, SlackTs Parent)? ParseThreadKey(string key) =>
        key.Split(':') is ["message", var channel, var text] && SlackTs.Parse(text) is { } ts ? (channel, ts) : null;

    /// <param name="workspace">The workspace's address, as <c>https://northwind.slack.com/</c>; null where it is not known.</param>
    /// <returns>Null for what no person wrote.</returns>
    public static CollectedActivity? Of(MessageItem message, ChannelItem channel, SlackNames names, Uri? workspace)
    {
        if (message.Author is not { } author)
            return null;
        var text = message.PlainText(names);
        var shared = message.Files.Count == 0 ? "" : $"Shared {string.Join(", ", message.Files)}";
        return new()
        {
            Person = new(author, names.Users.GetValueOrDefault(author) ?? message.AuthorName ?? author),
            ExternalId = $"message:{channel.Id}:{message.Ts}",
            Kind = message.IsReply ? SlackKinds.Reply : SlackKinds.Message,
            OccurredAt = message.Ts.At,
            Title = TitleOf(text.Length > 0 ? text : shared),
            Body = Texts.Cut(text.Length > 0 && shared.Length > 0 ? $"{text}\n{shared}" : text + shared, Activity.MaxBodyLength),
            Container = channel.Container,
            Url = UrlOf(message, channel, workspace),
            Thread = ThreadKey(channel.Id, message.ThreadTs ?? message.Ts),
            IsPrivate = channel.IsPrivate,
            Details = JsonSerializer.Serialize(new
            {
                channel = channel.Id,
                ts = message.Ts.Text,
                // Not of a first message: its first reply would change it.
                threadTs = message.IsReply ? message.ThreadTs?.Text : null,
                edited = message.EditedAt,
                files = message.Files.Count == 0 ? null : message.Files,
                reactions = message.Reactions.Count == 0 ? null : message.Reactions,
                @private = channel.IsPrivate ? true : (bool?)null,
            }, DetailsOptions),
        };
    }

    private static string TitleOf(string text)
    {
        var line = text.AsSpan().TrimStart();
        var end = line.IndexOf('\n');
        var title = GitText.OneLine((end < 0 ? line : line[..end]).ToString(), Activity.MaxTitleLength);
        return title.Length == 0 ? "(no text)" : title;
    }

    // https://northwind.slack.com/archives/C1/p1700000002000200?thread_ts=1700000001.000100&cid=C1
    private static string? UrlOf(MessageItem message, ChannelItem channel, Uri? workspace)
    {
        if (workspace is null)
            return null;
        var url = $"{workspace.GetLeftPart(UriPartial.Authority)}/archives/{channel.Id}/p{message.Ts.Text.Remove(10, 1)}";
        return message.IsReply ? $"{url}?thread_ts={message.ThreadTs}&cid={channel.Id}" : url;
    }
}
