using System.Data;
using System.Diagnostics;
using Blackbox.Core.Data;
using Blackbox.Core.Operations;
using Npgsql;
using NpgsqlTypes;

namespace Blackbox.Core.Collecting;

/// <summary>What a swap changed.</summary>
public readonly record struct SwapCounts(int Found, int Added, int Changed, int Unchanged, int Tombstoned);

/// <summary>
/// Replaces a window of one connection's record by what the source lists now: everything is fetched and staged first, then one transaction
/// writes what is new or changed and marks what is gone. A failure before its commit leaves the record as it was, and doing it twice is the
/// same as doing it once.
/// </summary>
public sealed class ActivitySwap(NpgsqlDataSource dataSource, TimeProvider time, FailPoints failPoints)
{
    private const int MaxAttempts = 5;

    // Parameters: $1 connection.
    private const string UpsertPeopleSql = """
        INSERT INTO identities (id, connection_id, external_id, display_name)
        SELECT person.id, $1, person.external_id, person.display_name
        FROM unnest($2, $3, $4) AS person (id, external_id, display_name)
        ON CONFLICT (connection_id, external_id) DO UPDATE SET display_name = EXCLUDED.display_name
        WHERE identities.display_name <> EXCLUDED.display_name
        """;

    // An inserted row has no xmax; an updated one has this transaction's. What did not change is left out before the INSERT, which works out
    // the text search vector of every row that it is given, also of those that its ON CONFLICT then leaves alone.
    private const string UpsertActivitiesSql = $"""
        WITH written AS (
            INSERT INTO activities (
                id, identity_id, platform, kind, external_id, occurred_at, title, body, container, url, details, content_hash)
            SELECT staged.id, identity.id, $2, staged.kind, staged.external_id, staged.occurred_at, staged.title, staged.body,
                staged.container, staged.url, staged.details, staged.content_hash
            FROM {ActivityStaging.Table} AS staged
            JOIN identities AS identity ON identity.connection_id = $1 AND identity.external_id = staged.person
            WHERE NOT EXISTS (
                SELECT FROM activities AS kept
                WHERE kept.identity_id = identity.id AND kept.external_id = staged.external_id
                    AND kept.content_hash = staged.content_hash AND kept.deleted_at IS NULL)
            ON CONFLICT (identity_id, external_id) DO UPDATE SET
                kind = EXCLUDED.kind, occurred_at = EXCLUDED.occurred_at, title = EXCLUDED.title, body = EXCLUDED.body,
                container = EXCLUDED.container, url = EXCLUDED.url, details = EXCLUDED.details,
                content_hash = EXCLUDED.content_hash, deleted_at = NULL
            WHERE activities.content_hash <> EXCLUDED.content_hash OR activities.deleted_at IS NOT NULL
            RETURNING xmax = 0 AS added)
        SELECT count(*) FILTER (WHERE added)::int, count(*) FILTER (WHERE NOT added)::int FROM written
        """;

    // Only what a container listed to its end can be known to be gone.
    private const string TombstoneSql = $"""
        UPDATE activities SET deleted_at = $5
        FROM identities AS identity
        WHERE identity.connection_id = $1 AND activities.identity_id = identity.id
            AND activities.occurred_at >= $2 AND activities.occurred_at < $3
            AND activities.container = ANY ($4) AND activities.deleted_at IS NULL
            AND NOT EXISTS (
                SELECT FROM {ActivityStaging.Table} AS staged
                WHERE staged.external_id = activities.external_id AND staged.person = identity.external_id)
        """;

    private const string SaveCursorSql = """
        INSERT INTO fetch_states (id, connection_id, resource, cursor, fetched_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (connection_id, resource) DO UPDATE SET cursor = EXCLUDED.cursor, fetched_at = EXCLUDED.fetched_at
        """;

    /// <param name="close">
    /// Commands that must become true together with the activities, as closing the collection run; run in the same transaction.
    /// </param>
    public async Task<SwapCounts> SwapAsync(
        Connection connection, TimeWindow window, IAsyncEnumerable<CollectedActivity> activities, CollectionReport report,
        Action<int> progress, Func<NpgsqlConnection, SwapCounts, CancellationToken, Task> close, CancellationToken cancellationToken)
    {
        await using var database = await dataSource.OpenConnectionAsync(cancellationToken);
        // From before the fetch until after the commit: an older listing must not be written over a newer one.
        await using var turn = await SessionLock.AcquireAsync(database, $"collect:{connection.Id}", cancellationToken);

        failPoints.Reach(FailPoints.Staging);
        var staging = new ActivityStaging(database, report, time);
        await staging.StageAsync(activities, progress, cancellationToken);
        failPoints.Reach(FailPoints.Staged);

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await MergeAsync(database, connection, window, staging, report, close, cancellationToken);
            }
            catch (PostgresException exception) when (IsRetryable(exception) && attempt < MaxAttempts)
            {
                System.Diagnostics.Activity.Current?.AddEvent(new ActivityEvent("swap retried"));
            }
        }
    }

    private static bool IsRetryable(PostgresException exception) =>
        exception.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    private async Task<SwapCounts> MergeAsync(
        NpgsqlConnection database, Connection connection, TimeWindow window, ActivityStaging staging, CollectionReport report,
        Func<NpgsqlConnection, SwapCounts, CancellationToken, Task> close, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await UpsertPeopleAsync(database, connection, staging.People, cancellationToken);
        var (added, changed) = await UpsertActivitiesAsync(database, connection, cancellationToken);
        var tombstoned = await ExecuteAsync(database, TombstoneSql,
            [new() { Value = connection.Id }, new() { Value = window.From.UtcDateTime }, new() { Value = window.To.UtcDateTime },
             new() { Value = report.Listed.ToArray() }, new() { Value = time.GetUtcNow().UtcDateTime }], cancellationToken);
        foreach (var (resource, cursor) in report.Cursors)
        {
            await ExecuteAsync(database, SaveCursorSql,
                [new() { Value = Guid.CreateVersion7(time.GetUtcNow()) }, new() { Value = connection.Id }, new() { Value = resource },
                 new() { Value = cursor }, new() { Value = time.GetUtcNow().UtcDateTime }], cancellationToken);
        }
        var counts = new SwapCounts(staging.Count, added, changed, staging.Count - added - changed, tombstoned);
        await close(database, counts, cancellationToken);
        failPoints.Reach(FailPoints.Merged);
        await transaction.CommitAsync(cancellationToken);
        return counts;
    }

    private async Task UpsertPeopleAsync(
        NpgsqlConnection database, Connection connection, IReadOnlyDictionary<string, string> people, CancellationToken cancellationToken)
    {
        var ids = new SequentialIds(time);
        // In one order everywhere, so that two connections' swaps cannot wait for each other.
        var ordered = people.OrderBy(person => person.Key, StringComparer.Ordinal).ToList();
        await ExecuteAsync(database, UpsertPeopleSql,
            [new() { Value = connection.Id }, new() { Value = ordered.Select(_ => ids.Next()).ToArray() },
             new() { Value = ordered.Select(person => person.Key).ToArray() }, new() { Value = ordered.Select(person => person.Value).ToArray() }],
            cancellationToken);
        await ExecuteAsync(database, IdentityAssignments.AssignSql.Replace("{0}", "$1", StringComparison.Ordinal),
            [new() { Value = connection.Id }], cancellationToken);
    }

    private static async Task<(int Added, int Changed)> UpsertActivitiesAsync(
        NpgsqlConnection database, Connection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(UpsertActivitiesSql, database) { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = connection.Id });
        command.Parameters.Add(new() { Value = connection.Platform, NpgsqlDbType = NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt32(0), reader.GetInt32(1));
    }

    private static async Task<int> ExecuteAsync(
        NpgsqlConnection database, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        // Merging a large window may take longer than a query should; the run's own cancellation bounds it.
        await using var command = new NpgsqlCommand(sql, database) { CommandTimeout = 0 };
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
