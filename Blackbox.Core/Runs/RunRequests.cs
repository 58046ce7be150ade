using Blackbox.Core.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Blackbox.Core.Runs;

/// <summary>Asks for runs. A worker hears of it at once and starts it; if none is there, the next one that comes finds it.</summary>
public static class RunRequests
{
    /// <summary>PostgreSQL channel on which workers listen.</summary>
    public const string Channel = "blackbox_runs";

    /// <summary>Records a run and wakes the workers, in one transaction: the one that the context is in, or its own.</summary>
    /// <param name="deduplicationKey">When a run with this key was ever asked for, that one is returned and nothing is recorded.</param>
    public static async Task<Run> RequestRunAsync(
        this BlackboxDb db, Guid userId, RunTrigger trigger, DateOnly from, DateOnly to,
        Guid? connectionId = null, string? deduplicationKey = null, CancellationToken cancellationToken = default)
    {
        if (to < from)
            throw new ArgumentException("The last date is before the first.", nameof(to));
        if (deduplicationKey is not null && await FindAsync(db, deduplicationKey, cancellationToken) is { } known)
            return known;

        var run = new Run
        {
            UserId = userId,
            Trigger = trigger,
            FromDate = from,
            ToDate = to,
            ConnectionId = connectionId,
            DeduplicationKey = deduplicationKey,
        };
        db.Runs.Add(run);
        try
        {
            await using var transaction = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellationToken) : null;
            await db.SaveChangesAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync($"SELECT pg_notify({Channel}, {run.Id.ToString()})", cancellationToken);
            if (transaction is not null)
                await transaction.CommitAsync(cancellationToken);
            return run;
        }
        catch (DbUpdateException exception) when (
            deduplicationKey is not null && exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.Entry(run).State = EntityState.Detached;
            return (await FindAsync(db, deduplicationKey, cancellationToken))!;
        }
    }

    /// <summary>Asks for a run to stop. Tasks that no other run waits for end at once; what they had committed stays.</summary>
    /// <returns>False when it is over already.</returns>
    public static async Task<bool> CancelRunAsync(this BlackboxDb db, Guid runId, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var asked = await db.Runs.Open().Where(run => run.Id == runId)
            .ExecuteUpdateAsync(update => update.SetProperty(run => run.CancelRequestedAt, run => run.CancelRequestedAt ?? now), cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            WITH ended AS (
                UPDATE collection_tasks SET status = 'cancelled', finished_at = {now}, message = 'It was cancelled.'
                WHERE status IN ('queued', 'running') AND id IN (SELECT task_id FROM run_tasks WHERE run_id = {runId})
                    AND NOT EXISTS (
                        SELECT FROM run_tasks JOIN runs ON runs.id = run_tasks.run_id
                        WHERE run_tasks.task_id = collection_tasks.id AND runs.id <> {runId} AND runs.status IN ('queued', 'running'))
                RETURNING id)
            UPDATE collection_runs SET status = 'cancelled', finished_at = {now}, found = added + changed + unchanged
            FROM ended WHERE collection_runs.task_id = ended.id AND collection_runs.status = 'running'
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_notify({Channel}, '')", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return asked > 0;
    }

    private static Task<Run?> FindAsync(BlackboxDb db, string deduplicationKey, CancellationToken cancellationToken) =>
        db.Runs.FirstOrDefaultAsync(run => run.DeduplicationKey == deduplicationKey, cancellationToken);
}
