using Blackbox.Simulators.GitHub.Model;

namespace Blackbox.Simulators.GitHub.Generation;

/// <summary>Lets days pass: applies in order of time what has been begun.</summary>
internal sealed class Calendar(Organisation organisation, Generator generator)
{
    private readonly PriorityQueue<Step, (DateTimeOffset At, long Id)> _ahead = new();
    private DateOnly _next = generator.FirstDay;

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
            step.Do(organisation, new(step.FirstId), step.At);
        }
    }

    private DateOnly DateOfNext() => DateOnly.FromDateTime(_ahead.Peek().At.UtcDateTime);

    private void BeginDay()
    {
        foreach (var step in generator.Begin(_next))
            _ahead.Enqueue(step, (step.At, step.FirstId));
        _next = _next.AddDays(1);
    }
}
