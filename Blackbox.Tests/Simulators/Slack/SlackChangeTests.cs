using System.Text.Json;
using Blackbox.Simulators;
using Blackbox.Simulators.Slack;
using static Blackbox.Tests.Simulators.Slack.SlackCrawl;

namespace Blackbox.Tests.Simulators.Slack;

public class SlackChangeTests
{
    [Fact]
    public async Task A_deleted_parent_leaves_a_tombstone_until_its_last_reply_is_gone()
    {
        await using var client = await SlackClient.StartAsync();
        var (simulator, person) = (client.Simulator, client.Simulator.MemberIds[0]);
        var parent = simulator.Change(new() { Kind = SlackChangeKind.Post, Channel = "general", Member = person, Text = "Shall we?" });
        var reply = simulator.Change(new() { Kind = SlackChangeKind.Reply, Channel = "general", Ts = parent.Ts, Member = person, Text = "Yes" });

        simulator.Change(new() { Kind = SlackChangeKind.DeleteMessage, Channel = "general", Ts = parent.Ts });
        var tombstone = await NewestAsync(client, "general");
        var truth = simulator.Truth();
        simulator.Change(new() { Kind = SlackChangeKind.DeleteMessage, Channel = "general", Ts = reply.Ts });

        Assert.Equal("tombstone", Text(tombstone, "subtype"));
        Assert.Equal(1, tombstone.GetProperty("reply_count").GetInt32());
        Assert.Equal("This message was deleted.", Text(tombstone, "text"));
        Assert.DoesNotContain(truth, activity => activity.ExternalId.EndsWith(parent.Ts!, StringComparison.Ordinal));
        Assert.Contains(truth, activity => activity.ExternalId == $"message:{reply.Channel}:{reply.Ts}" && activity.Kind == "reply" && activity.Title == "Yes");
        Assert.NotEqual(parent.Ts, Text(await NewestAsync(client, "general"), "ts"));
        Assert.Equal("thread_not_found", await client.ErrorOf($"conversations.replies?channel={parent.Channel}&ts={parent.Ts}"));
    }

    [Fact]
    public async Task An_edit_and_a_late_reply_are_seen_at_the_parent()
    {
        await using var client = await SlackClient.StartAsync();
        var person = client.Simulator.MemberIds[1];
        var parent = client.Simulator.Change(new() { Kind = SlackChangeKind.Post, Channel = "general", Member = person, Text = "Frist", At = new(2026, 3, 20, 9, 0, 0, TimeSpan.Zero) });

        client.Simulator.Change(new() { Kind = SlackChangeKind.EditMessage, Channel = "general", Ts = parent.Ts, Text = "First :rocket: <@" + person + ">" });
        var reply = client.Simulator.Change(
            new() { Kind = SlackChangeKind.Reply, Channel = "general", Ts = parent.Ts, Member = person, Text = "Late", At = new(2026, 3, 30, 9, 0, 0, TimeSpan.Zero), IsBroadcast = true });

        var message = (await client.GetAsync($"conversations.replies?channel={parent.Channel}&ts={parent.Ts}")).GetProperty("messages")[0];
        Assert.Equal(reply.Ts, Text(message, "latest_reply"));
        Assert.Equal(person, Text(message.GetProperty("edited"), "user"));
        var name = await NameOfAsync(client, person);
        Assert.Equal($"First 🚀 @{name}", Assert.Single(client.Simulator.Truth(), activity => activity.ExternalId.EndsWith(parent.Ts!, StringComparison.Ordinal)).Title);
        var shown = (await client.GetAsync($"conversations.history?channel={parent.Channel}&latest={reply.Ts}&inclusive=true&limit=1")).GetProperty("messages")[0];
        Assert.Equal("thread_broadcast", Text(shown, "subtype"));
        Assert.Equal(parent.Ts, Text(shown.GetProperty("root"), "ts"));
    }

    [Fact]
    public async Task Channels_and_people_change()
    {
        await using var client = await SlackClient.StartAsync();
        var (simulator, person) = (client.Simulator, client.Simulator.MemberIds[2]);

        simulator.Change(new() { Kind = SlackChangeKind.RenameChannel, Channel = "storefront", Text = "shop" });
        simulator.Change(new() { Kind = SlackChangeKind.ArchiveChannel, Channel = "mobile-app" });
        simulator.Change(new() { Kind = SlackChangeKind.AddBot, Channel = "bike-to-work" });
        simulator.Change(new() { Kind = SlackChangeKind.RenameUser, Member = person, Text = "Nobody You Know" });
        simulator.Change(new() { Kind = SlackChangeKind.DeactivateUser, Member = person });
        var deleted = await MemberAsync(client, person);
        simulator.Change(new() { Kind = SlackChangeKind.ReactivateUser, Member = person });

        var shop = await client.ChannelAsync("shop");
        Assert.Equal("storefront", shop.GetProperty("previous_names")[0].GetString());
        Assert.Contains(simulator.Truth(), activity => activity.Container == "#shop");
        Assert.True((await client.ChannelAsync("mobile-app")).GetProperty("is_archived").GetBoolean());
        Assert.DoesNotContain(
            await client.ListAsync("conversations.list?exclude_archived=true", "channels"), channel => Text(channel, "name") == "mobile-app");
        Assert.Contains(simulator.Truth(), activity => activity.Container == "#bike-to-work");
        Assert.True(deleted.GetProperty("deleted").GetBoolean());
        Assert.Equal("Nobody You Know", Text((await MemberAsync(client, person)).GetProperty("profile"), "display_name"));
        Assert.False((await MemberAsync(client, person)).GetProperty("deleted").GetBoolean());
    }

    [Fact]
    public async Task A_change_of_nothing_is_refused()
    {
        await using var simulator = await SlackSimulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Throws<SimulatorException>(() => simulator.Change(new() { Kind = SlackChangeKind.EditMessage, Channel = "general", Ts = "1.000001", Text = "x" }));
        Assert.Throws<SimulatorException>(() => simulator.Change(new() { Kind = SlackChangeKind.Post, Channel = "nowhere", Member = simulator.MemberIds[0], Text = "x" }));
        Assert.Throws<SimulatorException>(() => simulator.Change(new() { Kind = SlackChangeKind.Post, Channel = "general", Member = "nobody", Text = "x" }));
        Assert.Throws<SimulatorException>(() => simulator.Change(new() { Kind = SlackChangeKind.RevokeToken, Text = "xoxb-unknown" }));
    }

    private static async Task<JsonElement> NewestAsync(SlackClient client, string channel) =>
        (await client.GetAsync($"conversations.history?channel={await client.ChannelIdAsync(channel)}&limit=1")).GetProperty("messages")[0];

    private static async Task<JsonElement> MemberAsync(SlackClient client, string id) => (await client.GetAsync($"users.info?user={id}")).GetProperty("user");

    private static async Task<string> NameOfAsync(SlackClient client, string id)
    {
        var profile = (await MemberAsync(client, id)).GetProperty("profile");
        return Text(profile, "display_name") is { Length: > 0 } name ? name : Text(profile, "real_name");
    }
}
