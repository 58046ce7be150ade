using System.Text.Json;
using Blackbox.Api.Users;
using Blackbox.Core.Backfills;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Backfills;

/// <param name="Requests">Counted requests so far.</param>
/// <param name="NotModified">Requests so far that cost nothing.</param>
/// <param name="Found">Activities that were listed.</param>
/// <param name="OpenDays">Days of the run that is under way.</param>
public sealed record BackfillUse(int Requests, int NotModified, int Found, int OpenDays)
{
    public static BackfillUse Nothing { get; } = new(0, 0, 0, 0);
}

/// <param name="From">First local date.</param>
/// <param name="To">Last local date, inclusive.</param>
/// <param name="DaysDone">Newest first.</param>
/// <param name="PredictedRequests">Counted requests that it was expected to need; null where nothing is counted.</param>
/// <param name="PredictedSeconds">What it was expected to take.</param>
/// <param name="ElapsedSeconds">What it has taken so far, without pauses by its owner.</param>
/// <param name="EtaAt">When it will be through if it goes on as it did, or as predicted; null when it does not go on.</param>
public sealed record BackfillView(
    Guid Id, IReadOnlyList<Guid> ConnectionIds, DateOnly From, DateOnly To, BackfillStatus Status, int Days, int DaysDone, BackfillUse Used,
    int? PredictedRequests, int PredictedSeconds, int ElapsedSeconds, DateTimeOffset? EtaAt, IReadOnlyList<ConnectionPrediction> Predictions, string? Message,
    DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt)
{
    private const int MaxListed = 100;

    /// <summary>Days that must be done before their pace says more than the prediction.</summary>
    private const int MinDaysOfPace = 3;

    public static BackfillView Of(Backfill backfill, BackfillUse used, DateTimeOffset now)
    {
        var days = backfill.ToDate.DayNumber - backfill.FromDate.DayNumber + 1;
        var left = (backfill.NextToDate is { } next ? next.DayNumber - backfill.FromDate.DayNumber + 1 : 0) + used.OpenDays;
        var done = days - left;
        var until = backfill.FinishedAt ?? backfill.PausedAt ?? now;
        var elapsed = backfill.StartedAt is { } started ? Math.Max(0, (int)(until - started).TotalSeconds - backfill.PausedSeconds) : 0;
        var seconds = done >= MinDaysOfPace ? (double)elapsed / done * left : Math.Max(1, backfill.PredictedSeconds - elapsed);
        return new(
            backfill.Id, backfill.ConnectionIds, backfill.FromDate, backfill.ToDate, backfill.Status, days, done, used, backfill.PredictedRequests,
            backfill.PredictedSeconds, elapsed, backfill.Status == BackfillStatus.Running ? now.AddSeconds(Math.Ceiling(seconds)) : null,
            JsonSerializer.Deserialize<List<ConnectionPrediction>>(backfill.Prediction, JsonSerializerOptions.Web) ?? [], backfill.Message, backfill.CreatedAt,
            backfill.FinishedAt);
    }

    public static async Task<IReadOnlyList<BackfillView>> ListAsync(BlackboxDb db, CurrentUser user, TimeProvider time, CancellationToken cancellationToken)
    {
        var backfills = await db.Backfills.AsNoTracking().Where(b => b.UserId == user.Id)
            .OrderByDescending(b => b.CreatedAt).Take(MaxListed).ToListAsync(cancellationToken);
        var views = new List<BackfillView>();
        foreach (var backfill in backfills)
            views.Add(Of(backfill, await UseAsync(db, backfill.Id, cancellationToken), time.GetUtcNow()));
        return views;
    }

    public static async Task<BackfillView?> FindAsync(BlackboxDb db, CurrentUser user, Guid id, TimeProvider time, CancellationToken cancellationToken) =>
        await db.Backfills.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id && b.UserId == user.Id, cancellationToken) is { } backfill
            ? Of(backfill, await UseAsync(db, id, cancellationToken), time.GetUtcNow())
            : null;

    private static async Task<BackfillUse> UseAsync(BlackboxDb db, Guid id, CancellationToken cancellationToken)
    {
        var used = await db.CollectionRuns
            .Where(attempt => db.RunTasks.Any(link => link.TaskId == attempt.TaskId && db.Runs.Any(run => run.Id == link.RunId && run.BackfillId == id)))
            .GroupBy(_ => 1).Select(all => new { Requests = all.Sum(a => a.Requests), NotModified = all.Sum(a => a.NotModified), Found = all.Sum(a => a.Found) })
            .SingleOrDefaultAsync(cancellationToken);
        var open = await db.Runs.Open().Where(run => run.BackfillId == id)
            .Select(run => new { run.FromDate, run.ToDate }).ToListAsync(cancellationToken);
        return new(
            used?.Requests ?? 0, used?.NotModified ?? 0, used?.Found ?? 0, open.Sum(run => run.ToDate.DayNumber - run.FromDate.DayNumber + 1));
    }
}
