using System.Globalization;

namespace Blackbox.Simulators.Slack.Model;

/// <summary>Slack's timestamps, which are a message's id in its channel: microseconds since 1970, written as <c>1774947600.000100</c>.</summary>
internal static class Ts
{
    private const long Second = 1_000_000;

    public static string Text(long ts) => string.Create(CultureInfo.InvariantCulture, $"{ts / Second}.{ts % Second:000000}");

    /// <summary>Also takes a time without a fraction, or with a shorter one, as Slack does for the borders of a window.</summary>
    public static bool TryParse(string? text, out long ts)
    {
        ts = 0;
        if (text is null || !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds > 99_999_999_999m)
            return false;
        ts = (long)(seconds * Second);
        return true;
    }

    public static long Of(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset At(long ts) => DateTimeOffset.UnixEpoch.AddTicks(ts * TimeSpan.TicksPerMicrosecond);

    public static long WholeSeconds(DateTimeOffset at) => at.ToUnixTimeSeconds();
}
