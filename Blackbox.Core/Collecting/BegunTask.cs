namespace Blackbox.Core.Collecting;

/// <summary>A task that this process has begun, with the numbers that prove it.</summary>
/// <param name="Attempt">Only the holder of the task's last attempt may write.</param>
/// <param name="Fence">Number of the lock on the connection; a lower one than the connection has seen may not write.</param>
/// <param name="AttemptId">Row of <see cref="CollectionRun"/>.</param>
/// <param name="WaitingRuns">Runs that summarise what it finds.</param>
internal sealed record BegunTask(
    Guid Id, int Attempt, long Fence, Guid AttemptId, Connection Connection, TimeWindow Window, DateTimeOffset? DoneFrom, int Priority, int Failures,
    DateTimeOffset CreatedAt, IReadOnlyList<Guid> WaitingRuns)
{
    /// <summary>What is left of the window in slices, newest first.</summary>
    public IEnumerable<TimeWindow> Slices(TimeSpan? length)
    {
        var to = DoneFrom ?? Window.To;
        while (to > Window.From)
        {
            var from = length is { } span && to - Window.From > span ? to - span : Window.From;
            yield return new(from, to);
            to = from;
        }
    }
}

/// <summary>The task went on without this process: it was frozen or cut off for too long, and another one took over or the task was ended.</summary>
internal sealed class LostTurnException() : Exception("Another worker has taken over.");
