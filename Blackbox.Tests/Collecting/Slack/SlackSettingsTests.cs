using Blackbox.Core.Collecting.Slack;
using Blackbox.Core.Collecting.Slack.Payloads;

namespace Blackbox.Tests.Collecting.Slack;

public sealed class SlackSettingsTests
{
    [Fact]
    public void Settings_are_read_with_what_is_usual_where_they_say_nothing()
    {
        Assert.Null(SlackSettings.Parse("{}", out var settings));
        Assert.Equal((0, false, null), (settings.Channels.Count, settings.IsUnlisted, settings.LookbackDays));
        Assert.Equal((14, 3), (settings.LookbackOf(isUnlisted: false).TotalDays, settings.LookbackOf(isUnlisted: true).TotalDays));

        Assert.Null(SlackSettings.Parse("""{"channels": ["#general", "C012AB3CD", "General", "잡담-2"], "unlisted": true, "lookbackDays": 0}""", out settings));
        Assert.Equal(["general", "C012AB3CD", "잡담-2"], settings.Channels);
        Assert.Equal((true, TimeSpan.Zero), (settings.IsUnlisted, settings.LookbackOf(isUnlisted: true)));
    }

    [Fact]
    public void Settings_name_channels_by_name_or_id()
    {
        SlackSettings.Parse("""{"channels": ["general", "C012AB3CD"]}""", out var settings);
        var channel = new ChannelItem("C9", "General", IsPrivate: false, IsMember: true, IsArchived: false);
        Assert.True(settings.Names(channel));
        Assert.True(settings.Names(channel with { Id = "C012AB3CD", Name = "other" }));
        Assert.False(settings.Names(channel with { Name = "other" }));
    }

    [Theory]
    [InlineData("[]", "The settings are a JSON object")]
    [InlineData("{", "The settings are not JSON.")]
    [InlineData("""{"channel": ["x"]}""", "unknown member \"channel\"")]
    [InlineData("""{"channels": "general"}""", "\"channels\" is a list")]
    [InlineData("""{"channels": [7]}""", "something that is not a text")]
    [InlineData("""{"channels": ["two words"]}""", "\"two words\" is not the name of a channel")]
    [InlineData("""{"channels": [""]}""", "\"\" is not the name of a channel")]
    [InlineData("""{"channels": ["x\nSecret: y"]}""", "is not the name of a channel")]
    [InlineData("""{"channels": [], "channels": []}""", "\"channels\" stands there twice.")]
    [InlineData("""{"unlisted": "yes"}""", "\"unlisted\" is true or false.")]
    [InlineData("""{"lookbackDays": 1.5}""", "\"lookbackDays\" is a whole number from 0 to 90.")]
    [InlineData("""{"lookbackDays": 91}""", "\"lookbackDays\" is a whole number from 0 to 90.")]
    [InlineData("""{"channels": ["\ud83d"]}""", "not Unicode")]
    public void Wrong_settings_say_what_is_wrong(string json, string problem) =>
        Assert.Contains(problem, SlackSettings.Parse(json, out _), StringComparison.Ordinal);

    [Fact]
    public void Too_many_channels_are_refused() => Assert.Contains(
        "1001 entries", SlackSettings.Parse($$"""{"channels": [{{string.Join(',', Enumerable.Range(0, 1_001).Select(i => $"\"c{i}\""))}}]}""", out _), StringComparison.Ordinal);
}
