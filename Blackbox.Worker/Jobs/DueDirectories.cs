using Npgsql;

namespace Blackbox.Worker.Jobs;

/// <summary>Finds connections whose people are to be listed and that have no job for it yet.</summary>
internal static class DueDirectories
{
    private const int MaxJobs = 100;

    private const string ListSql = """
        SELECT id FROM connections
        WHERE directory_requested_at <= $1 AND deleted_at IS NULL AND NOT EXISTS (
            SELECT FROM quartz.qrtz_job_details AS job WHERE job.job_group = $2 AND job.job_name = replace(connections.id::text, '-', ''))
        ORDER BY directory_requested_at LIMIT $3
        """;

    private const string NextSql = "SELECT min(directory_requested_at) FROM connections WHERE directory_requested_at > $1 AND deleted_at IS NULL";

    public static async Task<List<Guid>> ListAsync(NpgsqlConnection database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ListSql, database)
        {
            Parameters = { new() { Value = now.UtcDateTime }, new() { Value = DirectoryJob.Group }, new() { Value = MaxJobs } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetGuid(0));
        return ids;
    }

    /// <returns>When one that waits becomes due by itself; null when none waits.</returns>
    public static async Task<DateTimeOffset?> NextAsync(NpgsqlConnection database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(NextSql, database) { Parameters = { new() { Value = now.UtcDateTime } } };
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime next ? new DateTimeOffset(next, TimeSpan.Zero) : null;
    }
}
