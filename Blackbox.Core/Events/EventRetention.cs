using Microsoft.Extensions.Options;
using Npgsql;

namespace Blackbox.Core.Events;

/// <summary>Removes events that were handed on long ago, and their deliveries. What still waits for a webhook is kept.</summary>
public sealed class EventRetention(NpgsqlDataSource dataSource, IOptions<EventOptions> options, TimeProvider time)
{
    private const int BatchSize = 5_000;

    // What waits for a webhook that is turned off would keep its event for ever.
    private const string GiveUpSql = """
        UPDATE webhook_deliveries AS delivery SET status = 'dead', last_error = 'It waited for too long for its webhook to be turned on.'
        FROM webhooks AS webhook
        WHERE delivery.webhook_id = webhook.id AND delivery.status = 'pending' AND delivery.created_at < $1
            AND (NOT webhook.is_enabled OR webhook.deleted_at IS NOT NULL)
        """;

    private const string PickSql = """
        SELECT id FROM outbox_events
        WHERE dispatched_at < $1
            AND NOT EXISTS (SELECT FROM webhook_deliveries WHERE webhook_deliveries.event_id = outbox_events.id AND webhook_deliveries.status = 'pending')
        ORDER BY dispatched_at LIMIT $2 FOR UPDATE SKIP LOCKED
        """;

    private const string RemoveDeliveriesSql = "DELETE FROM webhook_deliveries WHERE event_id = ANY ($1) AND status <> 'pending'";

    // One that was asked to be sent again in this moment is kept with its event.
    private const string RemoveEventsSql = """
        DELETE FROM outbox_events WHERE id = ANY ($1) AND NOT EXISTS (SELECT FROM webhook_deliveries WHERE webhook_deliveries.event_id = outbox_events.id)
        """;

    /// <returns>Events that were removed.</returns>
    public async Task<int> RemoveOldAsync(CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - options.Value.Retention).UtcDateTime;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand(GiveUpSql, connection) { Parameters = { new() { Value = before } } })
            await command.ExecuteNonQueryAsync(cancellationToken);
        for (var removed = 0; ;)
        {
            var batch = await RemoveBatchAsync(connection, before, cancellationToken);
            removed += batch;
            if (batch < BatchSize)
                return removed;
        }
    }

    private static async Task<int> RemoveBatchAsync(NpgsqlConnection connection, DateTime before, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        List<Guid> ids = [];
        await using (var pick = new NpgsqlCommand(PickSql, connection) { Parameters = { new() { Value = before }, new() { Value = BatchSize } } })
        await using (var reader = await pick.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                ids.Add(reader.GetGuid(0));
        }
        await using (var deliveries = new NpgsqlCommand(RemoveDeliveriesSql, connection) { Parameters = { new() { Value = ids } } })
            await deliveries.ExecuteNonQueryAsync(cancellationToken);
        await using var events = new NpgsqlCommand(RemoveEventsSql, connection) { Parameters = { new() { Value = ids } } };
        var removed = await events.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return removed;
    }
}
