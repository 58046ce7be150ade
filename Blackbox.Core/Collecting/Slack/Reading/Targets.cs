using Blackbox.Core.Collecting.Slack.Payloads;

namespace Blackbox.Core.Collecting.Slack.Reading;

/// <summary>Which channels are read, and what is to be said about those that are not.</summary>
internal static class Targets
{
    /// <summary>What stands for the connection where a problem is of no one channel.</summary>
    public const string Workspace = "Slack";

    /// <param name="known">Names by id of the channels that were read before.</param>
    public static IReadOnlyList<ChannelTarget> Choose(ChannelList list, SlackSettings settings, IReadOnlyDictionary<string, string> known, CollectionReport report)
    {
        foreach (var problem in list.Problems)
            report.ItemSkipped(Workspace, SlackCodes.Malformed, problem);
        if (list.PrivateProblem is { } privateProblem)
            report.ContainerNoted(Workspace, SlackCodes.MissingScope, $"Private channels are left out. {privateProblem}");

        var chosen = list.Channels.Where(channel => channel.IsMember && (settings.Channels.Count == 0 || settings.Names(channel))).ToList();
        foreach (var name in settings.Channels.Where(name => !chosen.Exists(channel => SlackSettings.Matches(name, channel))))
            SayMissing(list.Channels.FirstOrDefault(channel => SlackSettings.Matches(name, channel)), name, report);
        if (chosen.Count == 0 && settings.Channels.Count == 0)
            report.ContainerNoted(Workspace, SlackCodes.NotInChannel, "The bot is in no channel. Invite it where its people work: /invite @its-name.");
        foreach (var (id, name) in known.Where(channel => list.Channels.All(listed => listed.Id != channel.Key || !listed.IsMember)))
            report.ContainerNoted("#" + name, SlackCodes.NotInChannel, $"The bot is no longer in #{name}; what was recorded stays.");

        var names = list.Channels.Select(channel => channel.Name).ToLookup(name => name, StringComparer.Ordinal);
        return [.. chosen.Select(channel => new ChannelTarget(channel, FormerContainer(channel, known, names), names[channel.Name].Count() == 1))];
    }

    private static string? FormerContainer(ChannelItem channel, IReadOnlyDictionary<string, string> known, ILookup<string, string> names) =>
        known.GetValueOrDefault(channel.Id) is { } former && former != channel.Name && !names.Contains(former) ? "#" + former : null;

    private static void SayMissing(ChannelItem? channel, string name, CollectionReport report)
    {
        if (channel is null)
            report.ContainerFailed("#" + name, SlackCodes.ChannelNotFound, $"There is no channel {name} that the bot may know of. If it is private, invite the bot there.");
        else
            report.ContainerFailed(channel.Container, SlackCodes.NotInChannel, $"The bot is not in {channel.Container}. Invite it there: /invite @its-name.");
    }
}
