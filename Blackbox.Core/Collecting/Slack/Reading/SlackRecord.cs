using Blackbox.Core.Collecting.Slack.Payloads;

namespace Blackbox.Core.Collecting.Slack.Reading;

/// <summary>What the record has already of one connection.</summary>
internal sealed class SlackRecord(FetchMemory memory)
{
    /// <summary>Threads that are looked at again in one run.</summary>
    public const int MaxThreads = 5_000;

    // A thread's key is message:CHANNEL:TS of its first message; all ts have the same length, so they compare as texts.
    private const string OldThreadsSql = """
        SELECT activities.thread, max(activities.occurred_at)
        FROM activities JOIN identities ON identities.id = activities.identity_id
        WHERE identities.connection_id = $1 AND activities.occurred_at >= $2 AND activities.occurred_at < $3 AND activities.deleted_at IS NULL
            AND activities.thread IS NOT NULL AND split_part(activities.thread, ':', 3) COLLATE "C" < $4
        GROUP BY activities.thread ORDER BY 2 DESC, 1 LIMIT $5
        """;

    /// <summary>
    /// Threads of which replies are recorded within a span, and that began before it: listing the span's messages does not show them, and their replies
    /// must not look as if they were gone. The last answered first; one more than <see cref="MaxThreads"/> at most.
    /// </summary>
    public async Task<IReadOnlyList<OldThread>> OldThreadsAsync(TimeWindow span, CancellationToken cancellationToken)
    {
        await using var command = memory.Ask(OldThreadsSql);
        command.Parameters.Add(new() { Value = span.From.UtcDateTime });
        command.Parameters.Add(new() { Value = span.To.UtcDateTime });
        command.Parameters.Add(new() { Value = SlackTs.Of(span.From).Text });
        command.Parameters.Add(new() { Value = MaxThreads + 1 });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var threads = new List<OldThread>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (SlackActivity.ParseThreadKey(reader.GetString(0)) is { } thread)
                threads.Add(new(thread.ChannelId, thread.Parent, reader.GetFieldValue<DateTimeOffset>(1)));
        }
        return threads;
    }
}

/// <param name="LastReplyAt">As far as it is recorded.</param>
internal sealed record OldThread(string ChannelId, SlackTs Parent, DateTimeOffset LastReplyAt);
