using System.Threading.Channels;

namespace Blackbox.Core.Collecting.Slack.Reading;

/// <summary>Something that was found, or something to tell the report.</summary>
internal readonly record struct Finding(CollectedActivity? Activity, Action<CollectionReport>? Say);

/// <summary>What the readers of several channels find, for the one who consumes it. A bounded number waits, so that reading ahead holds little memory.</summary>
internal sealed class Findings(ChannelWriter<Finding> writer)
{
    public ValueTask AddAsync(CollectedActivity activity, CancellationToken cancellationToken) => writer.WriteAsync(new(activity, null), cancellationToken);

    public ValueTask SayAsync(Action<CollectionReport> say, CancellationToken cancellationToken) => writer.WriteAsync(new(null, say), cancellationToken);
}
