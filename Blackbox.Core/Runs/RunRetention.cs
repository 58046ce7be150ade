using Npgsql;

namespace Blackbox.Core.Runs;

/// <summary>Removes the accounts of background work that nobody looks at any more. What was collected is never touched.</summary>
public sealed class RunRetention(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>How long hourly runs and those that follow up are kept after their end.</summary>
    private static readonly TimeSpan KeepBackground = TimeSpan.FromDays(7);

    // A task goes with the last run that waited for it; its attempts go with it.
    private const string RemoveSql = """
        WITH old AS (
            SELECT id FROM runs
            WHERE trigger IN ('hourly', 'followup') AND status NOT IN ('queued', 'running') AND finished_at < $1
                AND NOT EXISTS (SELECT FROM idempotency_keys WHERE idempotency_keys.run_id = runs.id)
            ORDER BY finished_at LIMIT 1000),
        links AS (DELETE FROM run_tasks USING old WHERE run_tasks.run_id = old.id RETURNING run_tasks.task_id, run_tasks.run_id)
        SELECT coalesce(array_agg(DISTINCT old.id), '{}'), coalesce(array_agg(DISTINCT links.task_id) FILTER (WHERE links.task_id IS NOT NULL), '{}')
        FROM old LEFT JOIN links ON links.run_id = old.id
        """;

    private const string RemoveTasksSql = """
        WITH gone AS (
            SELECT id FROM collection_tasks
            WHERE id = ANY ($1) AND status NOT IN ('queued', 'running') AND NOT EXISTS (SELECT FROM run_tasks WHERE run_tasks.task_id = collection_tasks.id)),
        attempts AS (DELETE FROM collection_runs USING gone WHERE collection_runs.task_id = gone.id)
        SELECT array_agg(id) FROM gone
        """;

    /// <summary>May be stopped and done again at any time.</summary>
    /// <returns>Runs that were removed.</returns>
    public async Task<int> RemoveOldAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        for (var batch = -1; batch != 0; removed += batch)
            batch = await RemoveBatchAsync(cancellationToken);
        return removed;
    }

    private async Task<int> RemoveBatchAsync(CancellationToken cancellationToken)
    {
        await using var database = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await database.BeginTransactionAsync(cancellationToken);
        var (runs, tasks) = await ReadAsync(database, cancellationToken);
        if (runs.Length == 0)
            return 0;
        if (await ScalarAsync(database, RemoveTasksSql, tasks, cancellationToken) is Guid[] gone)
            await ScalarAsync(database, "DELETE FROM collection_tasks WHERE id = ANY ($1)", gone, cancellationToken);
        await ScalarAsync(database, "DELETE FROM runs WHERE id = ANY ($1)", runs, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return runs.Length;
    }

    private async Task<(Guid[] Runs, Guid[] Tasks)> ReadAsync(NpgsqlConnection database, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(RemoveSql, database);
        command.Parameters.Add(new() { Value = (time.GetUtcNow() - KeepBackground).UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetFieldValue<Guid[]>(0), reader.GetFieldValue<Guid[]>(1));
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection database, string sql, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, database);
        command.Parameters.Add(new() { Value = ids });
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
