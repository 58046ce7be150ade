using System.Text.Json;
using Blackbox.Simulators.Slack.Model;

namespace Blackbox.Simulators.Slack.Recorded;

/// <summary>
/// The answers that Slack's documentation shows, as one channel: what is served are these messages, word for word. Their authors are
/// not among the members, as it is in real life at times.
/// </summary>
internal static class Recording
{
    private const string Name = "random";

    public static void AddTo(Workspace workspace)
    {
        foreach (var user in Read("users.list", "members").Append(Answer("users.info").GetProperty("user")))
        {
            if (workspace.FindMember(Text(user, "id")) is null)
                workspace.Add(MemberOf(user));
        }
        var item = Read("conversations.list", "channels").Single(channel => Text(channel, "name") == Name);
        var channel = new Channel
        {
            Id = Text(item, "id"),
            Name = Name,
            CreatedAt = DateTimeOffset.FromUnixTimeSeconds(item.GetProperty("created").GetInt64()),
            Creator = Text(item, "creator"),
            Recorded = item.GetRawText(),
        };
        channel.Members.Add(workspace.Robot.Id);
        foreach (var message in Read("conversations.history", "messages"))
            channel.Add(MessageOf(message, null));
        Message? parent = null;
        foreach (var message in Read("conversations.replies", "messages"))
        {
            var read = MessageOf(message, parent);
            channel.Add(read);
            parent ??= read;
        }
        workspace.Add(channel);
    }

    private static Member MemberOf(JsonElement user) => new()
    {
        Id = Text(user, "id"),
        Name = Text(user, "name"),
        RealName = Text(user.GetProperty("profile"), "real_name"),
        DisplayName = Text(user.GetProperty("profile"), "display_name"),
        BotId = user.GetProperty("is_bot").GetBoolean() ? "B" + Text(user, "id")[1..] : null,
        Recorded = user.GetRawText(),
    };

    private static Message MessageOf(JsonElement message, Message? parent) => new()
    {
        Ts = Ts.TryParse(Text(message, "ts"), out var ts) ? ts : throw new InvalidOperationException("A recorded message has no time."),
        User = Text(message, "user"),
        Text = Text(message, "text"),
        Parent = parent,
        Recorded = message.GetRawText(),
    };

    private static JsonElement.ArrayEnumerator Read(string method, string list) => Answer(method).GetProperty(list).EnumerateArray();

    private static JsonElement Answer(string method)
    {
        using var file = typeof(Recording).Assembly.GetManifestResourceStream($"Recorded/slack/{method}.json")!;
        using var document = JsonDocument.Parse(file);
        return document.RootElement.GetProperty("200").Clone();
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString() ?? "";
}
