using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Blackbox.Core.Summaries;
using Blackbox.Tests.Summaries;

namespace Blackbox.Tests.Collecting.Slack;

public sealed class SlackFormTests
{
    private static readonly DayActivity[] Day =
    [
        Item("Can someone look at the build?", 9, "1.1"),
        Item("On it", 10, "1.2", "1.1", by: "Bob"),
        Item("Fixed with *less* code", 11, "1.3", "1.1"),
        Item("Lunch?", 12, "1.4"),
        Item("See [this](https://e.org)", 13, "2.2", "2.1", channel: "#leads"),
    ];

    [Fact]
    public void Day_on_Slack_reads_as_conversations_by_channel()
    {
        var text = Forms.Extractive.Write(new(new(2026, 11, 20), "slack", Day));
        Assert.Equal(
            """
            2 messages and 3 replies in 2 channels. 1 of them by Bob.

            ### \#general

            - Can someone look at the build? · 2 replies: On it; Fixed with \*less\* code · by Bob
            - Lunch?

            ### \#leads

            - 1 reply: See \[this\](https\://e.org)
            """.ReplaceLineEndings("\n"), text.Content);
        Assert.Equal(Day.Length, text.Evidence.Skip(1).Sum(evidence => evidence.ActivityIds.Count));
        Assert.Equal(text.Content, Forms.Extractive.Write(new(new(2026, 11, 20), "slack", [.. Day.Reverse()])).Content);
        Assert.Equal("slack.v1", Forms.Prompts.Of("slack").Version);
    }

    [Fact]
    public void Many_conversations_are_folded_and_none_is_lost()
    {
        var many = Enumerable.Range(0, 40).Select(i => Item($"Message {i}", i % 24, $"{i}.0", channel: $"#c{i % 14}"))
            .Concat(Enumerable.Range(0, 30).Select(i => Item($"Busy {i}", i % 24, $"9{i}.0"))).ToList();
        var text = Forms.Extractive.Write(new(new(2026, 11, 20), "slack", many));
        Assert.Contains("- and 23 messages in 23 more conversations", text.Content, StringComparison.Ordinal);
        Assert.Contains("### More channels", text.Content, StringComparison.Ordinal);
        Assert.Equal(many.Count, text.Evidence.Skip(1).Sum(evidence => evidence.ActivityIds.Count));
    }

    private static DayActivity Item(string text, int hour, string ts, string? thread = null, string channel = "#general", string? by = null) => new()
    {
        Id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{channel} {ts} {text}"))[..16]),
        Platform = "slack",
        Kind = thread is null ? "message" : "reply",
        ExternalId = $"message:C1:{ts}",
        OccurredAt = new DateTimeOffset(2026, 11, 20, hour, 0, 0, TimeSpan.Zero),
        Title = text,
        Body = text,
        Container = channel,
        Details = JsonSerializer.Serialize(new { channel = "C1", ts, threadTs = thread }),
        ContentHash = SHA256.HashData(Encoding.UTF8.GetBytes(text)),
        Person = by ?? "Mina",
        IsOwn = by is null,
    };
}
