namespace Blackbox.Simulators.Slack.Model;

/// <summary>What happens in a channel.</summary>
internal static class Talk
{
    /// <summary>Adds a message at the first free timestamp from one on; a reply if it has a parent.</summary>
    public static Message Say(this Channel channel, string user, long ts, string text, Message? parent = null, string? subtype = null, string? botId = null)
    {
        while (channel.Has(ts))
            ts++;
        var message = new Message { Ts = ts, User = user, Text = text, Parent = parent, Subtype = subtype, BotId = botId };
        channel.Add(message);
        if (parent is not null)
            parent.Recorded = null;
        return message;
    }

    public static void Edit(this Message message, string text, long ts)
    {
        (message.Text, message.Edited) = (text, (message.User, ts));
        message.Recorded = null;
    }

    /// <summary>A parent with replies leaves a tombstone until its last reply is gone, too.</summary>
    public static void Delete(this Channel channel, Message message)
    {
        if (message.Replies.Count > 0)
        {
            (message.Subtype, message.User, message.Text) = (Subtypes.Tombstone, Member.SlackbotId, "This message was deleted.");
            (message.Edited, message.Files, message.HasBlocks, message.Recorded) = (null, [], false, null);
            message.Reactions.Clear();
            return;
        }
        channel.Remove(message);
        if (message.Parent is { IsTombstone: true, Replies.Count: 0 } parent)
            channel.Remove(parent);
    }

    public static void React(this Message message, string emoji, string user)
    {
        if (message.Reactions.Find(reaction => reaction.Name == emoji) is not { } reaction)
            message.Reactions.Add(reaction = new(emoji, []));
        if (!reaction.Users.Contains(user))
            reaction.Users.Add(user);
        message.Recorded = null;
    }

    public static void Rename(this Channel channel, string name, string user, long ts)
    {
        var former = channel.Name;
        channel.PreviousNames.Insert(0, former);
        channel.Name = name;
        channel.Say(user, ts, $"has renamed the channel from \"{former}\" to \"{name}\"", subtype: Subtypes.Name);
    }

    public static void Archive(this Channel channel, string user, long ts)
    {
        channel.IsArchived = true;
        channel.Say(user, ts, $"<@{user}> archived the channel", subtype: Subtypes.Archive);
    }

    public static void Join(this Channel channel, string user, long ts)
    {
        if (channel.Members.Contains(user))
            return;
        channel.Members.Add(user);
        channel.Say(user, ts, $"<@{user}> has joined the channel", subtype: Subtypes.Join);
    }

    public static void Leave(this Channel channel, string user, long ts)
    {
        if (channel.Members.Remove(user))
            channel.Say(user, ts, $"<@{user}> has left the channel", subtype: Subtypes.Leave);
    }
}
