namespace Blackbox.Api.Stats;

internal static class Streak
{
    /// <param name="dates">Ascending, each once.</param>
    /// <returns>The length of the longest run of consecutive dates.</returns>
    public static int LongestIn(IEnumerable<DateOnly> dates)
    {
        var (longest, current) = (0, 0);
        DateOnly? previous = null;
        foreach (var date in dates)
        {
            current = previous?.AddDays(1) == date ? current + 1 : 1;
            longest = Math.Max(longest, current);
            previous = date;
        }
        return longest;
    }
}
