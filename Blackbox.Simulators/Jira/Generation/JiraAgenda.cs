using System.Globalization;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.Jira.Model;

namespace Blackbox.Simulators.Jira.Generation;

/// <summary>
/// What begins on one day, to its end days later. It depends on the seed and the day only, so a day is the same whichever days are
/// simulated before it.
/// </summary>
internal sealed class JiraAgenda(DateOnly day, int dayNumber, int numbersPerDay)
{
    /// <summary>More than one step ever needs.</summary>
    private const int IdsPerStep = 10;

    private readonly Dictionary<string, int> _numbers = [];

    public DateOnly Day => day;

    public List<Step<JiraSite>> Steps { get; } = [];

    /// <summary>The next key of an issue; null when the day has no more.</summary>
    public string? Key(string project)
    {
        var used = _numbers.GetValueOrDefault(project);
        if (used == numbersPerDay)
            return null;
        _numbers[project] = used + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{project}-{(dayNumber * numbersPerDay) + used + 1}");
    }

    public void At(DateTimeOffset at, Action<JiraSite, Ids, DateTimeOffset> work)
    {
        // Above what was recorded.
        var firstId = 2_000_000 + (dayNumber * 1_000_000L) + (Steps.Count * IdsPerStep);
        // Jira's times have milliseconds.
        Steps.Add(new(at.AddMilliseconds(firstId * 37 % 1_000), firstId, work));
    }
}
