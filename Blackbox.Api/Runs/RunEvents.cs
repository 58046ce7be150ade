using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Runs;

/// <summary>A run's progress as Server-Sent Events.</summary>
internal sealed class RunEvents(IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>Followers at once; a browser holds one for each open page.</summary>
    private const int MaxFollowers = 64;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    /// <summary>Silence after which something is sent, so that nothing between takes the connection for dead.</summary>
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(15);

    /// <summary>After this the stream ends and the client comes again by itself.</summary>
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(10);

    private int _followers;

    /// <summary>A run's progress, live.</summary>
    /// <remarks>
    /// Server-Sent Events: <c>progress</c> with a run whenever it changed, <c>finished</c> with its last state and then the end, <c>ping</c> where
    /// nothing changed for a while.
    /// </remarks>
    public static async Task<Results<ServerSentEventsResult<RunView?>, ProblemHttpResult>> Follow(
        Guid id, CurrentUser user, BlackboxDb db, RunEvents events, HttpContext context, CancellationToken cancellationToken)
    {
        if (!await db.Runs.AnyAsync(run => run.Id == id && run.UserId == user.Id, cancellationToken))
            return Problems.NotFound("run");
        if (Interlocked.Increment(ref events._followers) > MaxFollowers)
        {
            Interlocked.Decrement(ref events._followers);
            context.Response.Headers.RetryAfter = "5";
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, "too_many_followers", "Too many pages follow runs at this moment. Ask for the run itself instead.");
        }
        context.Response.OnCompleted(() =>
        {
            Interlocked.Decrement(ref events._followers);
            return Task.CompletedTask;
        });
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(events.WatchAsync(id, cancellationToken));
    }

    private async IAsyncEnumerable<SseItem<RunView?>> WatchAsync(Guid id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var spoken = begun;
        RunView? last = null;
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            var run = await ReadAsync(id, cancellationToken);
            if (run is null)
                yield break;
            if (run != last)
            {
                yield return new(run, run.Finished ? "finished" : "progress");
                (last, spoken) = (run, time.GetTimestamp());
            }
            else if (time.GetElapsedTime(spoken) > MaxSilence)
            {
                yield return new(null, "ping");
                spoken = time.GetTimestamp();
            }
            if (run.Finished)
                yield break;
        }
        while (time.GetElapsedTime(begun) < MaxDuration && await timer.WaitForNextTickAsync(cancellationToken));
    }

    // A connection is borrowed for the query only, not for as long as somebody looks.
    private async Task<RunView?> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var run = await scope.ServiceProvider.GetRequiredService<BlackboxDb>().Runs.AsNoTracking()
            .SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
        return run is null ? null : RunView.Of(run);
    }
}
