namespace Blackbox.Simulators.Generation;

/// <summary>When a person works: from nine to six where they live, Monday to Friday.</summary>
internal static class WorkingDay
{
    private const int Opens = 9;
    private const int Closes = 18;

    /// <summary>A moment of the day, early enough that something can follow.</summary>
    public static DateTimeOffset On(TimeSpan utcOffset, DateOnly day, Dice dice) =>
        new DateTimeOffset(day, new(Opens, 0), TimeSpan.Zero) - utcOffset + dice.Minutes(0, 420);

    /// <summary>The first moment after a pause at which the person is at work.</summary>
    public static DateTimeOffset After(TimeSpan utcOffset, DateTimeOffset from, TimeSpan pause, Dice dice)
    {
        var local = from.ToUniversalTime() + pause + utcOffset;
        if (local.Hour >= Closes)
            local = new DateTimeOffset(local.Date, TimeSpan.Zero).AddDays(1).AddHours(Opens) + dice.Minutes(5, 150);
        else if (local.Hour < Opens - 1)
            local = new DateTimeOffset(local.Date, TimeSpan.Zero).AddHours(Opens) + dice.Minutes(5, 150);
        while (local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
            local = local.AddDays(1);
        return local - utcOffset;
    }
}
