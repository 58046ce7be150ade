using Blackbox.Core.Data;
using Blackbox.Core.Events;
using Blackbox.Core.Runs;
using Npgsql;
using NpgsqlTypes;

namespace Blackbox.Core.Collecting;

/// <summary>
/// The state of tasks, their attempts and their connections. Each method is one transaction, or the last part of the swap's; each checks that this
/// process still has the turn, so that one that was frozen cannot write over its successor.
/// </summary>
internal sealed class CollectionLedger(NpgsqlDataSource dataSource, TimeProvider time)
{
    private const string BeginSql = """
        WITH begun AS (
            UPDATE collection_tasks SET status = 'running', attempt = attempt + 1
            WHERE id = $1 AND status IN ('queued', 'running')
            RETURNING *),
        abandoned AS (
            UPDATE collection_runs SET status = 'abandoned', finished_at = $3, found = added + changed + unchanged
            WHERE task_id = $1 AND status = 'running'),
        opened AS (
            INSERT INTO collection_runs (id, task_id, connection_id, window_from, window_to, status, found, added, changed, unchanged, tombstoned,
                skipped, requests, not_modified, problems, started_at)
            SELECT $2, id, connection_id, window_from, window_to, 'running', 0, 0, 0, 0, 0, 0, 0, 0, '[]', $3 FROM begun)
        SELECT attempt, window_from, window_to, done_from, priority, failures, created_at,
            ARRAY (SELECT run_id FROM run_tasks WHERE task_id = $1)
        FROM begun
        """;

    // What the process still has the turn for; nothing comes back when it has not.
    private const string TaskSql = """
        UPDATE collection_tasks SET status = $3, done_from = coalesce($4, done_from), failures = $5, not_before = $6, message = $7, finished_at = $8
        WHERE id = $1 AND attempt = $2 AND status = 'running'
        """;

    private const string AttemptSql = """
        UPDATE collection_runs SET status = $2, found = $3, added = $4, changed = $5, unchanged = $6, tombstoned = $7, skipped = $8, problems = $9,
            requests = $10, not_modified = $11, finished_at = $12
        WHERE id = $1
        """;

    // Days that changed after their run had ended are summarised by a run of their own, unless one that waits will do it anyway.
    private const string FollowUpSql = """
        INSERT INTO runs (id, user_id, trigger, from_date, to_date, status, step, done, total, summaries_written, model_calls, attempts)
        SELECT change.id, change.user_id, 'followup', change.from_date, change.to_date, 'queued', 'waiting', 0, 0, 0, 0, 0
        FROM unnest($1, $2, $3, $4) AS change (id, user_id, from_date, to_date)
        WHERE NOT EXISTS (
            SELECT FROM runs LEFT JOIN run_tasks ON run_tasks.run_id = runs.id AND run_tasks.task_id = $5
            WHERE runs.user_id = change.user_id AND runs.from_date <= change.from_date AND runs.to_date >= change.to_date
                AND runs.status IN ('queued', 'running')
                AND (run_tasks.run_id IS NOT NULL AND runs.step IN ('waiting', 'collecting') OR runs.trigger = 'followup' AND runs.status = 'queued'))
        """;

    // Runs that went on without this task.
    private const string LateForSql = """
        SELECT DISTINCT runs.user_id, runs.from_date, runs.to_date
        FROM run_tasks JOIN runs ON runs.id = run_tasks.run_id
        WHERE run_tasks.task_id = $1 AND (runs.status IN ('succeeded', 'partial', 'failed') OR runs.status = 'running' AND runs.step = 'summarizing')
        """;

    /// <returns>Null when somebody else ended it.</returns>
    public async Task<BegunTask?> BeginAsync(Guid taskId, long fence, Connection connection, CancellationToken cancellationToken)
    {
        var attemptId = Guid.CreateVersion7(time.GetUtcNow());
        await using var command = dataSource.CreateCommand(BeginSql);
        Add(command, taskId, attemptId, time.GetUtcNow().UtcDateTime);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        return new(
            taskId, reader.GetInt32(0), fence, attemptId, connection, new(reader.GetFieldValue<DateTimeOffset>(1), reader.GetFieldValue<DateTimeOffset>(2)),
            reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3), reader.GetInt32(4), reader.GetInt32(5),
            reader.GetFieldValue<DateTimeOffset>(6), reader.GetFieldValue<Guid[]>(7));
    }

    /// <summary>Closes a slice within the transaction that wrote its activities.</summary>
    /// <param name="ended">How the task ended; null when more slices follow.</param>
    /// <exception cref="LostTurnException">Another worker has taken over; the transaction must not commit.</exception>
    public async Task CommitSliceAsync(
        NpgsqlConnection database, BegunTask task, TimeWindow slice, CollectionTaskStatus? ended, SwapOutcome outcome, AttemptTally tally,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var problem = tally.Worst;
        await UpdateTaskAsync(database, task, ended ?? CollectionTaskStatus.Running, slice.From, 0, null, null, ended is null ? null : now, cancellationToken);
        await UpdateAttemptAsync(database, task, ended is null ? CollectionStatus.Running : tally.Status, tally, tally.With(outcome.Counts), cancellationToken);
        var state = new ConnectionState(
            ended == CollectionTaskStatus.Failed ? ConnectionStatus.Inactive : ConnectionStatus.Active, problem?.Code, problem?.Message, null, 0, now);
        var events = await ChangesAsync(database, task, outcome, ended is not null, cancellationToken);
        if (await SetConnectionAsync(database, task, state, cancellationToken) is { } changed)
            events.Add(changed);
        if (ended is not null)
            await NotifyRunsAsync(database, cancellationToken);
        await Outbox.WriteAsync(database, events, time, cancellationToken);
    }

    /// <summary>Ends an attempt that wrote nothing more: the task waits for the next one, or is over.</summary>
    /// <param name="next">When the next attempt may begin; null when there is none.</param>
    /// <param name="state">Null to leave the connection as it is.</param>
    /// <exception cref="LostTurnException"/>
    public async Task EndAttemptAsync(
        BegunTask task, CollectionStatus attempt, CollectionTaskStatus status, DateTimeOffset? next, int failures, string? message, AttemptTally tally,
        ConnectionState? state, CancellationToken cancellationToken)
    {
        await using var database = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await database.BeginTransactionAsync(cancellationToken);
        var finishedAt = status == CollectionTaskStatus.Running ? (DateTimeOffset?)null : time.GetUtcNow();
        await UpdateTaskAsync(database, task, status, null, failures, next, message, finishedAt, cancellationToken);
        await UpdateAttemptAsync(database, task, attempt, tally, tally.Counts, cancellationToken);
        var changed = state is null ? null : await SetConnectionAsync(database, task, state, cancellationToken);
        await NotifyRunsAsync(database, cancellationToken);
        await Outbox.WriteAsync(database, changed is null ? [] : [changed], time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Ends a task that cannot even begin.</summary>
    public async Task CancelAsync(Guid taskId, string message, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            WITH ended AS (
                UPDATE collection_tasks SET status = 'cancelled', message = $2, finished_at = $3 WHERE id = $1 AND status IN ('queued', 'running')),
            closed AS (
                UPDATE collection_runs SET status = 'cancelled', finished_at = $3 WHERE task_id = $1 AND status = 'running')
            SELECT pg_notify('blackbox_runs', '')
            """);
        Add(command, taskId, message, time.GetUtcNow().UtcDateTime);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Leaves a task to be begun a little later, because its connection is being read.</summary>
    public async Task PostponeAsync(Guid taskId, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "UPDATE collection_tasks SET not_before = $2 WHERE id = $1 AND status IN ('queued', 'running') AND (not_before IS NULL OR not_before < $2)");
        Add(command, taskId, until.UtcDateTime);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<NewEvent>> ChangesAsync(
        NpgsqlConnection database, BegunTask task, SwapOutcome outcome, bool hasEnded, CancellationToken cancellationToken)
    {
        var zones = await ZonesAsync(database, outcome, cancellationToken);
        var changes = outcome.Changes.Where(change => change.UserId is not null).GroupBy(change => change.UserId!.Value).OrderBy(user => user.Key)
            .SelectMany(user => ChangedDates.Of(user, zones[user.Key]).Select(dates => (User: user.Key, Payload: new ActivityCollected(
                task.Connection.Platform, task.Connection.Id, dates.Added, dates.Changed, dates.Removed, dates.From, dates.To))))
            .ToList();
        var late = hasEnded ? await LateForAsync(database, task, cancellationToken) : [];
        List<(Guid User, DateOnly From, DateOnly To)> stale =
        [
            .. late,
            .. changes.Select(change => (change.User, change.Payload.From, change.Payload.To))
                .Where(change => !late.Exists(run => run.User == change.User && run.From <= change.From && run.To >= change.To)),
        ];
        if (stale.Count == 0)
            return [];

        await using var command = new NpgsqlCommand(FollowUpSql, database);
        var ids = new SequentialIds(time);
        Add(command, stale.Select(_ => ids.Next()).ToArray(), stale.Select(dates => dates.User).ToArray(),
            stale.Select(dates => dates.From).ToArray(), stale.Select(dates => dates.To).ToArray(), task.Id);
        if (await command.ExecuteNonQueryAsync(cancellationToken) > 0)
            await NotifyRunsAsync(database, cancellationToken);
        return [.. changes.Select(change => new NewEvent(change.User, EventTypes.ActivityCollected, change.Payload))];
    }

    // Their days say that something is missing, also where nothing happened on what was read now.
    private static async Task<List<(Guid User, DateOnly From, DateOnly To)>> LateForAsync(
        NpgsqlConnection database, BegunTask task, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(LateForSql, database);
        Add(command, task.Id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(Guid, DateOnly, DateOnly)> runs = [];
        while (await reader.ReadAsync(cancellationToken))
            runs.Add((reader.GetGuid(0), reader.GetFieldValue<DateOnly>(1), reader.GetFieldValue<DateOnly>(2)));
        return runs;
    }

    private static async Task<Dictionary<Guid, TimeZoneInfo>> ZonesAsync(
        NpgsqlConnection database, SwapOutcome outcome, CancellationToken cancellationToken)
    {
        var users = outcome.Changes.Select(change => change.UserId).OfType<Guid>().Distinct().ToArray();
        var zones = new Dictionary<Guid, TimeZoneInfo>();
        if (users.Length == 0)
            return zones;
        await using var command = new NpgsqlCommand("SELECT id, time_zone FROM users WHERE id = ANY ($1)", database);
        Add(command, users);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            zones[reader.GetGuid(0)] = TimeZoneInfo.FindSystemTimeZoneById(reader.GetString(1));
        return zones;
    }

    private static async Task UpdateTaskAsync(
        NpgsqlConnection database, BegunTask task, CollectionTaskStatus status, DateTimeOffset? doneFrom, int failures, DateTimeOffset? notBefore,
        string? message, DateTimeOffset? finishedAt, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(TaskSql, database);
        Add(command, task.Id, task.Attempt, EnumWords.ToWord(status), Parameters.Instant(doneFrom), failures, Parameters.Instant(notBefore), Parameters.Text(Connection.Shown(message)), Parameters.Instant(finishedAt));
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            throw new LostTurnException();
    }

    private async Task UpdateAttemptAsync(
        NpgsqlConnection database, BegunTask task, CollectionStatus status, AttemptTally tally, SwapCounts counts, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(AttemptSql, database);
        Add(command, task.AttemptId, EnumWords.ToWord(status), counts.Found, counts.Added, counts.Changed, counts.Unchanged, counts.Tombstoned, tally.Skipped,
            new NpgsqlParameter { Value = tally.ProblemsJson, NpgsqlDbType = NpgsqlDbType.Jsonb }, tally.Requests, tally.NotModified,
            Parameters.Instant(status == CollectionStatus.Running ? null : time.GetUtcNow()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<NewEvent?> SetConnectionAsync(
        NpgsqlConnection database, BegunTask task, ConnectionState state, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ConnectionState.UpdateSql, database);
        state.AddTo(command, task.Connection.Id, task.Fence);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            throw new LostTurnException();
        return state.EventOf(reader);
    }

    private static async Task NotifyRunsAsync(NpgsqlConnection database, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"NOTIFY {RunRequests.Channel}", database);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
    }
}
