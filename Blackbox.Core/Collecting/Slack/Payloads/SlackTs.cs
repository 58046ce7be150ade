using System.Globalization;

namespace Blackbox.Core.Collecting.Slack.Payloads;

/// <summary>
/// A message's key within its channel, which is when it was sent, as <c>1512085950.000216</c>: seconds since 1970 and microseconds. It is kept as text; as a
/// floating number it would lose digits. Texts of this form are in the order of time.
/// </summary>
internal readonly record struct SlackTs : IComparable<SlackTs>
{
    private const int SecondsLength = 10;
    private const int Length = SecondsLength + 1 + 6;

    // The first instant with ten digits of seconds, and the end of what is believed.
    private static readonly DateTimeOffset Earliest = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000);
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private SlackTs(string text) => Text = text;

    public string Text { get; }

    public DateTimeOffset At => DateTimeOffset.FromUnixTimeSeconds(long.Parse(Text.AsSpan(0, SecondsLength), NumberStyles.None, CultureInfo.InvariantCulture))
        .AddMicroseconds(int.Parse(Text.AsSpan(SecondsLength + 1), NumberStyles.None, CultureInfo.InvariantCulture));

    /// <returns>Null for what is none, or not of the years 2001 to 2099.</returns>
    public static SlackTs? Parse(string? text)
    {
        if (text is not { Length: Length } || text[SecondsLength] != '.'
            || text.AsSpan(0, SecondsLength).ContainsAnyExceptInRange('0', '9') || text.AsSpan(SecondsLength + 1).ContainsAnyExceptInRange('0', '9'))
            return null;
        var ts = new SlackTs(text);
        return text[0] != '0' && ts.At < Latest ? ts : null;
    }

    /// <summary>The key that a message at an instant would have; an instant that is not believed is moved to the nearest that is.</summary>
    public static SlackTs Of(DateTimeOffset instant)
    {
        var at = instant < Earliest ? Earliest : instant > Latest ? Latest : instant;
        var micros = (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        return new(string.Create(CultureInfo.InvariantCulture, $"{micros / 1_000_000}.{micros % 1_000_000:000000}"));
    }

    public int CompareTo(SlackTs other) => string.CompareOrdinal(Text, other.Text);

    public static bool operator <(SlackTs left, SlackTs right) => left.CompareTo(right) < 0;

    public static bool operator >(SlackTs left, SlackTs right) => left.CompareTo(right) > 0;

    public static bool operator <=(SlackTs left, SlackTs right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SlackTs left, SlackTs right) => left.CompareTo(right) >= 0;

    public override string ToString() => Text;
}
