using System.Text.Json;
using Blackbox.Core.Collecting.Slack.Text;

namespace Blackbox.Core.Collecting.Slack.Payloads;

/// <summary>
/// A message as histories and threads list it: <c>{"type": "message", "ts": "1482960137.003543", "user": "U061F7AUR", "text": "island", "thread_ts": "…",
/// "reply_count": 3, "latest_reply": "…", "edited": {"ts": "…"}, "files": […]}</c>. The element that it was read from must live as long.
/// </summary>
internal sealed record MessageItem
{
    private const int MaxFiles = 100;
    private const int MaxReactions = 100;

    public required SlackTs Ts { get; init; }

    /// <summary>The thread's first message; null for one that is in no thread.</summary>
    public required SlackTs? ThreadTs { get; init; }

    /// <summary>Who wrote it; null for what no person wrote, as a bot, and for notes as "has joined", which are left out of the record.</summary>
    public required string? Author { get; init; }

    /// <summary>What the message calls its author, who may be of another workspace; null where it does not say.</summary>
    public required string? AuthorName { get; init; }

    public required int ReplyCount { get; init; }
    public required SlackTs? LatestReply { get; init; }
    public required DateTimeOffset? EditedAt { get; init; }
    public required IReadOnlyList<string> Files { get; init; }
    public required IReadOnlyList<Reaction> Reactions { get; init; }

    public required JsonElement Json { get; init; }

    /// <summary>Also one that was sent to the channel as well.</summary>
    public bool IsReply => ThreadTs is { } thread && thread != Ts;

    /// <summary>Its first message may be deleted; then it stays as a tombstone as long as there are replies.</summary>
    public bool HasReplies => !IsReply && ReplyCount > 0;

    /// <summary>Changes when a reply comes or goes.</summary>
    public string ThreadVersion => $"{ReplyCount} {LatestReply}";

    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Read(JsonElement json, out MessageItem message)
    {
        message = null!;
        if (!SlackJson.TryText(json, "ts", out var text) || SlackTs.Parse(text) is not { } ts)
            return "A message has no time of the form 1512085950.000216.";
        string?[] problems =
        [
            ReadThread(json, out var thread, out var replies, out var latest), ReadAuthor(json, out var author), ReadFiles(json, out var files),
            ReadReactions(json, out var reactions), ReadEdit(json, out var editedAt),
            SlackJson.TryText(json, "text", out _) && SlackJson.TryItems(json, "blocks", out _) ? null : "has a text that cannot be read",
        ];
        if (Array.Find(problems, problem => problem is not null) is { } wrong)
            return $"The message {ts} {wrong}.";

        var profile = SlackJson.Member(json, "user_profile");
        message = new()
        {
            Ts = ts,
            ThreadTs = thread,
            Author = author,
            AuthorName = author is null ? null : UserItem.NameOf(default, profile),
            ReplyCount = replies,
            LatestReply = latest,
            EditedAt = editedAt,
            Files = files,
            Reactions = reactions,
            Json = json,
        };
        return null;
    }

    /// <summary>What it says: its text, else its blocks, else what is attached to it, as of a message that was passed on.</summary>
    public string PlainText(SlackNames names)
    {
        if (MrkdwnText.ToPlain(SlackJson.Text(Json, "text") ?? "", names).Trim() is { Length: > 0 } text)
            return text;
        if (BlockText.ToPlain(SlackJson.Items(Json, "blocks"), names) is { Length: > 0 } blocks)
            return blocks;
        var attached = SlackJson.Items(Json, "attachments").Select(attachment => SlackJson.Text(attachment, "text") ?? SlackJson.Text(attachment, "fallback"))
            .FirstOrDefault(said => !string.IsNullOrWhiteSpace(said));
        return attached is null ? "" : MrkdwnText.ToPlain(attached, names).Trim();
    }

    private static string? ReadThread(JsonElement json, out SlackTs? thread, out int replies, out SlackTs? latest)
    {
        (thread, latest) = (null, null);
        if (!SlackJson.TryCount(json, "reply_count", out replies))
            return "does not say how many replies it has";
        if (!SlackJson.TryText(json, "thread_ts", out var threadText) || (threadText is not null && SlackTs.Parse(threadText) is null))
            return "does not say which thread it is in";
        if (!SlackJson.TryText(json, "latest_reply", out var latestText) || (latestText is not null && SlackTs.Parse(latestText) is null))
            return "does not say when it was answered";
        (thread, latest) = (SlackTs.Parse(threadText), SlackTs.Parse(latestText));
        return null;
    }

    private static string? ReadAuthor(JsonElement json, out string? author)
    {
        author = null;
        if (!SlackJson.TryText(json, "type", out var type) || !SlackJson.TryText(json, "subtype", out var subtype)
            || !SlackJson.TryText(json, "bot_id", out var bot) || !SlackJson.TryText(json, "user", out var user))
            return "does not say what it is";
        if (type is not (null or "message") || bot is not null || user == UserItem.Slackbot
            || subtype is not (null or "file_share" or "thread_broadcast" or "me_message"))
            return null;
        if (user is null || !SlackReference.IsId(user))
            return "does not say who wrote it";
        author = user;
        return null;
    }

    private static string? ReadFiles(JsonElement json, out IReadOnlyList<string> files)
    {
        files = [];
        if (!SlackJson.TryItems(json, "files", out var items))
            return "has files that cannot be read";
        var names = new List<string>();
        foreach (var item in items.Take(MaxFiles))
        {
            if (!FileItem.TryRead(item, out var name))
                return "has a file that cannot be read";
            if (name is not null)
                names.Add(name);
        }
        files = names;
        return null;
    }

    // [{"name": "thumbsup", "users": ["U1"], "count": 3}]: who reacted is not kept.
    private static string? ReadReactions(JsonElement json, out IReadOnlyList<Reaction> reactions)
    {
        reactions = [];
        if (!SlackJson.TryItems(json, "reactions", out var items))
            return "has reactions that cannot be read";
        var read = new List<Reaction>();
        foreach (var item in items.Take(MaxReactions))
        {
            if (item.ValueKind != JsonValueKind.Object || !SlackJson.TryText(item, "name", out var name) || name is not { Length: > 0 and <= 2 * EmojiNames.MaxLength }
                || !SlackJson.TryCount(item, "count", out var count))
                return "has a reaction that cannot be read";
            read.Add(new(name, count));
        }
        reactions = read;
        return null;
    }

    private static string? ReadEdit(JsonElement json, out DateTimeOffset? editedAt)
    {
        editedAt = null;
        var edited = SlackJson.Member(json, "edited");
        if (edited.ValueKind == JsonValueKind.Undefined)
            return null;
        if (edited.ValueKind != JsonValueKind.Object || !SlackJson.TryText(edited, "ts", out var text) || SlackTs.Parse(text) is not { } ts)
            return "does not say when it was edited";
        editedAt = ts.At;
        return null;
    }
}

/// <param name="Name">The emoji's, as <c>thumbsup</c>.</param>
internal sealed record Reaction(string Name, int Count);
