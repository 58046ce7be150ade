using Blackbox.Core.Data;
using Blackbox.Core.Operations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace Blackbox.Core.Events;

/// <summary>
/// Hands events on: a delivery for each webhook that wants one, a signal for the live pages. One worker of all does it at a time, in the order of
/// sequences; the others stand by. The deliveries and the mark that an event is done become true together, so a worker that dies anywhere leaves
/// nothing out and nothing twice in the database.
/// </summary>
public sealed class EventDispatcher(
    NpgsqlDataSource dataSource, IConnectionMultiplexer redis, EventWake wake, IOptions<EventOptions> options, TimeProvider time, FailPoints failPoints,
    ILogger<EventDispatcher> logger)
{
    /// <summary>Steps for <see cref="FailPoints"/>: the deliveries are written; the signal is sent. Neither is committed.</summary>
    public const string Queued = "events-queued";

    /// <inheritdoc cref="Queued"/>
    public const string Signalled = "events-signalled";

    /// <summary>PostgreSQL channel that tells of deliveries that can be sent.</summary>
    public const string DeliveryChannel = "blackbox_deliveries";

    private static readonly TimeSpan SignalTimeout = TimeSpan.FromSeconds(2);

    // A worker that is frozen, not dead, would keep its session and so its turn: the server ends a session that is silent for longer than any poll.
    private const string PrepareSql = $"""
        SET idle_session_timeout = '30s'; SET idle_in_transaction_session_timeout = '30s'; LISTEN {Outbox.Channel}; LISTEN {DeliveryChannel}
        """;

    // The session goes back to the pool, where it may be silent.
    private const string ReleaseSql = """
        UNLISTEN *; SELECT pg_advisory_unlock_all(); RESET idle_session_timeout; RESET idle_in_transaction_session_timeout
        """;

    private const string TryLeadSql = "SELECT pg_try_advisory_lock(hashtextextended('events-dispatcher', 0))";

    private const string ReadSql = """
        SELECT id, sequence, user_id, occurred_at FROM outbox_events WHERE dispatched_at IS NULL ORDER BY sequence LIMIT $1
        """;

    // A test event is for the webhook that it names, whatever types that one is limited to.
    private const string MatchSql = $"""
        SELECT webhook.id, event.id, event.sequence
        FROM outbox_events AS event JOIN webhooks AS webhook ON event.user_id IS NULL OR webhook.user_id = event.user_id
        WHERE event.id = ANY ($1) AND webhook.is_enabled AND webhook.deleted_at IS NULL
            AND CASE WHEN event.type = '{EventTypes.WebhookTest}' THEN event.payload ->> 'webhookId' = webhook.id::text
                ELSE cardinality(webhook.event_types) = 0 OR event.type = ANY (webhook.event_types) END
        ORDER BY event.sequence
        """;

    private const string QueueSql = """
        INSERT INTO webhook_deliveries (id, webhook_id, event_id, sequence, status, attempts, next_attempt_at)
        SELECT id, webhook_id, event_id, sequence, 'pending', 0, now() FROM unnest($1, $2, $3, $4) AS delivery (id, webhook_id, event_id, sequence)
        ON CONFLICT (webhook_id, event_id) DO NOTHING
        """;

    private const string MarkSql = "UPDATE outbox_events SET dispatched_at = $2 WHERE id = ANY ($1)";

    /// <summary>Dispatches whenever there is something and this worker has the turn; ends by cancellation only.</summary>
    /// <exception cref="NpgsqlException">The database is away. Nothing is lost: call it again.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await ExecuteAsync(connection, PrepareSql, cancellationToken);
            connection.Notification += (_, told) =>
            {
                if (told.Channel == DeliveryChannel)
                    wake.Set();
            };
            for (var leads = false; ;)
            {
                leads = leads || await TryLeadAsync(connection, cancellationToken);
                while (leads && await DispatchAsync(connection, cancellationToken) == options.Value.BatchSize)
                    cancellationToken.ThrowIfCancellationRequested();
                await connection.WaitAsync(options.Value.PollInterval, cancellationToken);
            }
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
                await ExecuteAsync(connection, ReleaseSql, CancellationToken.None);
        }
    }

    /// <summary>Hands on one batch of the oldest events that wait.</summary>
    /// <returns>How many.</returns>
    internal async Task<int> DispatchAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var events = await ReadAsync(connection, cancellationToken);
        if (events.Count == 0)
            return 0;
        var ids = events.Select(e => e.Id).ToArray();
        var deliveries = await QueueAsync(connection, ids, cancellationToken);
        failPoints.Reach(Queued);
        await SignalAsync(events, cancellationToken);
        failPoints.Reach(Signalled);
        var now = time.GetUtcNow();
        await ExecuteAsync(connection, MarkSql, cancellationToken, ids, now.UtcDateTime);
        if (deliveries > 0)
            await ExecuteAsync(connection, $"NOTIFY {DeliveryChannel}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        EventTelemetry.Dispatched.Add(events.Count);
        EventTelemetry.Lag.Record((now - events[0].OccurredAt).TotalSeconds);
        return events.Count;
    }

    private static async Task<bool> TryLeadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(TryLeadSql, connection);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private async Task<List<Waiting>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ReadSql, connection) { Parameters = { new() { Value = options.Value.BatchSize } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Waiting> events = [];
        while (await reader.ReadAsync(cancellationToken))
            events.Add(new(reader.GetGuid(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), reader.GetFieldValue<DateTimeOffset>(3)));
        return events;
    }

    private async Task<int> QueueAsync(NpgsqlConnection connection, Guid[] events, CancellationToken cancellationToken)
    {
        List<(Guid Webhook, Guid Event, long Sequence)> matches = [];
        await using (var command = new NpgsqlCommand(MatchSql, connection) { Parameters = { new() { Value = events } } })
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                matches.Add((reader.GetGuid(0), reader.GetGuid(1), reader.GetInt64(2)));
        }
        if (matches.Count == 0)
            return 0;
        var ids = new SequentialIds(time);
        return await ExecuteAsync(
            connection, QueueSql, cancellationToken, matches.Select(_ => ids.Next()).ToArray(), matches.Select(m => m.Webhook).ToArray(),
            matches.Select(m => m.Event).ToArray(), matches.Select(m => m.Sequence).ToArray());
    }

    // Pages that hear nothing look for themselves after a while, so Redis never holds back what goes to the database.
    private async Task SignalAsync(List<Waiting> events, CancellationToken cancellationToken)
    {
        var signals = events.GroupBy(e => e.UserId).Select(user => new LiveSignal(user.Key, user.Max(e => e.Sequence))).ToList();
        try
        {
            if (redis.IsConnected)
            {
                await redis.GetSubscriber().PublishAsync(LiveSignal.Channel, LiveSignal.Write(signals)).WaitAsync(SignalTimeout, time, cancellationToken);
                return;
            }
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            logger.LogDebug("Live pages could not be told at once: {Reason}", exception.Message);
        }
        EventTelemetry.MissedSignals.Add(signals.Count);
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in parameters)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Waiting(Guid Id, long Sequence, Guid? UserId, DateTimeOffset OccurredAt);
}
