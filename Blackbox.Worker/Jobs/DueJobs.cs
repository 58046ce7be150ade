using Npgsql;

namespace Blackbox.Worker.Jobs;

/// <summary>Finds tasks and runs that are due and have no job yet: the database says what is open, Quartz's tables what has a job.</summary>
internal static class DueJobs
{
    /// <summary>Jobs that are stored at once.</summary>
    private const int MaxJobs = 500;

    // One task of a connection at a time, the most urgent first, then the newest days: a connection with a thousand tasks leaves room for the others.
    // A paused connection and a paused backfill wait; a backfill's task that somebody else waits for too does not.
    private const string TasksSql = """
        SELECT id, priority FROM (
            SELECT task.id, task.priority, row_number() OVER (
                PARTITION BY task.connection_id ORDER BY task.priority DESC, task.window_to DESC, task.id) AS place
            FROM collection_tasks AS task
            JOIN connections AS connection ON connection.id = task.connection_id
            WHERE task.status IN ('queued', 'running')
                AND (task.not_before IS NULL OR task.not_before <= $1)
                AND (connection.paused_until IS NULL OR connection.paused_until <= $1)
                AND NOT EXISTS (
                    SELECT FROM collection_tasks AS other
                    JOIN quartz.qrtz_job_details AS job ON job.job_group = 'tasks' AND job.job_name = replace(other.id::text, '-', '')
                    WHERE other.connection_id = task.connection_id AND other.status IN ('queued', 'running'))
                AND (NOT EXISTS (
                        SELECT FROM run_tasks JOIN runs ON runs.id = run_tasks.run_id JOIN backfills ON backfills.id = runs.backfill_id
                        WHERE run_tasks.task_id = task.id AND backfills.status = 'paused')
                    OR EXISTS (
                        SELECT FROM run_tasks JOIN runs ON runs.id = run_tasks.run_id LEFT JOIN backfills ON backfills.id = runs.backfill_id
                        WHERE run_tasks.task_id = task.id AND runs.status IN ('queued', 'running') AND backfills.status IS DISTINCT FROM 'paused'))
            ) AS due
        WHERE place = 1
        ORDER BY priority DESC, id LIMIT $2
        """;

    // A run is planned at once, and taken up again when its tasks are over or wait for longer than it does.
    private const string RunsSql = """
        SELECT id, trigger, job.job_name IS NOT NULL
        FROM runs
        LEFT JOIN quartz.qrtz_job_details AS job ON job.job_group = 'runs' AND job.job_name = replace(runs.id::text, '-', '')
        WHERE status IN ('queued', 'running')
            AND (step <> 'collecting' OR cancel_requested_at IS NOT NULL OR NOT EXISTS (
                SELECT FROM run_tasks
                JOIN collection_tasks AS task ON task.id = run_tasks.task_id
                JOIN connections AS connection ON connection.id = task.connection_id
                WHERE run_tasks.run_id = runs.id AND task.status IN ('queued', 'running')
                    AND (runs.trigger = 'backfill' OR coalesce(greatest(task.not_before, connection.paused_until), $1) <= $2)))
            AND (job.job_name IS NULL OR step = 'collecting')
        ORDER BY runs.created_at LIMIT $3
        """;

    // When something that waits becomes due by itself.
    private const string NextSql = """
        SELECT min(greatest(task.not_before, connection.paused_until)) FROM collection_tasks AS task
        JOIN connections AS connection ON connection.id = task.connection_id
        WHERE task.status IN ('queued', 'running') AND greatest(task.not_before, connection.paused_until) > $1
        """;

    public static Task<List<(Guid Id, int Priority)>> TasksAsync(NpgsqlConnection database, DateTimeOffset now, CancellationToken cancellationToken) =>
        ReadAsync(database, TasksSql, row => (row.GetGuid(0), row.GetInt32(1)), cancellationToken, now.UtcDateTime, MaxJobs);

    /// <returns>With those whose last job is about to go: what they wait for came while it ended.</returns>
    public static Task<List<(Guid Id, string Trigger, bool HasJob)>> RunsAsync(
        NpgsqlConnection database, DateTimeOffset now, TimeSpan patience, CancellationToken cancellationToken) =>
        ReadAsync(database, RunsSql, row => (row.GetGuid(0), row.GetString(1), row.GetBoolean(2)), cancellationToken, now.UtcDateTime, (now + patience).UtcDateTime, MaxJobs);

    /// <returns>Null when nothing waits for a time.</returns>
    public static async Task<DateTimeOffset?> NextAsync(NpgsqlConnection database, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await ReadAsync(database, NextSql, row => row.IsDBNull(0) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(0),
            cancellationToken, now.UtcDateTime))[0];

    private static async Task<List<TRow>> ReadAsync<TRow>(
        NpgsqlConnection database, string sql, Func<NpgsqlDataReader, TRow> read, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, database);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<TRow>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }
}
