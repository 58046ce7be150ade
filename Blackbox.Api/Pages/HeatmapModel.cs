namespace Blackbox.Api.Pages;

/// <summary>A year as a calendar: weeks are columns, Monday on top.</summary>
public sealed record HeatmapModel(
    int Year, DateOnly Chosen, DateOnly Today, IReadOnlyDictionary<DateOnly, int> Counts, IReadOnlyList<int> Years, int LongestStreak)
{
    /// <summary>Shades besides the empty one.</summary>
    public const int Levels = 4;

    public int Total => Counts.Values.Sum();

    /// <summary>Counts from which the shades begin, ascending: quartiles of the year's active days, so that one huge day does not fade the rest.</summary>
    public IReadOnlyList<int> Thresholds { get; } = Quartiles(Counts.Values);

    public DateOnly First => new(Year, 1, 1);
    public DateOnly Last => new(Year, 12, 31);

    public int Weeks => Column(Last) + 1;

    public int Column(DateOnly date) => (date.DayOfYear - 1 + Row(First)) / 7;

    /// <summary>0 is Monday.</summary>
    public static int Row(DateOnly date) => ((int)date.DayOfWeek + 6) % 7;

    /// <returns>The date in a cell; null outside of the year.</returns>
    public DateOnly? At(int row, int column)
    {
        var offset = column * 7 + row - Row(First);
        return offset >= 0 && offset <= Last.DayOfYear - 1 ? First.AddDays(offset) : null;
    }

    public int CountOn(DateOnly date) => Counts.TryGetValue(date, out var count) ? count : 0;

    public int LevelOf(int count)
    {
        if (count == 0)
            return 0;
        var level = Thresholds.Count(threshold => count >= threshold);
        return Math.Clamp(level, 1, Levels);
    }

    private static int[] Quartiles(IEnumerable<int> counts)
    {
        var sorted = counts.Where(count => count > 0).Order().ToArray();
        return sorted.Length == 0 ? [1, 2, 3, 4] : [1, .. Enumerable.Range(1, Levels - 1).Select(quarter => Math.Max(sorted[sorted.Length * quarter / Levels], quarter + 1))];
    }
}
