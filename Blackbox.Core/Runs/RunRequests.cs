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

    private static Task<Run?> FindAsync(BlackboxDb db, string deduplicationKey, CancellationToken cancellationToken) =>
        db.Runs.FirstOrDefaultAsync(run => run.DeduplicationKey == deduplicationKey, cancellationToken);
}
