using System.Diagnostics;
using System.Text.Json;
using Blackbox.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Blackbox.Core.Collecting;

/// <summary>Collects one connection's window and records how that went, on the attempt and on the connection.</summary>
public sealed class CollectionRunner(
    BlackboxDb db, ActivitySwap swap, IEnumerable<ICollector> collectors, NpgsqlDataSource dataSource, TimeProvider time, ILogger<CollectionRunner> logger)
{
    // Closes the attempt and tells the connection's state, in the transaction that writes the activities.
    private const string CloseSql = """
        WITH closed AS (
            UPDATE collection_runs SET status = $2, found = $3, added = $4, changed = $5, unchanged = $6, tombstoned = $7,
                skipped = $8, problems = $9, finished_at = $10
            WHERE id = $1 RETURNING connection_id)
        UPDATE connections SET status = $11, state_code = $12, state_message = $13, last_collected_at = $10
        FROM closed WHERE connections.id = closed.connection_id
        """;

    private const string UnexpectedCode = "unexpected";

    /// <param name="progress">Told the number of activities found so far.</param>
    /// <returns>The recorded attempt. A failing source is a recorded outcome; only cancellation and a failing database throw.</returns>
    public async Task<CollectionRun> CollectAsync(
        CollectionTask task, Connection connection, TimeWindow window, Action<int> progress, CancellationToken cancellationToken)
    {
        using var span = CollectingTelemetry.Source.StartActivity($"collect {connection.Platform}");
        span?.SetTag("blackbox.connection.id", connection.Id);

        var attempt = new CollectionRun
        {
            TaskId = task.Id,
            ConnectionId = connection.Id,
            WindowFrom = window.From.ToUniversalTime(),
            WindowTo = window.To.ToUniversalTime(),
            StartedAt = time.GetUtcNow(),
        };
        db.CollectionRuns.Add(attempt);
        await db.SaveChangesAsync(cancellationToken);

        var report = new CollectionReport();
        try
        {
            var collector = collectors.Single(candidate => candidate.Platform == connection.Platform);
            var context = new CollectionContext
            {
                Access = new(connection),
                Window = window,
                Report = report,
                Memory = new(dataSource, connection.Id, time),
            };
            var activities = collector.CollectAsync(context, cancellationToken);
            await swap.SwapAsync(connection, window, activities, report, progress,
                (database, counts, token) => CloseAsync(database, attempt, counts, report, token), cancellationToken);
        }
#pragma warning disable CA1031 // One failing source must not take the others with it; the failure is recorded on the attempt and the connection.
        catch (Exception exception) when (exception is not (OperationCanceledException or NpgsqlException))
#pragma warning restore CA1031
        {
            logger.LogError(exception, "Collecting {Platform} connection {ConnectionId} failed", connection.Platform, connection.Id);
            span?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            var message = $"Something unexpected went wrong ({exception.GetType().Name}). Nothing was changed; the log has the details.";
            report.ContainerFailed(connection.Name, UnexpectedCode, message);
            await RecordFailureAsync(attempt, report, message, cancellationToken);
        }

        await db.Entry(attempt).ReloadAsync(cancellationToken);
        Measure(connection, attempt);
        return attempt;
    }

    private async Task CloseAsync(
        NpgsqlConnection database, CollectionRun attempt, SwapCounts counts, CollectionReport report, CancellationToken cancellationToken)
    {
        var status = report switch
        {
            { Failed: 0 } => CollectionStatus.Succeeded,
            { Listed.Count: > 0 } => CollectionStatus.Partial,
            _ => CollectionStatus.Failed,
        };
        // What could not be read matters more than a remark about what could.
        var problem = report.Problems.FirstOrDefault(candidate => candidate.Kind == CollectionProblemKind.ContainerFailed)
            ?? (report.Problems is [var first, ..] ? first : null);
        var connectionStatus = status == CollectionStatus.Failed ? ConnectionStatus.Inactive : ConnectionStatus.Active;

        await using var command = new NpgsqlCommand(CloseSql, database);
        command.Parameters.Add(new() { Value = attempt.Id });
        command.Parameters.Add(new() { Value = EnumWords.ToWord(status) });
        foreach (var count in (int[])[counts.Found, counts.Added, counts.Changed, counts.Unchanged, counts.Tombstoned, report.Skipped])
            command.Parameters.Add(new() { Value = count });
        command.Parameters.Add(new() { Value = Problems(report), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = EnumWords.ToWord(connectionStatus) });
        command.Parameters.Add(Text(problem?.Code));
        command.Parameters.Add(Text(problem is null ? null : Texts.Cut(Texts.Storable(problem.Message), Connection.MaxMessageLength)));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task RecordFailureAsync(CollectionRun attempt, CollectionReport report, string message, CancellationToken cancellationToken)
    {
        attempt.Status = CollectionStatus.Failed;
        attempt.Problems = Problems(report);
        attempt.FinishedAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        await db.Connections.Where(connection => connection.Id == attempt.ConnectionId).ExecuteUpdateAsync(
            update => update.SetProperty(c => c.StateCode, UnexpectedCode)
                .SetProperty(c => c.StateMessage, message), cancellationToken);
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static string Problems(CollectionReport report) =>
        Texts.StorableJson(JsonSerializer.Serialize(
            report.Problems.Select(problem => new { problem.Container, problem.Code, problem.Message, Kind = EnumWords.ToWord(problem.Kind) }),
            JsonSerializerOptions.Web));

    private static void Measure(Connection connection, CollectionRun attempt)
    {
        var platform = new KeyValuePair<string, object?>("platform", connection.Platform);
        CollectingTelemetry.Collections.Add(1, platform, new("status", EnumWords.ToWord(attempt.Status)));
        foreach (var (change, count) in ((string, int)[])[("added", attempt.Added), ("changed", attempt.Changed),
            ("unchanged", attempt.Unchanged), ("tombstoned", attempt.Tombstoned)])
            CollectingTelemetry.Activities.Add(count, platform, new("change", change));
    }
}
