using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Core.Runs;

/// <summary>Turns a run into the tasks that it waits for: one for each connection's window.</summary>
internal static class RunPlan
{
    // A task for the same window that has not begun yet serves this run too, and is as urgent as the most urgent that wait for it. One that has begun
    // may have read past what is asked for now.
    private const string TaskSql = """
        WITH task AS (
            INSERT INTO collection_tasks (id, connection_id, window_from, window_to, priority, status, attempt, failures)
            VALUES ({0}, {1}, {2}, {3}, {4}, 'queued', 0, 0)
            ON CONFLICT (connection_id, window_from, window_to) WHERE status = 'queued'
                DO UPDATE SET priority = greatest(collection_tasks.priority, EXCLUDED.priority)
            RETURNING id)
        INSERT INTO run_tasks (run_id, task_id) SELECT {5}, id FROM task ON CONFLICT DO NOTHING
        """;

    /// <summary>In one transaction with the run's step; a run that was planned already stays as it is.</summary>
    public static async Task PlanAsync(this BlackboxDb db, Run run, User user, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var window = TimeWindow.OfDates(run.FromDate, run.ToDate, TimeZoneInfo.FindSystemTimeZoneById(user.TimeZone));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var begun = await db.Runs.Open().Where(candidate => candidate.Id == run.Id && candidate.Step == RunStep.Waiting).ExecuteUpdateAsync(
            update => update.SetProperty(r => r.Status, RunStatus.Running)
                .SetProperty(r => r.Step, RunStep.Collecting)
                .SetProperty(r => r.StartedAt, now), cancellationToken);
        if (begun == 0)
            return;
        foreach (var connectionId in run.Trigger == RunTrigger.Followup ? [] : await ConnectionsAsync(db, run, user, cancellationToken))
        {
            await db.Database.ExecuteSqlRawAsync(
                TaskSql, [Guid.CreateVersion7(now), connectionId, window.From.UtcDateTime, window.To.UtcDateTime, RunPriorities.Of(run.Trigger), run.Id], cancellationToken);
        }
        await db.Database.ExecuteSqlRawAsync($"NOTIFY {RunRequests.Channel}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // A shared connection is the user's once they are known on it, and the admins' from the beginning. One that refuses its secret is only tried when
    // somebody asks for it: the platform would refuse it again.
    private static async Task<List<Guid>> ConnectionsAsync(BlackboxDb db, Run run, User user, CancellationToken cancellationToken)
    {
        var connections = db.Connections.Where(connection => connection.UserId == user.Id
            || (connection.UserId == null && (user.IsAdmin || db.Identities.Any(i => i.ConnectionId == connection.Id && i.UserId == user.Id))));
        if (run.ConnectionId is { } only)
            connections = connections.Where(connection => connection.Id == only);
        if (run.BackfillId is { } backfillId)
            connections = connections.Where(connection => db.Backfills.Any(b => b.Id == backfillId && b.ConnectionIds.Contains(connection.Id)));
        if (run.Trigger != RunTrigger.Manual)
            connections = connections.Where(connection => connection.Status != ConnectionStatus.NeedsAuth);
        return await connections.OrderBy(connection => connection.CreatedAt).Select(connection => connection.Id).ToListAsync(cancellationToken);
    }
}
