namespace Blackbox.Core.Collecting;

/// <summary>A half-open span of instants: <paramref name="From"/> inclusive, <paramref name="To"/> exclusive.</summary>
public readonly record struct TimeWindow(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>
    /// The instants that fall on the local dates <paramref name="from"/> to <paramref name="to"/>, both inclusive. A date begins at its first
    /// instant that exists: where clocks jump over midnight that is the end of the jump, where they fall back over it the earlier midnight.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="to"/> is before <paramref name="from"/>.</exception>
    public static TimeWindow OfDates(DateOnly from, DateOnly to, TimeZoneInfo zone)
    {
        if (to < from)
            throw new ArgumentException("The last date is before the first.", nameof(to));
        return new(StartOf(from, zone), to == DateOnly.MaxValue ? DateTimeOffset.MaxValue : StartOf(to.AddDays(1), zone));
    }

    /// <inheritdoc cref="OfDates"/>
    public static TimeWindow OfDate(DateOnly date, TimeZoneInfo zone) => OfDates(date, date, zone);

    /// <summary>The local date on which an instant falls.</summary>
    public static DateOnly LocalDate(DateTimeOffset instant, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    public bool Contains(DateTimeOffset instant) => instant >= From && instant < To;

    // The first instant whose local date is at least `date`. Local dates never go back except across midnight when clocks fall back; then the
    // earlier of the two midnights is meant, and binary search finds one border of the two, so the ambiguous case is answered directly.
    private static DateTimeOffset StartOf(DateOnly date, TimeZoneInfo zone)
    {
        var midnight = date.ToDateTime(TimeOnly.MinValue);
        if (zone.IsInvalidTime(midnight))
            return FirstInstantOf(date, zone, midnight);
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    private static DateTimeOffset FirstInstantOf(DateOnly date, TimeZoneInfo zone, DateTime midnight)
    {
        var before = new DateTimeOffset(midnight, TimeSpan.Zero).AddHours(-30);
        var after = before.AddHours(60);
        while (after - before > TimeSpan.FromTicks(1))
        {
            var middle = before + (after - before) / 2;
            if (LocalDate(middle, zone) < date)
                before = middle;
            else
                after = middle;
        }
        return after.ToUniversalTime();
    }
}
