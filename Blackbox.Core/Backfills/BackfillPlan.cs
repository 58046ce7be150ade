using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Blackbox.Core.Secrets;
using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Blackbox.Core.Backfills;

/// <summary>What a backfill of one connection would take.</summary>
/// <param name="Requests">Counted requests; null where nothing is counted or it cannot be known at this moment.</param>
/// <param name="LimitedBy">What makes it take so long, or why nothing is known, in words.</param>
public sealed record ConnectionPrediction(Guid ConnectionId, string Connection, int? Requests, int Seconds, string? LimitedBy);

/// <summary>Predicts backfills and takes them forward, one run at a time, newest days first.</summary>
public sealed class BackfillPlan(
    BlackboxDb db, IEnumerable<ICollector> collectors, SecretProtector secrets, NpgsqlDataSource dataSource, TimeProvider time)
{
    private static readonly TimeSpan EstimateTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Predicts without keeping anything.</summary>
    public async Task<IReadOnlyList<ConnectionPrediction>> PredictAsync(
        User user, IReadOnlyList<Connection> connections, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var window = TimeWindow.OfDates(from, to, TimeZoneInfo.FindSystemTimeZoneById(user.TimeZone));
        var predictions = new List<ConnectionPrediction>();
        foreach (var connection in connections)
            predictions.Add(await PredictAsync(connection, window, cancellationToken));
        return predictions;
    }

    /// <summary>Records a backfill; the workers begin it at once.</summary>
    public async Task<Backfill> StartAsync(
        User user, IReadOnlyList<Connection> connections, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var predictions = await PredictAsync(user, connections, from, to, cancellationToken);
        var backfill = new Backfill
        {
            UserId = user.Id,
            ConnectionIds = [.. connections.Select(connection => connection.Id)],
            FromDate = from,
            ToDate = to,
            NextToDate = to,
            PredictedRequests = predictions.Any(p => p.Requests is not null) ? predictions.Sum(p => p.Requests ?? 0) : null,
            // Connections are read side by side.
            PredictedSeconds = predictions.Count == 0 ? 0 : predictions.Max(p => p.Seconds),
            Prediction = JsonSerializer.Serialize(predictions, JsonSerializerOptions.Web),
            StartedAt = time.GetUtcNow(),
        };
        db.Backfills.Add(backfill);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await NotifyAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return backfill;
    }

    /// <summary>Asks for the next run of each backfill that has none under way, and ends those that are through. Doing it again does nothing.</summary>
    public async Task AdvanceAsync(CancellationToken cancellationToken)
    {
        var idle = await db.Backfills.AsNoTracking().Where(backfill => backfill.Status == BackfillStatus.Running
            && !db.Runs.Open().Any(run => run.BackfillId == backfill.Id))
            .OrderBy(backfill => backfill.CreatedAt).ToListAsync(cancellationToken);
        foreach (var backfill in idle)
        {
            if (backfill.NextToDate is { } to)
                await RequestRunAsync(backfill, to, cancellationToken);
            else
                await FinishAsync(backfill, cancellationToken);
        }
    }

    /// <summary>No further run begins; what is being read at this moment is still committed.</summary>
    /// <returns>False when it is not running.</returns>
    public async Task<bool> PauseAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await db.Backfills.Where(b => b.Id == id && b.Status == BackfillStatus.Running).ExecuteUpdateAsync(
            update => update.SetProperty(b => b.Status, BackfillStatus.Paused).SetProperty(b => b.PausedAt, now), cancellationToken) > 0;
    }

    /// <returns>False when it is not paused.</returns>
    public async Task<bool> ResumeAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var resumed = await db.Database.ExecuteSqlAsync($"""
            UPDATE backfills SET status = 'running', paused_at = NULL, paused_seconds = paused_seconds + extract(epoch FROM {now} - paused_at)::int
            WHERE id = {id} AND status = 'paused'
            """, cancellationToken);
        await NotifyAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return resumed > 0;
    }

    /// <summary>Ends it, and the run that is under way. What was collected stays.</summary>
    /// <returns>False when it is over already.</returns>
    public async Task<bool> CancelAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var cancelled = await db.Backfills.Where(b => b.Id == id && (b.Status == BackfillStatus.Running || b.Status == BackfillStatus.Paused))
            .ExecuteUpdateAsync(update => update.SetProperty(b => b.Status, BackfillStatus.Cancelled)
                .SetProperty(b => b.FinishedAt, now)
                .SetProperty(b => b.Message, "It was cancelled. What was collected stays."), cancellationToken);
        var open = await db.Runs.Open().Where(run => run.BackfillId == id)
            .Select(run => run.Id).ToListAsync(cancellationToken);
        foreach (var run in open)
            await db.CancelRunAsync(run, time, cancellationToken);
        return cancelled > 0;
    }

    private async Task<ConnectionPrediction> PredictAsync(Connection connection, TimeWindow window, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(EstimateTimeout);
        try
        {
            var collector = collectors.Single(candidate => candidate.Platform == connection.Platform);
            var context = new CollectionContext
            {
                Access = new(connection, connection.Secret is null ? null : secrets.Unprotect(connection.Secret)),
                Window = window,
                Report = new(),
                Memory = new(dataSource, connection.Id, time),
                Priority = TaskPriority.Low,
            };
            var estimate = await collector.EstimateAsync(context, timeout.Token);
            return new(connection.Id, connection.Name, estimate.Requests, (int)Math.Ceiling(estimate.Duration.TotalSeconds), estimate.LimitedBy);
        }
        catch (Exception exception) when (exception is PlatformException or SecretProtectionException)
        {
            return new(connection.Id, connection.Name, null, 0, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(connection.Id, connection.Name, null, 0, "The platform did not answer in time to predict anything.");
        }
    }

    private async Task RequestRunAsync(Backfill backfill, DateOnly to, CancellationToken cancellationToken)
    {
        var platforms = await db.Connections.Where(connection => backfill.ConnectionIds.Contains(connection.Id))
            .Select(connection => connection.Platform).Distinct().ToListAsync(cancellationToken);
        var days = collectors.Where(collector => platforms.Contains(collector.Platform)).Select(collector => collector.BackfillDays).DefaultIfEmpty(366).Min();
        var from = to.DayNumber - backfill.FromDate.DayNumber < days ? backfill.FromDate : to.AddDays(1 - days);
        var next = from > backfill.FromDate ? from.AddDays(-1) : (DateOnly?)null;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Whoever moves the date asks for the run; a second one finds it moved.
        var moved = await db.Backfills.Where(b => b.Id == backfill.Id && b.Status == BackfillStatus.Running && b.NextToDate == to)
            .ExecuteUpdateAsync(update => update.SetProperty(b => b.NextToDate, next), cancellationToken);
        if (moved == 0)
            return;
        db.Runs.Add(new Run
        {
            UserId = backfill.UserId,
            Trigger = RunTrigger.Backfill,
            BackfillId = backfill.Id,
            FromDate = from,
            ToDate = to,
            DeduplicationKey = $"backfill:{backfill.Id}:{to:yyyy-MM-dd}",
        });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        db.ChangeTracker.Clear();
    }

    private async Task FinishAsync(Backfill backfill, CancellationToken cancellationToken)
    {
        var outcomes = await db.Runs.Where(run => run.BackfillId == backfill.Id).Select(run => run.Status).Distinct().ToListAsync(cancellationToken);
        var status = outcomes.TrueForAll(outcome => outcome == RunStatus.Succeeded) ? BackfillStatus.Succeeded
            : outcomes.TrueForAll(outcome => outcome == RunStatus.Failed) ? BackfillStatus.Failed
            : BackfillStatus.Partial;
        var message = status == BackfillStatus.Succeeded ? null : "Some of it could not be collected: its runs say what. Start it again for these dates when the cause is gone.";
        var now = time.GetUtcNow();
        await db.Backfills.Where(b => b.Id == backfill.Id && b.Status == BackfillStatus.Running).ExecuteUpdateAsync(
            update => update.SetProperty(b => b.Status, status).SetProperty(b => b.FinishedAt, now).SetProperty(b => b.Message, message), cancellationToken);
    }

    private Task<int> NotifyAsync(CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlRawAsync($"NOTIFY {RunRequests.Channel}", cancellationToken);
}
