using System.Text.Json;
using Blackbox.Core.Collecting.Git;
using Blackbox.Core.Collecting.Slack.Payloads;
using Blackbox.Core.Collecting.Slack.Text;

namespace Blackbox.Core.Collecting.Slack;

/// <summary>
/// What a Slack connection's settings say: <c>{"channels": ["general"], "unlisted": false, "lookbackDays": 14}</c>. Everything is optional; without channels
/// those that the bot is in are read.
/// </summary>
/// <param name="Channels">Names without the hash, or ids; each once, in the order of the settings.</param>
/// <param name="IsUnlisted">Slack lets the app ask for messages once a minute, 15 at a time.</param>
/// <param name="LookbackDays">How far before a window messages are read again, so that edits, deletions and late replies are seen; null for the usual.</param>
public sealed record SlackSettings(IReadOnlyList<string> Channels, bool IsUnlisted, int? LookbackDays)
{
    public const int MaxChannels = 1_000;
    public const int MaxLookbackDays = 90;

    /// <summary>Where the settings do not say.</summary>
    public const int DefaultLookbackDays = 14;

    /// <summary>The same of an app that may ask once a minute only.</summary>
    public const int UnlistedLookbackDays = 3;

    private static readonly SlackSettings Default = new([], false, null);

    /// <param name="isUnlisted">Whether the app turned out to be one that may ask once a minute only.</param>
    public TimeSpan LookbackOf(bool isUnlisted) => TimeSpan.FromDays(LookbackDays ?? (isUnlisted ? UnlistedLookbackDays : DefaultLookbackDays));

    /// <returns>What is wrong, in words for the person who typed it; null when <paramref name="settings"/> is there.</returns>
    public static string? Parse(string json, out SlackSettings settings)
    {
        var read = Default;
        var problem = SettingsJson.Read(json, root => Read(root, out read));
        settings = read;
        return problem;
    }

    private static string? Read(JsonElement root, out SlackSettings settings)
    {
        settings = Default;
        if (root.ValueKind != JsonValueKind.Object)
            return """The settings are a JSON object, as {"channels": ["general"]}; {} reads all channels that the bot is in.""";

        var read = Default;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            if (!seen.Add(member.Name))
                return $"\"{Shown(member.Name)}\" stands there twice.";
            var problem = member.Name switch
            {
                "channels" => ReadChannels(member.Value, ref read),
                "unlisted" => ReadUnlisted(member.Value, ref read),
                "lookbackDays" => ReadLookback(member.Value, ref read),
                _ => $"The settings have an unknown member \"{Shown(member.Name)}\"; Slack knows \"channels\", \"unlisted\" and \"lookbackDays\".",
            };
            if (problem is not null)
                return problem;
        }
        settings = read;
        return null;
    }

    private static string? ReadChannels(JsonElement value, ref SlackSettings settings)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return "\"channels\" is a list, as [\"general\"].";
        if (value.GetArrayLength() > MaxChannels)
            return $"\"channels\" has {value.GetArrayLength()} entries; at most {MaxChannels} are possible. Without it all channels that the bot is in are read.";
        var names = new List<string>();
        foreach (var entry in value.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.String)
                return "\"channels\" holds something that is not a text.";
            var typed = entry.GetString()!.Trim();
            var name = typed.StartsWith('#') ? typed[1..] : typed;
            if (!IsName(name))
                return $"\"{Shown(typed)}\" is not the name of a channel; one looks like general, or is an id as C012AB3CD.";
            if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
                names.Add(name);
        }
        settings = settings with { Channels = names };
        return null;
    }

    private static string? ReadUnlisted(JsonElement value, ref SlackSettings settings)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            return "\"unlisted\" is true or false.";
        settings = settings with { IsUnlisted = value.GetBoolean() };
        return null;
    }

    private static string? ReadLookback(JsonElement value, ref SlackSettings settings)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var days) || days is < 0 or > MaxLookbackDays)
            return $"\"lookbackDays\" is a whole number from 0 to {MaxLookbackDays}.";
        settings = settings with { LookbackDays = days };
        return null;
    }

    // Names may have letters of any script.
    private static bool IsName(string name) =>
        name.Length is > 0 and <= ChannelItem.MaxNameLength && name.All(c => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c is '-' or '_' or '.' || char.IsBetween(c, '\u0300', '\u036f'));

    private static string Shown(string text) => GitText.OneLine(text, 200);

    /// <summary>Whether the settings name a channel.</summary>
    internal bool Names(ChannelItem channel) => Channels.Any(name => Matches(name, channel));

    /// <param name="name">As in <see cref="Channels"/>.</param>
    internal static bool Matches(string name, ChannelItem channel) =>
        name.Equals(channel.Name, StringComparison.OrdinalIgnoreCase) || (SlackReference.IsId(name) && name == channel.Id);
}
