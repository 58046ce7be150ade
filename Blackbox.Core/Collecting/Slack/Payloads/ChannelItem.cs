using System.Text.Json;
using Blackbox.Core.Collecting.Git;
using Blackbox.Core.Collecting.Slack.Text;

namespace Blackbox.Core.Collecting.Slack.Payloads;

/// <summary>
/// A channel as <c>conversations.list</c> shows it: <c>{"id": "C012AB3CD", "name": "general", "is_private": false, "is_member": true, "is_archived": false}</c>.
/// </summary>
/// <param name="Name">Without the hash.</param>
/// <param name="IsMember">Whether the bot is in it.</param>
internal sealed record ChannelItem(string Id, string Name, bool IsPrivate, bool IsMember, bool IsArchived)
{
    public const int MaxNameLength = 80;

    public string Container => "#" + Name;

    /// <param name="channel">Null for what is no channel, as a direct message.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Read(JsonElement json, out ChannelItem? channel)
    {
        channel = null;
        if (!SlackJson.TryText(json, "id", out var id) || id is null || !SlackReference.IsId(id))
            return "A channel has no id.";
        if (!SlackJson.TryFlag(json, "is_im", out var isDirect) || !SlackJson.TryFlag(json, "is_mpim", out var isGroup)
            || !SlackJson.TryFlag(json, "is_private", out var isPrivate) || !SlackJson.TryFlag(json, "is_group", out var isOldPrivate)
            || !SlackJson.TryFlag(json, "is_member", out var isMember) || !SlackJson.TryFlag(json, "is_archived", out var isArchived))
            return $"The channel {id} does not say clearly what it is.";
        if (isDirect || isGroup)
            return null;
        if (!SlackJson.TryText(json, "name", out var name) || name is null || GitText.OneLine(name, MaxNameLength) is not { Length: > 0 } shown)
            return $"The channel {id} has no name.";
        channel = new(id, shown, isPrivate || isOldPrivate, isMember, isArchived);
        return null;
    }
}
