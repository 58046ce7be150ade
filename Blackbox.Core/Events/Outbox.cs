using System.Text.Json;
using System.Text.Json.Serialization;
using Blackbox.Core.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Blackbox.Core.Events;

/// <summary>An event to be written.</summary>
/// <param name="UserId">Whose it is; null when it concerns the installation, and everyone is told.</param>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="Payload">The record that belongs to the type. No secret and no text of an activity.</param>
public sealed record NewEvent(Guid? UserId, string Type, object Payload);

/// <summary>
/// Writes events in the transaction that makes them true: they are told if it commits, and only then. Writers of one user's events take turns until
/// their commit, so that <see cref="OutboxEvent.Sequence"/> grows in the order of commits, and whoever has seen a sequence has seen every smaller one
/// of that user. So write them last, all in one call: what a transaction does afterwards makes others wait.
/// </summary>
public static class Outbox
{
    /// <summary>PostgreSQL channel that tells of new events.</summary>
    public const string Channel = "blackbox_events";

    /// <summary>JSON of payloads and of what subscribers get: camelCase, enums as words in snake_case.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    private const string LockName = "events:";

    // An event of the installation is in order with everyone's: its writer is alone, all others share.
    private const string LockAllSql = $"SELECT pg_advisory_xact_lock(hashtextextended('{LockName}', 0))";
    private const string LockSharedSql = $"SELECT pg_advisory_xact_lock_shared(hashtextextended('{LockName}', 0))";
    private const string LockUsersSql = $"SELECT pg_advisory_xact_lock(hashtextextended('{LockName}' || id, 0)) FROM unnest($1) AS id";

    private const string InsertSql = """
        INSERT INTO outbox_events (id, user_id, type, payload, occurred_at)
        SELECT id, user_id, type, payload, $5 FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS event (id, user_id, type, payload, position)
        ORDER BY position
        """;

    /// <param name="connection">With the transaction open that the events belong to.</param>
    public static async Task WriteAsync(
        NpgsqlConnection connection, IReadOnlyList<NewEvent> events, TimeProvider time, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
            return;
        await using var batch = new NpgsqlBatch(connection);
        AddLocks(batch, events);
        var ids = new SequentialIds(time);
        batch.BatchCommands.Add(new(InsertSql)
        {
            Parameters =
            {
                new() { Value = events.Select(_ => ids.Next()).ToArray() },
                new() { Value = events.Select(e => e.UserId).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
                new() { Value = events.Select(e => e.Type).ToArray() },
                new() { Value = events.Select(PayloadOf).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
                new() { Value = time.GetUtcNow().UtcDateTime },
            },
        });
        batch.BatchCommands.Add(new($"NOTIFY {Channel}"));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The same within the context's transaction. What the context holds unsaved is not saved by it.</summary>
    /// <exception cref="InvalidOperationException">No transaction is open.</exception>
    public static Task WriteEventsAsync(
        this BlackboxDb db, IReadOnlyList<NewEvent> events, TimeProvider time, CancellationToken cancellationToken) =>
        db.Database.CurrentTransaction is null
            ? throw new InvalidOperationException("Events belong to a transaction, and none is open.")
            : WriteAsync((NpgsqlConnection)db.Database.GetDbConnection(), events, time, cancellationToken);

    private static void AddLocks(NpgsqlBatch batch, IReadOnlyList<NewEvent> events)
    {
        if (events.Any(e => e.UserId is null))
        {
            batch.BatchCommands.Add(new(LockAllSql));
            return;
        }
        // Everyone takes several users' locks in the same order, so that two cannot wait for each other.
        var users = events.Select(e => e.UserId!.Value.ToString()).Distinct().Order(StringComparer.Ordinal).ToArray();
        batch.BatchCommands.Add(new(LockSharedSql));
        batch.BatchCommands.Add(new(LockUsersSql) { Parameters = { new() { Value = users } } });
    }

    private static string PayloadOf(NewEvent newEvent) => Texts.StorableJson(JsonSerializer.Serialize(newEvent.Payload, newEvent.Payload.GetType(), Json));
}
