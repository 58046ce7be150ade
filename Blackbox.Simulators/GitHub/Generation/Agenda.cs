using System.Globalization;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.GitHub.Model;

namespace Blackbox.Simulators.GitHub.Generation;

/// <summary>
/// What begins on one day, to its end days later. It depends on the seed and the day only, so a day is the same
/// whichever days are simulated before it.
/// </summary>
internal sealed class Agenda(DateOnly day, int dayNumber, int numbersPerDay)
{
    /// <summary>More than one step ever needs.</summary>
    private const int IdsPerStep = 10;

    private readonly Dictionary<Repository, int> _numbers = [];

    public DateOnly Day => day;

    public List<Step<Organisation>> Steps { get; } = [];

    /// <summary>The next number of an issue or pull request; 0 when the day has no more.</summary>
    public int Number(Repository repository)
    {
        var used = _numbers.GetValueOrDefault(repository);
        if (used == numbersPerDay)
            return 0;
        _numbers[repository] = used + 1;
        return (dayNumber * numbersPerDay) + used + 1;
    }

    /// <summary>A name that nothing else has: for the sha of a commit.</summary>
    public string Name(string what) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}/{Steps.Count}/{what}");

    public void At(DateTimeOffset at, Repository repository, Action<Organisation, Ids, DateTimeOffset> work)
    {
        var firstId = 2_100_000_000 + (dayNumber * 1_000_000L) + (Steps.Count * IdsPerStep);
        Steps.Add(new(at, firstId, (organisation, ids, when) =>
        {
            // A test may have deleted it in the meantime.
            if (repository.Availability == Availability.Normal)
                work(organisation, ids, when);
        }));
    }
}
