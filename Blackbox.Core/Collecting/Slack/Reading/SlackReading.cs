using System.Collections.Concurrent;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Collecting.Slack.Payloads;
using Blackbox.Core.Collecting.Slack.Text;

namespace Blackbox.Core.Collecting.Slack.Reading;

/// <summary>What all channels of one connection's window share while they are read.</summary>
internal sealed class SlackReading(
    CollectionContext context, SlackSettings settings, SlackSession session, Findings findings, TimeProvider time)
{
    // Room for what is taken from the window's start.
    private static readonly DateTimeOffset Earliest = new(2002, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<TimeWindow, Task<ILookup<string, OldThread>>> _oldThreads = [];

    public SlackSession Session => session;
    public SlackSettings Settings => settings;
    public Findings Findings => findings;
    public TimeProvider Time => time;

    /// <summary>Within the dates that messages are believed to have.</summary>
    public TimeWindow Window { get; } = new(Clamp(context.Window.From), Clamp(context.Window.To));

    /// <summary>The window with what lies before it and is read again, so that edits, deletions and late replies are seen.</summary>
    public TimeWindow Span => new(Window.From - settings.LookbackOf(session.IsUnlisted), Window.To);

    /// <summary>The workspace's address; null where it is not known.</summary>
    public Uri? Workspace { get; init; }

    public required People People { get; init; }
    public required SlackNames Names { get; init; }

    /// <summary>False where the record holds what this token would not list.</summary>
    public required bool MayTellWhatIsGone { get; init; }

    /// <summary>By channel id: threads that began before a span, of which replies are recorded within it.</summary>
    /// <exception cref="ResourceException">There are more than can be looked at.</exception>
    public Task<ILookup<string, OldThread>> OldThreadsAsync(TimeWindow span, CancellationToken cancellationToken) =>
        _oldThreads.GetOrAdd(span, wanted => FindAsync(wanted, cancellationToken));

    /// <returns>Null for what no person wrote.</returns>
    public async ValueTask<CollectedActivity?> ActivityOfAsync(MessageItem message, ChannelItem channel, CancellationToken cancellationToken)
    {
        if (message.Author is not { } author)
            return null;
        await People.FindAsync(message, cancellationToken);
        return People.IsBot(author) ? null : SlackActivity.Of(message, channel, Names, Workspace);
    }

    private async Task<ILookup<string, OldThread>> FindAsync(TimeWindow span, CancellationToken cancellationToken)
    {
        var threads = await new SlackRecord(context.Memory).OldThreadsAsync(span, cancellationToken);
        return threads.Count <= SlackRecord.MaxThreads
            ? threads.ToLookup(thread => thread.ChannelId)
            : throw new ResourceException(
                200, SlackCodes.TooMany, $"More than {SlackRecord.MaxThreads:N0} old threads were answered lately; shorten \"lookbackDays\" in the settings.");
    }

    private static DateTimeOffset Clamp(DateTimeOffset instant) => instant < Earliest ? Earliest : instant > Latest ? Latest : instant;
}

/// <summary>A channel to read.</summary>
/// <param name="FormerContainer">What it was called when it was read before; null where that is its name still, or another channel's now.</param>
/// <param name="IsAlone">No other channel has its name.</param>
internal sealed record ChannelTarget(ChannelItem Item, string? FormerContainer, bool IsAlone);
