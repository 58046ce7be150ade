namespace Blackbox.Simulators;

/// <summary>The organisation that is shown with <c>./up.sh --simulate</c>: it lives, and yesterday stays as it was.</summary>
internal static class StackOptions
{
    /// <summary>Items are numbered from here, and the days are counted that decide where the record begins.</summary>
    private static readonly DateOnly Origin = new(2025, 1, 1);

    /// <summary>The beginning moves on in steps of this many days, so that at least as many are there.</summary>
    private const int Period = 90;

    /// <summary>Days do not depend on where the record begins, so that a new day changes no other.</summary>
    /// <param name="settings">What is given there stands in for what is said here.</param>
    public static T Living<T>(this T options, TimeProvider time, IConfiguration? settings = null) where T : SimulatorOptions
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var days = today.DayNumber - Origin.DayNumber;
        // Before the origin there is nothing to keep: a machine with a wrong clock sees its last days.
        var first = days < Period ? today.AddDays(1 - Period) : Origin.AddDays(Period * ((days / Period) - 1));
        options.EndDate = today;
        options.Days = today.DayNumber - first.DayNumber + 1;
        options.NumberedFrom = days < Period ? null : Origin;
        options.FollowsTheClock = true;
        options.LogCapacity = 10_000;
        options.Time = time;
        settings?.Bind(options);
        return options;
    }
}
