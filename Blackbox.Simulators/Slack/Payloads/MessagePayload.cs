using System.Text.Json;
using Blackbox.Simulators.Http;
using Blackbox.Simulators.Slack.Model;

namespace Blackbox.Simulators.Slack.Payloads;

/// <summary>The JSON of Slack's Web API: messages.</summary>
internal static class MessagePayload
{
    private const int MostReplyUsers = 5;

    /// <param name="isInThread">Whether it is listed with its thread: then a broadcast does not carry its parent.</param>
    public static void Message(Utf8JsonWriter writer, Workspace workspace, Channel channel, Message message, bool isInThread)
    {
        if (message.Recorded is not null)
        {
            writer.WriteRawValue(message.Recorded, skipInputValidation: true);
            return;
        }
        writer.WriteStartObject();
        if (message.Subtype is not null)
            writer.Text("subtype", message.Subtype);
        if (message.User.Length > 0)
            writer.Text("user", message.User);
        writer.Text("type", "message");
        writer.Text("ts", Ts.Text(message.Ts));
        if (message.BotId is { } bot)
            Bot(writer, workspace, message, bot);
        else if (Subtypes.IsSaid(message.Subtype))
            writer.Text("client_msg_id", ClientId(channel, message));
        writer.Text("text", message.Text);
        if (message.IsTombstone)
            writer.Flag("hidden", true);
        else
            writer.Text("team", workspace.Id);
        if (message.Subtype == Subtypes.Name)
        {
            writer.Text("old_name", channel.PreviousNames.FirstOrDefault());
            writer.Text("name", channel.Name);
        }
        if (message.Subtype == Subtypes.Topic)
            writer.Text("topic", channel.Topic);
        if (message.Edited is { } edited)
        {
            writer.Object("edited", () =>
            {
                writer.Text("user", edited.User);
                writer.Text("ts", Ts.Text(edited.Ts));
            });
        }
        if (message.Files.Count > 0)
        {
            writer.List("files", message.Files, file => SharedFile(writer, channel, message, file));
            writer.Flag("upload", message.Subtype == Subtypes.FileShare);
        }
        if (message.HasBlocks)
            RichText.Blocks(writer, message.Text);
        Thread(writer, message);
        if (message is { Subtype: Subtypes.ThreadBroadcast, Parent: { } parent } && !isInThread)
        {
            writer.WritePropertyName("root");
            Message(writer, workspace, channel, parent, isInThread: true);
        }
        if (message.Reactions.Count > 0)
        {
            writer.List("reactions", message.Reactions, reaction =>
            {
                writer.WriteStartObject();
                writer.Text("name", reaction.Name);
                writer.List("users", reaction.Users, writer.WriteStringValue);
                writer.Number("count", reaction.Users.Count);
                writer.WriteEndObject();
            });
        }
        writer.WriteEndObject();
    }

    private static void Bot(Utf8JsonWriter writer, Workspace workspace, Message message, string bot)
    {
        writer.Text("bot_id", bot);
        var member = workspace.Members.Find(one => one.BotId == bot);
        if (message.Subtype == Subtypes.BotMessage)
        {
            writer.Text("username", member?.RealName ?? "bot");
            return;
        }
        writer.Text("app_id", "A06NWLABS02");
        writer.Object("bot_profile", () =>
        {
            writer.Text("id", bot);
            writer.Text("app_id", "A06NWLABS02");
            writer.Text("name", member?.RealName ?? "bot");
            writer.Flag("deleted", false);
            writer.Number("updated", 1_705_309_200);
            writer.Text("team_id", workspace.Id);
        });
    }

    private static void Thread(Utf8JsonWriter writer, Message message)
    {
        if (message.Parent is { } parent)
        {
            writer.Text("thread_ts", Ts.Text(parent.Ts));
            if (message.Subtype != Subtypes.ThreadBroadcast)
                writer.Text("parent_user_id", parent.User);
        }
        if (message.Replies.Count == 0)
            return;
        var users = message.Replies.Select(reply => reply.User).Distinct().ToList();
        writer.Text("thread_ts", Ts.Text(message.Ts));
        writer.Number("reply_count", message.Replies.Count);
        writer.Number("reply_users_count", users.Count);
        writer.Text("latest_reply", Ts.Text(message.Replies[^1].Ts));
        writer.List("reply_users", users.Take(MostReplyUsers), writer.WriteStringValue);
        writer.Flag("is_locked", false);
        writer.Flag("subscribed", false);
    }

    private static void SharedFile(Utf8JsonWriter writer, Channel channel, Message message, SharedFile file)
    {
        writer.WriteStartObject();
        writer.Text("id", file.Id);
        writer.Number("created", message.Ts / 1_000_000);
        writer.Number("timestamp", message.Ts / 1_000_000);
        writer.Text("name", file.Name);
        writer.Text("title", file.Name);
        writer.Text("mimetype", file.MimeType);
        writer.Text("filetype", file.Type);
        writer.Text("pretty_type", file.Type.ToUpperInvariant());
        writer.Text("user", message.User);
        writer.Flag("editable", false);
        writer.Number("size", file.Size);
        writer.Text("mode", "hosted");
        writer.Flag("is_external", false);
        writer.Text("external_type", "");
        writer.Flag("is_public", !channel.IsPrivate);
        writer.Flag("public_url_shared", false);
        writer.Flag("display_as_bot", false);
        writer.Text("username", "");
        writer.Text("url_private", $"https://files.northwind.example/{file.Id}/{Uri.EscapeDataString(file.Name)}");
        writer.Text("permalink", $"https://northwind-labs.slack.example/files/{message.User}/{file.Id}/{Uri.EscapeDataString(file.Name)}");
        writer.Text("file_access", "visible");
        writer.WriteEndObject();
    }

    /// <summary>A UUID that is the same each time.</summary>
    private static string ClientId(Channel channel, Message message)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{channel.Id}/{message.Ts}"));
        return new Guid(hash.AsSpan(0, 16)).ToString();
    }
}
