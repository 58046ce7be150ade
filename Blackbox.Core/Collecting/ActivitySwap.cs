using System.Data;
using System.Diagnostics;
using Blackbox.Core.Data;
using Blackbox.Core.Operations;
using Npgsql;
using NpgsqlTypes;

namespace Blackbox.Core.Collecting;

/// <summary>What a swap changed.</summary>
public readonly record struct SwapCounts(int Found, int Added, int Changed, int Unchanged, int Tombstoned);

/// <summary>What a swap changed in one user's record on one day (UTC).</summary>
/// <param name="UserId">Null for what belongs to nobody yet.</param>
/// <param name="First">When the earliest activity that changed happened, or was thought to have.</param>
/// <param name="Last">When the latest did.</param>
public sealed record RecordChange(Guid? UserId, int Added, int Changed, int Removed, DateTimeOffset First, DateTimeOffset Last);

public sealed record SwapOutcome(SwapCounts Counts, IReadOnlyList<RecordChange> Changes);

/// <summary>
/// Replaces a window of one connection's record by what the source lists now: everything is fetched and staged first, then one transaction
/// writes what is new or changed and marks what is gone. What is listed of other times changes what is recorded already and adds nothing. A failure before its commit leaves the record as it was, and doing it twice is the
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
    // the text search vector of every row that it is given, also of those that its ON CONFLICT then leaves alone. The statement itself sees the rows as
    // they were before it, so a day that something moved away from counts too.
    private const string UpsertActivitiesSql = $"""
        WITH written AS (
            INSERT INTO activities (
                id, identity_id, platform, kind, external_id, occurred_at, title, body, container, url, thread, is_private, details, content_hash)
            SELECT staged.id, identity.id, $2, staged.kind, staged.external_id, staged.occurred_at, staged.title, staged.body,
                staged.container, staged.url, staged.thread, staged.is_private, staged.details, staged.content_hash
            FROM {ActivityStaging.Table} AS staged
            JOIN identities AS identity ON identity.connection_id = $1 AND identity.external_id = staged.person
            WHERE NOT EXISTS (
                    SELECT FROM activities AS kept
                    WHERE kept.identity_id = identity.id AND kept.external_id = staged.external_id
                        AND kept.content_hash = staged.content_hash AND kept.deleted_at IS NULL)
                AND (staged.adds OR EXISTS (
                    SELECT FROM activities AS recorded
                    WHERE recorded.identity_id = identity.id AND recorded.external_id = staged.external_id))
            ON CONFLICT (identity_id, external_id) DO UPDATE SET
                kind = EXCLUDED.kind, occurred_at = EXCLUDED.occurred_at, title = EXCLUDED.title, body = EXCLUDED.body,
                container = EXCLUDED.container, url = EXCLUDED.url, thread = EXCLUDED.thread, is_private = EXCLUDED.is_private,
                details = EXCLUDED.details, content_hash = EXCLUDED.content_hash, deleted_at = NULL
            WHERE activities.content_hash <> EXCLUDED.content_hash OR activities.deleted_at IS NOT NULL
            RETURNING id, identity_id, occurred_at, xmax = 0 AS added)
        SELECT identity.user_id, count(*) FILTER (WHERE added)::int, count(*) FILTER (WHERE NOT added)::int, 0,
            min(least(written.occurred_at, before.occurred_at)), max(greatest(written.occurred_at, before.occurred_at))
        FROM written
        JOIN identities AS identity ON identity.id = written.identity_id
        LEFT JOIN LATERAL (
            SELECT activities.occurred_at FROM activities WHERE activities.id = written.id AND NOT written.added OFFSET 0) AS before ON true
        GROUP BY identity.user_id, date_trunc('day', written.occurred_at, 'UTC')
        """;

    // Only what a container or a thread listed to its end can be known to be gone. Parameters: $1 connection, $2 now.
    private const string TombstoneSql = $"""
        WITH gone AS (
            UPDATE activities SET deleted_at = $2
            FROM identities AS identity
            WHERE identity.connection_id = $1 AND activities.identity_id = identity.id AND activities.deleted_at IS NULL AND %listed%
                AND NOT EXISTS (
                    SELECT FROM {ActivityStaging.Table} AS staged
                    WHERE staged.external_id = activities.external_id AND staged.person = identity.external_id)
            RETURNING identity.user_id, activities.occurred_at)
        SELECT user_id, 0, 0, count(*)::int, min(occurred_at), max(occurred_at) FROM gone GROUP BY user_id, date_trunc('day', occurred_at, 'UTC')
        """;

    // The whole span first: an index knows it.
    private static readonly string TombstoneContainersSql = TombstoneSql.Replace("%listed%", """
        activities.occurred_at >= $3 AND activities.occurred_at < $4
                AND EXISTS (
                    SELECT FROM unnest($5, $6, $7) AS listed (container, since, until)
                    WHERE listed.container = activities.container AND activities.occurred_at >= listed.since AND activities.occurred_at < listed.until)
        """, StringComparison.Ordinal);

    private static readonly string TombstoneThreadsSql = TombstoneSql.Replace("%listed%", "activities.thread = ANY ($3)", StringComparison.Ordinal);

    // A process that freezes in the middle must not hold others up for longer than this.
    private const string BoundSql = "SET LOCAL idle_in_transaction_session_timeout = '60s'";

    private const string SaveCursorSql = """
        INSERT INTO fetch_states (id, connection_id, resource, cursor, fetched_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (connection_id, resource) DO UPDATE SET cursor = EXCLUDED.cursor, fetched_at = EXCLUDED.fetched_at
        """;

    /// <summary>
    /// The caller sees to it that no other swap of the connection goes on at the same time, from before the fetch until the end: an older listing must
    /// not be written over a newer one.
    /// </summary>
    /// <param name="close">
    /// Commands that must become true together with the activities, as closing the collection run; run last in the same transaction. Whatever it throws
    /// undoes all of it.
    /// </param>
    /// <param name="waitingRuns">Runs that summarise what this swap writes: they do not go on while it commits.</param>
    public async Task<SwapCounts> SwapAsync(
        Connection connection, TimeWindow window, IAsyncEnumerable<CollectedActivity> activities, CollectionReport report,
        Action<int> progress, Func<NpgsqlConnection, SwapOutcome, CancellationToken, Task> close, CancellationToken cancellationToken,
        IReadOnlyList<Guid>? waitingRuns = null)
    {
        await using var database = await dataSource.OpenConnectionAsync(cancellationToken);
        failPoints.Reach(FailPoints.Staging);
        var staging = new ActivityStaging(database, window, report, time);
        await staging.StageAsync(activities, progress, cancellationToken);
        failPoints.Reach(FailPoints.Staged);

        await using var runs = await SessionLock.AcquireSharedAsync(database, (waitingRuns ?? []).Select(LockNames.OfRun), cancellationToken);
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
        Func<NpgsqlConnection, SwapOutcome, CancellationToken, Task> close, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await ExecuteAsync(database, BoundSql, [], cancellationToken);
        await UpsertPeopleAsync(database, connection, staging.People, report.Self, cancellationToken);
        var changes = await ChangesAsync(database, UpsertActivitiesSql,
            [new() { Value = connection.Id }, new() { Value = connection.Platform, NpgsqlDbType = NpgsqlDbType.Text }], cancellationToken);
        changes.AddRange(await TombstoneAsync(database, connection, window, report, cancellationToken));
        foreach (var (resource, cursor) in report.Cursors)
        {
            await ExecuteAsync(database, SaveCursorSql,
                [new() { Value = Guid.CreateVersion7(time.GetUtcNow()) }, new() { Value = connection.Id }, new() { Value = resource },
                 new() { Value = cursor }, new() { Value = time.GetUtcNow().UtcDateTime }], cancellationToken);
        }
        var (added, changed, tombstoned) = (changes.Sum(change => change.Added), changes.Sum(change => change.Changed), changes.Sum(change => change.Removed));
        var counts = new SwapCounts(staging.Count, added, changed, staging.Count - added - changed, tombstoned);
        await close(database, new(counts, changes), cancellationToken);
        failPoints.Reach(FailPoints.Merged);
        await transaction.CommitAsync(cancellationToken);
        return counts;
    }

    private async Task<List<RecordChange>> TombstoneAsync(
        NpgsqlConnection database, Connection connection, TimeWindow window, CollectionReport report, CancellationToken cancellationToken)
    {
        List<RecordChange> gone = [];
        var now = time.GetUtcNow().UtcDateTime;
        if (report.ListedWindows.Count > 0)
        {
            var listed = report.ListedWindows.Select(pair => (Container: pair.Key, Window: pair.Value ?? window)).ToList();
            gone.AddRange(await ChangesAsync(database, TombstoneContainersSql,
                [new() { Value = connection.Id }, new() { Value = now },
                 new() { Value = listed.Min(one => one.Window.From).UtcDateTime }, new() { Value = listed.Max(one => one.Window.To).UtcDateTime },
                 new() { Value = listed.Select(one => one.Container).ToArray() }, new() { Value = listed.Select(one => one.Window.From.UtcDateTime).ToArray() },
                 new() { Value = listed.Select(one => one.Window.To.UtcDateTime).ToArray() }], cancellationToken));
        }
        if (report.ListedThreads.Count > 0)
        {
            gone.AddRange(await ChangesAsync(database, TombstoneThreadsSql,
                [new() { Value = connection.Id }, new() { Value = now }, new() { Value = report.ListedThreads.ToArray() }], cancellationToken));
        }
        return gone;
    }

    private async Task UpsertPeopleAsync(
        NpgsqlConnection database, Connection connection, IReadOnlyDictionary<string, string> people, string? self, CancellationToken cancellationToken)
    {
        var ids = new SequentialIds(time);
        // In one order everywhere, so that two connections' swaps cannot wait for each other.
        var ordered = people.OrderBy(person => person.Key, StringComparer.Ordinal).ToList();
        await ExecuteAsync(database, UpsertPeopleSql,
            [new() { Value = connection.Id }, new() { Value = ordered.Select(_ => ids.Next()).ToArray() },
             new() { Value = ordered.Select(person => person.Key).ToArray() }, new() { Value = ordered.Select(person => person.Value).ToArray() }],
            cancellationToken);
        await IdentityRules.ApplyAsync(database, connection.Id, self, time, cancellationToken);
    }

    private static async Task<List<RecordChange>> ChangesAsync(
        NpgsqlConnection database, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, database) { CommandTimeout = 0 };
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var changes = new List<RecordChange>();
        while (await reader.ReadAsync(cancellationToken))
        {
            changes.Add(new(
                reader.IsDBNull(0) ? null : reader.GetGuid(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3),
                reader.GetFieldValue<DateTimeOffset>(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }
        return changes;
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
