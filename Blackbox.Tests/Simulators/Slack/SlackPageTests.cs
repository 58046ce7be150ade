using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Blackbox.Simulators.Slack;
using static Blackbox.Tests.Simulators.Slack.SlackCrawl;

namespace Blackbox.Tests.Simulators.Slack;

public class SlackPageTests
{
    [Fact]
    public async Task History_comes_newest_first_in_pages_that_hold_their_place()
    {
        await using var client = await SlackClient.StartAsync();
        var id = await client.ChannelIdAsync("storefront");

        var whole = await client.ListAsync($"conversations.history?channel={id}&limit=999", "messages");
        var first = await client.GetAsync($"conversations.history?channel={id}&limit=5");
        client.Simulator.Change(new() { Kind = SlackChangeKind.Post, Channel = id, Member = client.Simulator.MemberIds[0], Text = "In between" });
        var cursor = Uri.EscapeDataString(first.GetProperty("response_metadata").GetProperty("next_cursor").GetString()!);
        var second = await client.GetAsync($"conversations.history?channel={id}&limit=5&cursor={cursor}");

        var times = whole.Select(message => Text(message, "ts")).ToList();
        Assert.Equal(times.OrderDescending(StringComparer.Ordinal), times);
        Assert.True(first.GetProperty("has_more").GetBoolean());
        Assert.Equal(times.Take(10), first.GetProperty("messages").EnumerateArray().Concat(second.GetProperty("messages").EnumerateArray()).Select(message => Text(message, "ts")));
    }

    [Fact]
    public async Task The_borders_of_a_window_are_left_out_unless_it_is_inclusive()
    {
        await using var client = await SlackClient.StartAsync();
        var id = await client.ChannelIdAsync("general");
        var times = (await client.ListAsync($"conversations.history?channel={id}&limit=999", "messages")).ConvertAll(message => Text(message, "ts"));
        var (latest, oldest) = (times[2], times[6]);

        var within = await client.ListAsync($"conversations.history?channel={id}&oldest={oldest}&latest={latest}&limit=2", "messages");
        var inclusive = await client.ListAsync($"conversations.history?channel={id}&oldest={oldest}&latest={latest}&inclusive=true&limit=2", "messages");

        Assert.Equal(times[3..6], within.Select(message => Text(message, "ts")));
        Assert.Equal(times[2..7], inclusive.Select(message => Text(message, "ts")));
    }

    [Fact]
    public async Task Replies_come_oldest_first_with_the_parent_on_the_first_page_only()
    {
        await using var client = await SlackClient.StartAsync();
        var id = await client.ChannelIdAsync("storefront");
        var parent = (await client.ListAsync($"conversations.history?channel={id}&limit=999", "messages"))
            .First(message => message.TryGetProperty("reply_count", out var count) && count.GetInt32() > 3);
        var ts = Text(parent, "ts");

        var thread = await client.ListAsync($"conversations.replies?channel={id}&ts={ts}&limit=2", "messages");
        var late = await client.GetAsync($"conversations.replies?channel={id}&ts={ts}&oldest={Text(parent, "latest_reply")}&inclusive=1");

        var times = thread.ConvertAll(message => Text(message, "ts"));
        Assert.Equal(parent.GetProperty("reply_count").GetInt32() + 1, thread.Count);
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
        Assert.Equal(ts, times[0]);
        Assert.All(thread, message => Assert.Equal(ts, Text(message, "thread_ts")));
        Assert.Equal(Text(parent, "latest_reply"), times[^1]);
        Assert.Equal([ts, times[^1]], late.GetProperty("messages").EnumerateArray().Select(message => Text(message, "ts")));
    }

    [Fact]
    public async Task Messages_have_what_messages_of_slack_have()
    {
        await using var client = await SlackClient.StartAsync(options => options.Days = 60);
        var messages = new List<JsonElement>();
        foreach (var channel in await client.ListAsync("conversations.list?types=public_channel,private_channel", "channels"))
        {
            if (channel.GetProperty("is_member").GetBoolean())
                messages.AddRange(await client.ListAsync($"conversations.history?channel={Text(channel, "id")}&limit=999", "messages"));
        }

        Assert.Equal(
            ["bot_message", "channel_archive", "channel_join", "channel_leave", "channel_name", "channel_topic", "file_share", "me_message", "thread_broadcast", "tombstone"],
            messages.Where(message => message.TryGetProperty("subtype", out _)).Select(message => Text(message, "subtype")).Distinct().Order(StringComparer.Ordinal));
        Assert.All(messages, message => Assert.Matches(@"^\d{10}\.\d{6}$", Text(message, "ts")));
        foreach (var name in (string[])["edited", "files", "reactions", "blocks", "bot_profile", "root", "reply_users", "client_msg_id"])
            Assert.Contains(messages, message => message.TryGetProperty(name, out _));
        var tombstone = messages.First(message => message.TryGetProperty("subtype", out var subtype) && subtype.GetString() == "tombstone");
        Assert.Equal("USLACKBOT", Text(tombstone, "user"));
        Assert.True(tombstone.GetProperty("reply_count").GetInt32() > 0);
    }

    [Fact]
    public async Task Members_are_listed_in_pages_with_their_addresses()
    {
        await using var client = await SlackClient.StartAsync(options => options.Tokens.Add(new() { Name = "few", Value = "xoxb-few", Scopes = ["users:read"] }));

        var members = await client.ListAsync("users.list?limit=5", "members");
        client.Token = "xoxb-few";
        var shy = (await client.GetAsync($"users.info?user={client.Simulator.MemberIds[0]}")).GetProperty("user").GetProperty("profile");

        // Twenty people, two bots and Slackbot.
        Assert.Equal(23, members.Count);
        Assert.Equal(2, members.Count(member => member.GetProperty("is_bot").GetBoolean()));
        Assert.Single(members, member => member.GetProperty("deleted").GetBoolean());
        Assert.Contains(members, member => member.GetProperty("profile").TryGetProperty("email", out var email) && email.GetString() == "mina.okafor@northwind.example");
        Assert.Contains(members, member => member.TryGetProperty("is_email_confirmed", out var isConfirmed) && !isConfirmed.GetBoolean());
        Assert.False(shy.TryGetProperty("email", out _));
        Assert.Equal("user_not_found", await client.ErrorOf("users.info?user=U0"));
    }

    [Fact]
    public async Task A_day_of_a_hundred_thousand_messages_is_served_quickly()
    {
        await using var client = await SlackClient.StartAsync(options => options.BusyChannelMessages = 100_000);
        var id = await client.ChannelIdAsync("parcels");
        var watch = Stopwatch.StartNew();

        var messages = await client.ListAsync($"conversations.history?channel={id}&limit=999", "messages");

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
        Assert.Equal(100_000, messages.Count);
        Assert.Equal(100_000, client.Simulator.Truth(container: "#parcels").Count);
        Assert.Equal(101, client.Simulator.Requests.Count(request => request.Resource == "conversations.history"));
        var changed = Text(messages[50_000], "ts");
        client.Simulator.Change(new() { Kind = SlackChangeKind.EditMessage, Channel = id, Ts = changed, Text = "Lost" });
        client.Simulator.Change(new() { Kind = SlackChangeKind.DeleteMessage, Channel = id, Ts = Text(messages[50_001], "ts") });
        var around = await client.GetAsync($"conversations.history?channel={id}&latest={changed}&inclusive=true&limit=2");
        Assert.Equal([changed, Text(messages[50_002], "ts")], around.GetProperty("messages").EnumerateArray().Select(message => Text(message, "ts")));
        Assert.Equal("Lost", Text(around.GetProperty("messages")[0], "text"));
        Assert.Equal(99_999, client.Simulator.Truth(container: "parcels").Count);
    }

    [Fact]
    public async Task An_unlisted_app_gets_fifteen_messages_a_minute()
    {
        var time = new Infrastructure.ManualTime(new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero));
        await using var client = await SlackClient.StartAsync(options => (options.Unlisted, options.Time) = (true, time));
        var id = await client.ChannelIdAsync("general");

        var first = await client.GetAsync($"conversations.history?channel={id}&limit=999");
        using var second = await client.SendAsync($"conversations.history?channel={id}");
        time.Advance(TimeSpan.FromSeconds(61));
        var third = await client.GetAsync($"conversations.history?channel={id}");

        Assert.Equal(15, first.GetProperty("messages").GetArrayLength());
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(60), second.Headers.RetryAfter!.Delta);
        Assert.Equal("ratelimited", Text(await SimulatorClient.JsonOf(second), "error"));
        Assert.Equal(15, third.GetProperty("messages").GetArrayLength());
    }
}
