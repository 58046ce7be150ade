using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Collecting.Slack.Client;
using Blackbox.Core.Collecting.Slack.Payloads;

namespace Blackbox.Core.Collecting.Slack.Reading;

/// <summary>The channels that the bot sees: all public ones, and private ones that it is in.</summary>
internal sealed class ChannelList
{
    // Short: a channel into which the bot was invited is to be read by the next run, as what happens there is found on no other day.
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(50);

    // Somebody waits for it, perhaps having just invited the bot.
    private static readonly TimeSpan MaxAgeOfAsked = TimeSpan.FromMinutes(5);

    private readonly List<ChannelItem> _channels = [];

    public IReadOnlyList<ChannelItem> Channels => _channels;

    /// <summary>The permission that lacks for private ones, in words; null where none does.</summary>
    public string? PrivateProblem { get; private set; }

    /// <summary>What is wrong with channels that cannot be read.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Names by id of those that everyone may know of.</summary>
    public IReadOnlyDictionary<string, string> PublicNames =>
        _channels.Where(channel => !channel.IsPrivate).ToDictionary(channel => channel.Id, channel => channel.Name);

    /// <param name="priority">One of <see cref="TaskPriority"/>; null to ask anew.</param>
    /// <exception cref="ResourceException">They cannot be listed.</exception>
    public static async Task<ChannelList> LoadAsync(SlackSession session, bool withPrivate, int? priority, CancellationToken cancellationToken)
    {
        var freshness = priority is null ? null : RestFreshness.MaxAge(priority >= TaskPriority.Critical ? MaxAgeOfAsked : MaxAge);
        var list = new ChannelList();
        try
        {
            await list.ReadAsync(session, SlackMethods.ChannelList(withPrivate), freshness, cancellationToken);
        }
        catch (ResourceException exception) when (withPrivate && exception.Code == SlackCodes.MissingScope)
        {
            list = new() { PrivateProblem = exception.Message };
            await list.ReadAsync(session, SlackMethods.ChannelList(withPrivate: false), freshness, cancellationToken);
        }
        return list;
    }

    private async Task ReadAsync(SlackSession session, string? next, RestFreshness? freshness, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>();
        while (next is not null)
        {
            using var page = await session.GetAsync(next, freshness, cancellationToken);
            foreach (var json in SlackJson.Items(page.Root, "channels"))
            {
                if (ChannelItem.Read(json, out var channel) is { } problem)
                    Problems.Add(problem);
                else if (channel is not null && seen.Add(channel.Id))
                    _channels.Add(channel);
            }
            next = page.Next;
        }
    }
}
