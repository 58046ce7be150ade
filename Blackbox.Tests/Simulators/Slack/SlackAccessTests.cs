using System.Net;
using Blackbox.Simulators;
using Blackbox.Simulators.Slack;
using Blackbox.Tests.Infrastructure;
using static Blackbox.Tests.Simulators.Slack.SlackCrawl;

namespace Blackbox.Tests.Simulators.Slack;

public class SlackAccessTests
{
    [Fact]
    public async Task A_token_says_who_it_is_or_why_it_is_refused()
    {
        await using var client = await SlackClient.StartAsync(options =>
            options.Tokens.Add(new() { Name = "old", Value = "xoxb-old", Error = "account_inactive" }));

        var me = await client.GetAsync("auth.test");
        var team = await client.GetAsync("team.info");
        client.Token = "xoxb-old";
        var inactive = await client.ErrorOf("auth.test");
        client.Token = "xoxb-wrong";
        var wrong = await client.ErrorOf("auth.test");
        client.Token = "";
        var none = await client.ErrorOf("auth.test");
        client.Simulator.Change(new() { Kind = SlackChangeKind.RevokeToken, Text = SlackSimulatorOptions.BotToken });
        client.Token = SlackSimulatorOptions.BotToken;

        Assert.Equal(Text(team.GetProperty("team"), "id"), Text(me, "team_id"));
        Assert.StartsWith("B", Text(me, "bot_id"), StringComparison.Ordinal);
        Assert.Equal(["account_inactive", "invalid_auth", "not_authed"], [inactive, wrong, none]);
        Assert.Equal("token_revoked", await client.ErrorOf("auth.test"));
    }

    [Fact]
    public async Task A_channel_without_the_bot_is_not_read()
    {
        await using var client = await SlackClient.StartAsync();
        var channels = await client.ListAsync("conversations.list?types=public_channel,private_channel&limit=3", "channels");
        var outside = channels.Single(channel => Text(channel, "name") == "bike-to-work");
        var leads = await client.ChannelIdAsync("leads");

        Assert.DoesNotContain(channels, channel => Text(channel, "name") == "hiring");
        Assert.False(outside.GetProperty("is_member").GetBoolean());
        Assert.Equal("not_in_channel", await client.ErrorOf($"conversations.history?channel={Text(outside, "id")}"));
        Assert.Equal("channel_not_found", await client.ErrorOf("conversations.history?channel=C0"));
        Assert.Equal("thread_not_found", await client.ErrorOf($"conversations.replies?channel={leads}&ts=1.000001"));
        client.Simulator.Change(new() { Kind = SlackChangeKind.RemoveBot, Channel = "leads" });
        Assert.Equal("channel_not_found", await client.ErrorOf($"conversations.history?channel={leads}"));
        Assert.DoesNotContain(client.Simulator.Truth(), activity => activity.IsPrivate);
    }

    [Fact]
    public async Task A_missing_scope_is_named()
    {
        await using var client = await SlackClient.StartAsync(options =>
            options.Tokens.Add(new() { Name = "public", Value = "xoxb-public", Scopes = ["channels:read", "channels:history"] }));
        var leads = await client.ChannelIdAsync("leads");
        client.Token = "xoxb-public";

        var refused = await client.AskAsync($"conversations.history?channel={leads}");

        Assert.Equal("missing_scope", Text(refused, "error"));
        Assert.Equal("groups:history", Text(refused, "needed"));
        Assert.Equal("channels:read,channels:history", Text(refused, "provided"));
        Assert.Equal("missing_scope", await client.ErrorOf("conversations.list?types=private_channel"));
        Assert.Equal("missing_scope", await client.ErrorOf("users.list"));
        Assert.Equal("missing_scope", await client.ErrorOf("team.info"));
        Assert.NotEmpty(await client.ListAsync("conversations.list", "channels"));
    }

    [Theory]
    [InlineData("conversations.history?channel={0}&cursor=bm90aGluZw==", "invalid_cursor")]
    [InlineData("conversations.history?channel={0}&limit=1000", "invalid_limit")]
    [InlineData("conversations.history?channel={0}&limit=many", "invalid_limit")]
    [InlineData("conversations.history?channel={0}&oldest=yesterday", "invalid_ts_oldest")]
    [InlineData("conversations.list?types=everything", "invalid_types")]
    [InlineData("conversations.list?limit=1001", "invalid_limit")]
    [InlineData("users.list?cursor=x", "invalid_cursor")]
    public async Task What_is_wrong_is_said(string call, string error)
    {
        await using var client = await SlackClient.StartAsync();

        Assert.Equal(error, await client.ErrorOf(call.Replace("{0}", await client.ChannelIdAsync("general"), StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("conversations.info?channel=C1")]
    [InlineData("conversations.history?channel=C1&count=10")]
    [InlineData("search.messages?query=x")]
    public async Task What_it_does_not_know_is_refused_and_remembered(string call)
    {
        await using var client = await SlackClient.StartAsync(expectsUnknown: true);

        using var get = await client.SendAsync(call);
        using var post = await client.SendAsync("auth.test", HttpMethod.Post);

        Assert.Equal(HttpStatusCode.NotImplemented, get.StatusCode);
        Assert.Equal(HttpStatusCode.NotImplemented, post.StatusCode);
        Assert.Equal(2, client.Simulator.UnknownRequests.Count);
    }

    [Fact]
    public async Task Each_method_has_the_limit_of_its_tier()
    {
        var time = new ManualTime(new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero));
        await using var client = await SlackClient.StartAsync(options => (options.Tier2, options.Tier4, options.Time) = (2, 3, time));

        var lists = await StatusesAsync("users.list");
        var infos = await StatusesAsync($"users.info?user={client.Simulator.MemberIds[0]}");
        var tests = await StatusesAsync("auth.test");
        time.Advance(TimeSpan.FromMinutes(1));
        using var later = await client.SendAsync("users.list");

        Assert.Equal([200, 200, 429, 429], lists);
        Assert.Equal([200, 200, 200, 429], infos);
        Assert.Equal([200, 200, 200, 200], tests);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);

        async Task<int[]> StatusesAsync(string call)
        {
            var statuses = new int[4];
            for (var i = 0; i < statuses.Length; i++)
            {
                using var response = await client.SendAsync(call);
                statuses[i] = (int)response.StatusCode;
            }
            return statuses;
        }
    }

    [Fact]
    public async Task Faults_are_slacks_own()
    {
        await using var client = await SlackClient.StartAsync();
        var history = $"conversations.history?channel={await client.ChannelIdAsync("general")}&limit=5";
        client.Simulator.Faults.Add(new() { Kind = FaultKind.PlatformError, Path = "history", Code = "fatal_error" });
        client.Simulator.Faults.Add(new() { Kind = FaultKind.PlatformError, Path = "history", Nth = 2 });
        client.Simulator.Faults.Add(new() { Kind = FaultKind.ServerError, Path = "history", Nth = 3 });
        client.Simulator.Faults.Add(new() { Kind = FaultKind.MalformedItem, Path = "history", Nth = 4 });
        client.Simulator.Faults.Add(new() { Kind = FaultKind.PrimaryLimit, Path = "history", Nth = 5, RetryAfter = TimeSpan.FromSeconds(7) });

        var fatal = await client.ErrorOf(history);
        var failed = await client.ErrorOf(history);
        using var broken = await client.SendAsync(history);
        var malformed = (await client.GetAsync(history)).GetProperty("messages")[0];
        using var limited = await client.SendAsync(history);
        var other = await client.GetAsync("team.info");

        Assert.Equal(["fatal_error", "internal_error"], [fatal, failed]);
        Assert.Equal(HttpStatusCode.InternalServerError, broken.StatusCode);
        Assert.Equal(System.Text.Json.JsonValueKind.Object, malformed.GetProperty("ts").ValueKind);
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.InRange(limited.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(8));
        Assert.True(other.GetProperty("ok").GetBoolean());
    }
}
