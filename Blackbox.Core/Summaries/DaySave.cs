using System.Data;
using Blackbox.Core.Data;
using Blackbox.Core.Events;
using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Blackbox.Core.Summaries;

/// <summary>Saves a day's texts in one transaction.</summary>
internal static class DaySave
{
    /// <returns>
    /// False when somebody else changed what the draft rests on or saved the same day first; nothing is saved then and the day is to be read again.
    /// Repeatable read makes the check and the write see one moment: a writer that commits in between makes this one fail to serialize.
    /// </returns>
    public static async Task<bool> TrySaveAsync(
        BlackboxDb db, User user, DayStates states, DayDraft draft, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                db.ChangeTracker.Clear();
                await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
                var date = draft.State.Date;
                var present = (await states.LoadAsync(date, date, cancellationToken))[date];
                if (!present.Fingerprint().AsSpan().SequenceEqual(draft.State.Fingerprint()))
                    return false;
                await ApplyAsync(db, user, draft, time, cancellationToken);
                await db.SaveChangesAsync(cancellationToken);
                await db.WriteEventsAsync([.. EventsOf(user, draft)], time, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return true;
            });
        }
        catch (Exception exception) when (IsRace(exception))
        {
            return false;
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }

    private static IEnumerable<NewEvent> EventsOf(User user, DayDraft draft)
    {
        foreach (var platform in draft.Platforms.Where(platform => platform.IsNews))
            yield return new(user.Id, EventTypes.SummaryWritten, new SummaryWritten(draft.State.Date, platform.State.Platform, platform.Written.Model));
        if (draft.Daily is { } daily)
            yield return new(user.Id, EventTypes.SummaryWritten, new SummaryWritten(draft.State.Date, null, daily.Model));
    }

    private static async Task ApplyAsync(BlackboxDb db, User user, DayDraft draft, TimeProvider time, CancellationToken cancellationToken)
    {
        var date = draft.State.Date;
        var platforms = await db.PlatformSummaries.Where(s => s.UserId == user.Id && s.Date == date).ToListAsync(cancellationToken);
        foreach (var removed in draft.ToRemove)
            db.PlatformSummaries.RemoveRange(platforms.Where(s => s.Platform == removed.Platform));
        foreach (var platform in draft.Platforms)
        {
            var summary = platforms.Find(s => s.Platform == platform.State.Platform);
            if (!platform.IsNews)
                summary!.RetryAt = platform.Written.RetryAt;
            else if (summary is null)
                platforms.Add(Add(db.PlatformSummaries, New(user, date, platform, time)));
            else
                Fill(summary, platform);
        }
        var daily = await db.DailySummaries.SingleOrDefaultAsync(s => s.UserId == user.Id && s.Date == date, cancellationToken);
        if (draft.DailyGoes && daily is not null)
            db.DailySummaries.Remove(daily);
        if (draft.Daily is null)
            return;
        var evidence = platforms.Where(s => db.Entry(s).State != EntityState.Deleted)
            .OrderBy(s => s.Platform, draft.State.Order).SelectMany(s => s.Evidence).ToList();
        daily ??= Add(db.DailySummaries, New(user, date, draft.Daily, time));
        daily.Content = draft.Daily.Content;
        daily.Model = draft.Daily.Model;
        daily.PromptVersion = DayMerge.Version;
        daily.InputHash = draft.Daily.InputHash;
        daily.ActivityCount = draft.Daily.ActivityCount;
        daily.Evidence = evidence;
        daily.Embedding = draft.Daily.Embedding?.Vector;
        daily.EmbeddingModel = draft.Daily.Embedding?.Model;
    }

    private static TSummary Add<TSummary>(DbSet<TSummary> set, TSummary summary) where TSummary : Summary
    {
        set.Add(summary);
        return summary;
    }

    private static PlatformSummary New(User user, DateOnly date, PlatformDraft draft, TimeProvider time)
    {
        var summary = new PlatformSummary
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            UserId = user.Id,
            Date = date,
            Platform = draft.State.Platform,
            Content = "",
            Model = "",
            PromptVersion = "",
            InputHash = [],
        };
        Fill(summary, draft);
        return summary;
    }

    private static DailySummary New(User user, DateOnly date, DailyDraft draft, TimeProvider time) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        UserId = user.Id,
        Date = date,
        Content = draft.Content,
        Model = draft.Model,
        PromptVersion = DayMerge.Version,
        InputHash = draft.InputHash,
    };

    private static void Fill(PlatformSummary summary, PlatformDraft draft)
    {
        summary.Content = draft.Written.Text.Content;
        summary.Evidence = draft.Written.Text.Evidence;
        summary.Model = draft.Written.Model;
        summary.PromptVersion = draft.Written.PromptVersion;
        summary.InputHash = draft.State.WantedHash;
        summary.ActivityCount = draft.State.Count;
        summary.RetryAt = draft.Written.RetryAt;
        summary.Embedding = draft.Embedding?.Vector;
        summary.EmbeddingModel = draft.Embedding?.Model;
    }

    private static bool IsRace(Exception exception) =>
        (exception as PostgresException ?? exception.InnerException as PostgresException ?? exception.InnerException?.InnerException as PostgresException)
            ?.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected
        || exception is DbUpdateConcurrencyException;
}
