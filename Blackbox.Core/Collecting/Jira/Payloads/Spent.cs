using System.Globalization;

namespace Blackbox.Core.Collecting.Jira.Payloads;

/// <summary>Working time in words. In hours, because how long a day is differs between sites.</summary>
internal static class Spent
{
    /// <summary><c>2h 30m</c>, <c>45m</c>, <c>20s</c>.</summary>
    public static string Text(long seconds)
    {
        var (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
        return (hours, minutes) switch
        {
            (0, 0) => string.Create(CultureInfo.InvariantCulture, $"{seconds}s"),
            (0, _) => string.Create(CultureInfo.InvariantCulture, $"{minutes}m"),
            (_, 0) => string.Create(CultureInfo.InvariantCulture, $"{hours}h"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{hours}h {minutes}m"),
        };
    }
}
