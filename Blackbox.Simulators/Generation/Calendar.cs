namespace Blackbox.Simulators.Generation;

/// <summary>Something that will happen in a world.</summary>
internal readonly record struct Step<TWorld>(DateTimeOffset At, long FirstId, Action<TWorld, Ids, DateTimeOffset> Do);

/// <summary>Lets days pass: applies in order of time what has been begun.</summary>
/// <param name="begin">All that begins on a day, to its end days later. It may depend on the seed and the day only.</param>
internal sealed class Calendar<TWorld>(TWorld world, DateOnly firstDay, Func<DateOnly, IReadOnlyList<Step<TWorld>>> begin)
{
    private readonly PriorityQueue<Step<TWorld>, (DateTimeOffset At, long Id)> _ahead = new();
    private DateOnly _next = firstDay;

    /// <summary>Everything before the instant has happened.</summary>
    public void AdvanceTo(DateTimeOffset now)
    {
        while (true)
        {
            // A day's first steps may lie before midnight UTC; nothing lies two days ahead of the day on which it begins.
            while (_next <= DateOnly.FromDateTime(now.UtcDateTime).AddDays(1) && (_ahead.Count == 0 || _next <= DateOfNext().AddDays(1)))
                BeginDay();
            if (!_ahead.TryPeek(out var step, out _) || step.At > now)
                return;
            _ahead.Dequeue();
            step.Do(world, new(step.FirstId), step.At);
        }
    }

    private DateOnly DateOfNext() => DateOnly.FromDateTime(_ahead.Peek().At.UtcDateTime);

    private void BeginDay()
    {
        foreach (var step in begin(_next))
            _ahead.Enqueue(step, (step.At, step.FirstId));
        _next = _next.AddDays(1);
    }
}
