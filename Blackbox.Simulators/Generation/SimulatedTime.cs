namespace Blackbox.Simulators.Generation;

/// <summary>The clock of a world: the real one, or one that stands at the end of the last day. The world is locked by the caller.</summary>
internal sealed class SimulatedTime<TWorld>(SimulatorOptions options, Calendar<TWorld> calendar)
{
    private const long FirstIdOfChanges = 9_000_000_000_000;

    // The last hour is for what a test changes.
    private readonly DateTimeOffset _end = new(options.EndDate, new(23, 0), TimeSpan.Zero);
    private int _changes;

    /// <summary>Lets happen what has happened by now, and says when that is.</summary>
    public DateTimeOffset Advance()
    {
        var now = options.FollowsTheClock ? options.Time.GetUtcNow() : _end.AddSeconds(_changes);
        calendar.AdvanceTo(options.FollowsTheClock ? now : _end);
        return now;
    }

    /// <summary>When a change happens (each a second after the one before; whole seconds), and its ids.</summary>
    public (DateTimeOffset At, Ids Ids) Change(DateTimeOffset? at)
    {
        _changes++;
        var when = at ?? Advance();
        return (DateTimeOffset.FromUnixTimeSeconds(when.ToUnixTimeSeconds()), new(FirstIdOfChanges + (_changes * 100L)));
    }
}
