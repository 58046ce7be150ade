using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Blackbox.Core.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Blackbox.Core.Runs;

/// <summary>Manual runs that are asked for under a key: whoever asks again under it, also at the same moment, starts nothing a second time.</summary>
public sealed class IdempotentRuns(BlackboxDb db, TimeProvider time)
{
    /// <summary>How long a key is remembered.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    /// <returns>What came of the key; null when nobody used it within <see cref="KeptFor"/>.</returns>
    public async Task<IdempotentRun?> FindAsync(RunOrder order, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var found = await db.IdempotencyKeys.AsNoTracking()
            .Where(key => key.UserId == order.UserId && key.Key == order.Key && key.ExpiresAt > now)
            .Join(db.Runs.AsNoTracking(), key => key.RunId, run => run.Id, (key, run) => new { key, run })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        var outcome = !found.key.RequestHash.AsSpan().SequenceEqual(Hash(order)) ? RunOrderOutcome.Reused
            : found.run.IsFinished ? RunOrderOutcome.Finished
            : RunOrderOutcome.InProgress;
        return new(outcome, found.run, found.key.Id, found.key.Response);
    }

    /// <summary>Records the key and its run in one transaction and wakes the workers.</summary>
    /// <returns>The new run, or what came of the key where somebody else was faster.</returns>
    public async Task<IdempotentRun> StartAsync(RunOrder order, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.IdempotencyKeys.Where(old => old.UserId == order.UserId && old.Key == order.Key && old.ExpiresAt <= now)
            .ExecuteDeleteAsync(cancellationToken);
        var run = await db.RequestRunAsync(
            order.UserId, RunTrigger.Manual, order.From, order.To, order.ConnectionId, cancellationToken: cancellationToken);
        var key = new IdempotencyKey
        {
            UserId = order.UserId,
            Key = order.Key,
            RequestHash = Hash(order),
            RunId = run.Id,
            ExpiresAt = now + KeptFor,
        };
        db.IdempotencyKeys.Add(key);
        try
        {
            // The unique key lets the second of two wait here until the first is through.
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new(RunOrderOutcome.Started, run, key.Id, null);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            await transaction.RollbackAsync(cancellationToken);
            db.Entry(key).State = db.Entry(run).State = EntityState.Detached;
            return await FindAsync(order, cancellationToken) ?? throw new InvalidOperationException("A key that was just used is not remembered.");
        }
    }

    /// <summary>Keeps the answer that is given after the run's end, unless one is kept already.</summary>
    /// <param name="answer">JSON.</param>
    /// <returns>The one that is kept, which is the answer from now on.</returns>
    public async Task<string> KeepAnswerAsync(Guid keyId, string answer, int statusCode, CancellationToken cancellationToken)
    {
        var thisKey = db.IdempotencyKeys.Where(key => key.Id == keyId);
        await thisKey.Where(key => key.Response == null).ExecuteUpdateAsync(
            update => update.SetProperty(key => key.Response, answer).SetProperty(key => key.StatusCode, statusCode), cancellationToken);
        return await thisKey.Select(key => key.Response).SingleOrDefaultAsync(cancellationToken) ?? answer;
    }

    /// <summary>Forgets the keys whose time is over; their runs stay.</summary>
    /// <returns>How many.</returns>
    public Task<int> RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return db.IdempotencyKeys.Where(key => key.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
    }

    // What is asked for, not how: a date is the same as a range of one day.
    private static byte[] Hash(RunOrder order) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{order.From:O}|{order.To:O}|{order.ConnectionId}")));
}

/// <summary>What somebody asks to be collected.</summary>
/// <param name="Key">The asker's own name for this request, 1 to <see cref="IdempotencyKey.MaxKeyLength"/> characters.</param>
/// <param name="From">First local date.</param>
/// <param name="To">Last local date, inclusive.</param>
/// <param name="ConnectionId">Only this connection; all where it is null.</param>
public sealed record RunOrder(Guid UserId, string Key, DateOnly From, DateOnly To, Guid? ConnectionId);

/// <param name="Answer">The answer that was given after the run's end; null before.</param>
public sealed record IdempotentRun(RunOrderOutcome Outcome, Run Run, Guid KeyId, string? Answer);

public enum RunOrderOutcome
{
    /// <summary>The run is new.</summary>
    Started,

    /// <summary>The key's run waits or runs.</summary>
    InProgress,
    Finished,

    /// <summary>The key was used for something else.</summary>
    Reused,
}
