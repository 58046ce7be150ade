using Blackbox.Core.Data;
using Npgsql;
using NpgsqlTypes;

namespace Blackbox.Core.Events;

/// <summary>A delivery that this process is to send, and nobody else until <c>lease</c> is over.</summary>
/// <param name="Attempt">1 for the first.</param>
/// <param name="ProtectedSecret">Encrypted.</param>
internal sealed record ClaimedDelivery(Guid Id, Guid WebhookId, int Attempt, string Url, string ProtectedSecret, EventMessage Message);

/// <summary>
/// The deliveries that wait, in the database. Only the oldest of each webhook can be claimed, so a later one never overtakes it. A claim is a lease, told
/// by the database's clock: a process that dies leaves nothing to clean up, and the lease's end gives its delivery to another.
/// </summary>
public sealed class DeliveryClaims(NpgsqlDataSource dataSource)
{
    // Who comes second finds a row that is due no more. Parameters: $1 lease in seconds, $2 how many.
    private const string ClaimSql = """
        WITH head AS (
            SELECT oldest.id
            FROM webhooks AS webhook CROSS JOIN LATERAL (
                SELECT id, next_attempt_at FROM webhook_deliveries
                WHERE webhook_id = webhook.id AND status = 'pending' ORDER BY sequence LIMIT 1) AS oldest
            WHERE webhook.is_enabled AND webhook.deleted_at IS NULL AND oldest.next_attempt_at <= now()
            ORDER BY oldest.next_attempt_at LIMIT $2)
        UPDATE webhook_deliveries AS delivery
        SET attempts = delivery.attempts + 1, next_attempt_at = now() + make_interval(secs => $1)
        FROM head, webhooks AS webhook, outbox_events AS event
        WHERE delivery.id = head.id AND delivery.status = 'pending' AND delivery.next_attempt_at <= now()
            AND webhook.id = delivery.webhook_id AND event.id = delivery.event_id
        RETURNING delivery.id, delivery.webhook_id, delivery.attempts, webhook.url, webhook.secret,
            event.id, event.type, event.occurred_at, event.sequence, event.payload
        """;

    // The attempt tells a claim from a later one of the same delivery: a process that was frozen changes nothing any more.
    private const string Mine = "WHERE id = $1 AND attempts = $2 AND status = 'pending'";

    private const string TakenSql = $"""
        UPDATE webhook_deliveries SET status = 'delivered', delivered_at = now(), last_status = $3, last_error = NULL {Mine}
        """;

    private const string RetrySql = $"""
        UPDATE webhook_deliveries SET next_attempt_at = now() + make_interval(secs => $5), last_status = $3, last_error = $4 {Mine}
        """;

    private const string DeadSql = $"UPDATE webhook_deliveries SET status = 'dead', last_status = $3, last_error = $4 {Mine}";

    private const string ReturnSql = $"UPDATE webhook_deliveries SET next_attempt_at = now(), attempts = attempts - 1 {Mine}";

    // Parameters: $1 webhook, $2 how many given up in a row turn it off.
    private const string TurnOffSql = """
        UPDATE webhooks SET is_enabled = false
        WHERE id = $1 AND is_enabled AND (
            SELECT count(*) FILTER (WHERE status = 'dead') = $2
            FROM (SELECT status FROM webhook_deliveries WHERE webhook_id = $1 AND status <> 'pending' ORDER BY sequence DESC LIMIT $2) AS latest)
        """;

    internal async Task<List<ClaimedDelivery>> ClaimAsync(int count, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ClaimSql);
        command.Parameters.Add(new() { Value = lease.TotalSeconds });
        command.Parameters.Add(new() { Value = count });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<ClaimedDelivery> claimed = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetInt32(2), reader.GetString(3), reader.GetString(4),
                new(reader.GetGuid(5), reader.GetString(6), reader.GetFieldValue<DateTimeOffset>(7), reader.GetInt64(8), EventMessage.Parse(reader.GetString(9)))));
        }
        return claimed;
    }

    internal Task TakenAsync(ClaimedDelivery delivery, WebhookAnswer answer) =>
        ExecuteAsync(TakenSql, delivery.Id, delivery.Attempt, Nullable(answer.Status));

    internal Task RetryAsync(ClaimedDelivery delivery, WebhookAnswer answer, TimeSpan wait) =>
        ExecuteAsync(RetrySql, delivery.Id, delivery.Attempt, Nullable(answer.Status), Error(answer), wait.TotalSeconds);

    /// <summary>Gives it up: it can be asked for again. The next one's turn begins.</summary>
    internal Task DieAsync(ClaimedDelivery delivery, WebhookAnswer answer) =>
        ExecuteAsync(DeadSql, delivery.Id, delivery.Attempt, Nullable(answer.Status), Error(answer));

    /// <summary>As if it had not been claimed.</summary>
    internal Task ReturnAsync(ClaimedDelivery delivery) => ExecuteAsync(ReturnSql, delivery.Id, delivery.Attempt);

    /// <returns>Whether it was turned off.</returns>
    internal async Task<bool> TurnOffAsync(Guid webhookId, int afterDead) => await ExecuteAsync(TurnOffSql, webhookId, afterDead) > 0;

    internal async Task<bool> TurnOffAsync(Guid webhookId) => await ExecuteAsync("UPDATE webhooks SET is_enabled = false WHERE id = $1 AND is_enabled", webhookId) > 0;

    // What happened outside cannot be taken back, so it is written also while the process ends.
    private async Task<int> ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = dataSource.CreateCommand(sql);
        foreach (var value in parameters)
            command.Parameters.Add(value is DBNull ? new() { Value = value, NpgsqlDbType = NpgsqlDbType.Integer } : new() { Value = value });
        return await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static object Nullable(int? status) => status is { } value ? value : DBNull.Value;

    private static string Error(WebhookAnswer answer) => Texts.Cut(answer.Error ?? "", WebhookDelivery.MaxErrorLength);
}
