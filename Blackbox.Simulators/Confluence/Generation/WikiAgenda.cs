using Blackbox.Simulators.Confluence.Model;
using Blackbox.Simulators.Generation;

namespace Blackbox.Simulators.Confluence.Generation;

/// <summary>
/// What begins on one day, to its end days later. It depends on the seed and the day only, so a day is the same
/// whichever days are simulated before it.
/// </summary>
internal sealed class WikiAgenda(DateOnly day, int dayNumber)
{
    private const long FirstId = 100_000_000;
    private const long IdsPerDay = 100_000;

    public DateOnly Day => day;

    public List<Step<Wiki>> Steps { get; } = [];

    public void At(DateTimeOffset at, Action<Wiki, long, DateTimeOffset> work)
    {
        var id = FirstId + (dayNumber * IdsPerDay) + Steps.Count;
        Steps.Add(new(at, id, (wiki, _, when) => work(wiki, id, when)));
    }
}
