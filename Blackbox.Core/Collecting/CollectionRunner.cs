using System.Diagnostics;
using System.Security.Cryptography;
using Blackbox.Core.Data;
using Blackbox.Core.Locking;
using Blackbox.Core.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blackbox.Core.Collecting;

/// <summary>
/// Carries out one task: collects what is left of its window, slice by slice, and records how that went on the task, the attempt and the connection.
/// It may be begun again after dying anywhere, and goes on after the last slice that was committed.
/// </summary>
public sealed class CollectionRunner(
    BlackboxDb db, ActivitySwap swap, IEnumerable<ICollector> collectors, DistributedLocks locks, SecretProtector secrets, NpgsqlDataSource dataSource,
    IOptions<CollectingOptions> options, TimeProvider time, ILogger<CollectionRunner> logger)
{
    private const string UnexpectedCode = "unexpected";
    private const string UnavailableCode = "unavailable";

    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(2);

    private readonly CollectionLedger _ledger = new(dataSource, time);

    /// <summary>
    /// A failing source is a recorded outcome. Only a failing database and the end of the process throw; the task then waits to be begun again.
    /// </summary>
    public async Task ExecuteAsync(Guid taskId, CancellationToken stopping)
    {
        var task = await db.CollectionTasks.AsNoTracking().SingleOrDefaultAsync(candidate => candidate.Id == taskId, stopping);
        if (task is not { Status: CollectionTaskStatus.Queued or CollectionTaskStatus.Running })
            return;
        if (await db.Connections.AsNoTracking().SingleOrDefaultAsync(candidate => candidate.Id == task.ConnectionId, stopping) is not { } connection)
        {
            await _ledger.CancelAsync(taskId, "The connection was removed.", stopping);
            return;
        }

        // The task before this one may be about to give the connection back.
        await using var turn = await locks.AcquireAsync(LockNames.OfConnection(connection.Id), LockPatience, options.Value.LockTtl, stopping);
        if (turn is null)
            await _ledger.PostponeAsync(taskId, time.GetUtcNow() + options.Value.RetryDelay, stopping);
        else if (await _ledger.BeginAsync(taskId, turn.Fence, connection, stopping) is { } begun)
            await AttemptAsync(begun, turn, stopping);
    }

    private async Task AttemptAsync(BegunTask task, LockHandle turn, CancellationToken stopping)
    {
        var platform = task.Connection.Platform;
        using var span = CollectingTelemetry.Source.StartActivity($"collect {platform}");
        span?.SetTag("blackbox.connection.id", task.Connection.Id).SetTag("blackbox.task.id", task.Id);
        var tally = new AttemptTally();
        await using var watch = new TaskWatch(task, dataSource, time, turn.Lost, stopping);
        try
        {
            await CollectAsync(task, turn, tally, watch);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (
            exception is LostTurnException or LockLostException || (exception is OperationCanceledException && watch.Stop.IsCancellationRequested))
        {
            // Whoever took over or cancelled it has recorded what becomes of the task.
            logger.LogWarning("Collecting connection {ConnectionId} was cancelled or taken over by another worker", task.Connection.Id);
            span?.SetStatus(ActivityStatusCode.Error, nameof(LostTurnException));
        }
#pragma warning disable CA1031 // One failing source must not take the others with it; the failure is recorded on the attempt and the connection.
        catch (Exception exception) when (!IsOfDatabase(exception))
#pragma warning restore CA1031
        {
            span?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            await RecordAsync(task, tally, exception);
        }
        Measure(platform, tally);
    }

    private async Task CollectAsync(BegunTask task, LockHandle turn, AttemptTally tally, TaskWatch watch)
    {
        var collector = collectors.Single(candidate => candidate.Platform == task.Connection.Platform);
        var access = new ConnectionAccess(task.Connection, Open(task.Connection));
        var memory = new FetchMemory(dataSource, task.Connection.Id, time);
        foreach (var slice in task.Slices(collector.Slice))
        {
            var report = tally.BeginSlice();
            var before = tally.Counts.Found;
            var context = new CollectionContext { Access = access, Window = slice, Report = report, Memory = memory, Priority = task.Priority };
            var counts = await swap.SwapAsync(
                task.Connection, slice, collector.CollectAsync(context, watch.Stop), report, found => watch.Report(before + found),
                async (database, outcome, token) =>
                {
                    await turn.ConfirmAsync(database, token);
                    var ended = slice.From > task.Window.From ? (CollectionTaskStatus?)null : EndOf(tally.Status);
                    await _ledger.CommitSliceAsync(database, task, slice, ended, outcome, tally, token);
                },
                watch.Stop, task.WaitingRuns);
            tally.EndSlice(counts);
        }
    }

    private static CollectionTaskStatus EndOf(CollectionStatus status) => status switch
    {
        CollectionStatus.Succeeded => CollectionTaskStatus.Succeeded,
        CollectionStatus.Partial => CollectionTaskStatus.Partial,
        _ => CollectionTaskStatus.Failed,
    };

    private Secret? Open(Connection connection)
    {
        try
        {
            return connection.Secret is null ? null : secrets.Unprotect(connection.Secret);
        }
        catch (SecretProtectionException exception)
        {
            throw new PlatformAuthException("secret_unreadable", exception.Message);
        }
    }

    private Task RecordAsync(BegunTask task, AttemptTally tally, Exception exception)
    {
        switch (exception)
        {
            case PlatformThrottledException throttled:
                logger.LogInformation("Connection {ConnectionId} waits until {Until}: {Reason}", task.Connection.Id, throttled.Until, throttled.Message);
                return WaitAsync(task, tally, throttled.Until, task.Failures, throttled.Code, throttled.Message, task.Connection.FailureCount);

            case PlatformAuthException refused:
                logger.LogWarning("Connection {ConnectionId} needs its owner: {Reason}", task.Connection.Id, refused.Message);
                tally.BeginSlice().ContainerFailed(task.Connection.Name, refused.Code, refused.Message);
                return EndAsync(task, tally, CollectionStatus.Failed, CollectionTaskStatus.Failed, refused.Message,
                    new(ConnectionStatus.NeedsAuth, refused.Code, refused.Message, null, 0, null));

            case PlatformUnavailableException or HttpRequestException or IOException or TimeoutException:
                return FailForNowAsync(task, tally, exception);

            default:
                logger.LogError(exception, "Collecting {Platform} connection {ConnectionId} failed", task.Connection.Platform, task.Connection.Id);
                var message = $"Something unexpected went wrong ({exception.GetType().Name}). Nothing was changed; the log has the details.";
                tally.BeginSlice().ContainerFailed(task.Connection.Name, UnexpectedCode, message);
                return EndAsync(task, tally, CollectionStatus.Failed, CollectionTaskStatus.Failed, message,
                    new(task.Connection.Status, UnexpectedCode, message, task.Connection.PausedUntil, task.Connection.FailureCount, null));
        }
    }

    private Task FailForNowAsync(BegunTask task, AttemptTally tally, Exception exception)
    {
        var (code, message) = exception is PlatformException platform
            ? (platform.Code, platform.Message)
            : (UnavailableCode, $"{task.Connection.Name} could not be reached ({exception.GetType().Name}).");
        logger.LogWarning("Collecting connection {ConnectionId} failed for now: {Reason}", task.Connection.Id, message);
        var (failures, ofConnection) = (task.Failures + 1, task.Connection.FailureCount + 1);
        var settings = options.Value;
        var pause = ofConnection >= settings.BreakerThreshold
            ? CollectingOptions.Doubled(settings.BreakerPause, settings.MaxBreakerPause, ofConnection - settings.BreakerThreshold + 1)
            : CollectingOptions.Doubled(settings.RetryDelay, settings.MaxRetryDelay, failures);
        // Not all at once where many connections failed together.
        var until = time.GetUtcNow() + pause * (1 + RandomNumberGenerator.GetInt32(0, 250) / 1_000.0);
        return WaitAsync(task, tally, until, failures, code, message, ofConnection);
    }

    // The pause is the connection's: its other tasks would only meet the same.
    private Task WaitAsync(
        BegunTask task, AttemptTally tally, DateTimeOffset until, int failures, string code, string message, int connectionFailures)
    {
        if (time.GetUtcNow() - task.CreatedAt > options.Value.GiveUpAfter)
        {
            var gaveUp = $"{message} It was tried for {options.Value.GiveUpAfter.TotalDays:0.#} days; collect these dates again when it works.";
            tally.BeginSlice().ContainerFailed(task.Connection.Name, code, gaveUp);
            return EndAsync(task, tally, CollectionStatus.Failed, CollectionTaskStatus.Failed, gaveUp,
                new(ConnectionStatus.Throttled, code, message, until, connectionFailures, null));
        }
        tally.BeginSlice().ContainerNoted(task.Connection.Name, code, message);
        return _ledger.EndAttemptAsync(task, CollectionStatus.Waiting, CollectionTaskStatus.Running, until, failures, message, tally,
            new(ConnectionStatus.Throttled, code, message, until, connectionFailures, null), CancellationToken.None);
    }

    private Task EndAsync(
        BegunTask task, AttemptTally tally, CollectionStatus attempt, CollectionTaskStatus status, string message, ConnectionState? state) =>
        _ledger.EndAttemptAsync(task, attempt, status, null, task.Failures, message, tally, state, CancellationToken.None);

    // What the database refuses about the data is this connection's; that it is away is everyone's.
    private static bool IsOfDatabase(Exception exception) => exception is LockUnavailableException || exception.IsDatabaseAway();

    private static void Measure(string platform, AttemptTally tally)
    {
        var tag = new KeyValuePair<string, object?>("platform", platform);
        CollectingTelemetry.Collections.Add(1, tag, new("status", EnumWords.ToWord(tally.Status)));
        foreach (var (change, count) in ((string, int)[])[("added", tally.Counts.Added), ("changed", tally.Counts.Changed),
            ("unchanged", tally.Counts.Unchanged), ("tombstoned", tally.Counts.Tombstoned)])
            CollectingTelemetry.Activities.Add(count, tag, new("change", change));
        CollectingTelemetry.Requests.Add(tally.Requests, tag, new("counted", true));
        CollectingTelemetry.Requests.Add(tally.NotModified, tag, new("counted", false));
    }
}
