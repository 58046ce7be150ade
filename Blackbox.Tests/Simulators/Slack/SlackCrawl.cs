using System.Text.Json;

namespace Blackbox.Tests.Simulators.Slack;

/// <summary>
/// Reads everything from the endpoints in the plainest way, without regard to the number of requests, and makes activities of it:
/// (person, kind, external id, container).
/// </summary>
internal static class SlackCrawl
{
    public static async Task<List<string>> EverythingAsync(SlackClient client)
    {
        var bots = (await client.ListAsync("users.list?limit=1000", "members"))
            .Where(member => member.GetProperty("is_bot").GetBoolean() || Text(member, "id") == "USLACKBOT")
            .Select(member => Text(member, "id"))
            .ToHashSet();
        var rows = new HashSet<string>();
        foreach (var channel in await client.ListAsync("conversations.list?types=public_channel,private_channel&limit=200", "channels"))
        {
            if (!channel.GetProperty("is_member").GetBoolean())
                continue;
            var id = Text(channel, "id");
            foreach (var message in await client.ListAsync($"conversations.history?channel={id}&limit=200", "messages"))
            {
                Add(channel, message);
                if (!message.TryGetProperty("reply_count", out _))
                    continue;
                foreach (var reply in await client.ListAsync($"conversations.replies?channel={id}&ts={Text(message, "ts")}&limit=200", "messages"))
                    Add(channel, reply);
            }
        }
        return [.. rows.Order(StringComparer.Ordinal)];

        void Add(JsonElement channel, JsonElement message)
        {
            var subtype = message.TryGetProperty("subtype", out var value) ? value.GetString() : null;
            if (subtype is not (null or "file_share" or "thread_broadcast" or "me_message") || message.TryGetProperty("bot_id", out _) || bots.Contains(Text(message, "user")))
                return;
            var (ts, thread) = (Text(message, "ts"), message.TryGetProperty("thread_ts", out var of) ? of.GetString() : null);
            rows.Add($"{Text(message, "user")} {(thread is null || thread == ts ? "message" : "reply")} message:{Text(channel, "id")}:{ts} #{Text(channel, "name")}");
        }
    }

    public static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;
}
