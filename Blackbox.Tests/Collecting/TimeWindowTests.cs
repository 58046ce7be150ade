using Blackbox.Core.Collecting;
using FsCheck;
using FsCheck.Fluent;

namespace Blackbox.Tests.Collecting;

public sealed class TimeWindowTests
{
    private static readonly TimeZoneInfo[] Zones =
    [
        .. new[]
        {
            "Etc/UTC", "Asia/Seoul", "America/St_Johns", "Europe/Berlin", "America/Los_Angeles", "Australia/Lord_Howe", "Pacific/Apia",
            "America/Sao_Paulo", "Asia/Kathmandu", "Africa/Cairo", "America/Havana", "Asia/Beirut", "Pacific/Kiritimati", "Antarctica/Troll",
        }.Select(TimeZoneInfo.FindSystemTimeZoneById),
    ];

    private static readonly Arbitrary<(TimeZoneInfo Zone, DateOnly Date, int Days)> Cases = (
        from zone in Gen.Elements(Zones)
        from day in Gen.Choose(0, 40 * 366)
        from days in Gen.Choose(0, 400)
        select (zone, new DateOnly(1995, 1, 1).AddDays(day), days)).ToArbitrary();

    [Fact]
    public void Windows_of_following_dates_meet_without_gap_or_overlap() => Prop.ForAll(Cases, @case =>
        TimeWindow.OfDate(@case.Date, @case.Zone).To == TimeWindow.OfDate(@case.Date.AddDays(1), @case.Zone).From).QuickCheckThrowOnFailure();

    [Fact]
    public void Window_of_a_range_is_the_union_of_its_dates() => Prop.ForAll(Cases, @case =>
    {
        var window = TimeWindow.OfDates(@case.Date, @case.Date.AddDays(@case.Days), @case.Zone);
        return window.From == TimeWindow.OfDate(@case.Date, @case.Zone).From
            && window.To == TimeWindow.OfDate(@case.Date.AddDays(@case.Days), @case.Zone).To;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_instant_of_a_date_falls_into_the_windows_around_it() => Prop.ForAll(
        Cases, Gen.Choose(-86_400, 2 * 86_400).ToArbitrary(), (@case, seconds) =>
        {
            var instant = new DateTimeOffset(@case.Date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddSeconds(seconds);
            var date = TimeWindow.LocalDate(instant, @case.Zone);
            var window = TimeWindow.OfDate(date, @case.Zone);
            // Where clocks fall back over midnight, the repeated hour before it comes after the first midnight in time.
            return window.Contains(instant) || TimeWindow.OfDate(date.AddDays(1), @case.Zone).Contains(instant);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", 23)]
    [InlineData("Europe/Berlin", "2026-10-25", 25)]
    [InlineData("Asia/Seoul", "2026-03-29", 24)]
    [InlineData("Australia/Lord_Howe", "2026-04-05", 24.5)]
    [InlineData("America/Havana", "2026-03-08", 23)]
    [InlineData("America/Havana", "2026-11-01", 25)]
    [InlineData("Pacific/Apia", "2011-12-30", 0)]
    public void A_date_lasts_as_long_as_its_clocks_say(string zone, string date, double hours)
    {
        var window = TimeWindow.OfDate(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone));
        Assert.Equal(TimeSpan.FromHours(hours), window.To - window.From);
    }

    [Fact]
    public void A_range_that_ends_before_it_begins_is_refused() =>
        Assert.Throws<ArgumentException>(() => TimeWindow.OfDates(new(2026, 1, 2), new(2026, 1, 1), TimeZoneInfo.Utc));
}
