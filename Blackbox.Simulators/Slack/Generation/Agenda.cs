using Blackbox.Simulators.Generation;
using Blackbox.Simulators.Slack.Model;

namespace Blackbox.Simulators.Slack.Generation;

/// <summary>
/// What begins on one day, to its end days later. It depends on the seed and the day only, so a day is the same
/// whichever days are simulated before it.
/// </summary>
internal sealed class Agenda(DateOnly day)
{
    /// <summary>More than a day ever has.</summary>
    private const long StepsPerDay = 1_000_000;

    public DateOnly Day => day;

    public List<Step<Workspace>> Steps { get; } = [];

    /// <param name="fraction">Of the second, in microseconds: what makes a timestamp the only one of its channel.</param>
    /// <param name="work">Gets the timestamp.</param>
    public void At(DateTimeOffset at, int fraction, Action<long> work)
    {
        var ts = (at.ToUnixTimeSeconds() * 1_000_000) + fraction;
        Steps.Add(new(Ts.At(ts), (day.DayNumber * StepsPerDay) + Steps.Count, (_, _, _) => work(ts)));
    }
}
