using Blackbox.Core.Collecting;

namespace Blackbox.Tests.Collecting;

public sealed class ChangedDatesTests
{
    private static readonly TimeZoneInfo Seoul = TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul");

    [Fact]
    public void Dates_that_lie_far_apart_are_told_apart()
    {
        var spans = ChangedDates.Of([Change(0, added: 1), Change(-400, changed: 1), Change(-5, removed: 2)], Seoul);

        Assert.Equal(
            [new(Date(-400), Date(-400), 0, 1, 0), new(Date(-5), Date(0), 1, 0, 2)],
            spans);
    }

    [Fact]
    public void Dates_are_the_users_own()
    {
        var late = new DateTimeOffset(2026, 3, 1, 16, 0, 0, TimeSpan.Zero);
        Assert.Equal(new DateOnly(2026, 3, 2), Assert.Single(ChangedDates.Of([new(null, 1, 0, 0, late, late)], Seoul)).From);
    }

    [Fact]
    public void Spans_are_bounded_and_nothing_is_left_out()
    {
        var spans = ChangedDates.Of([.. Enumerable.Range(0, 60).Select(month => Change(-40 * month, added: 1))], Seoul);

        Assert.Equal(20, spans.Count);
        Assert.Equal(60, spans.Sum(span => span.Added));
        Assert.Equal((Date(-40 * 59), Date(0)), (spans[0].From, spans[^1].To));
    }

    private static DateOnly Date(int day) => new DateOnly(2026, 3, 1).AddDays(day);

    private static RecordChange Change(int day, int added = 0, int changed = 0, int removed = 0)
    {
        var at = new DateTimeOffset(2026, 3, 1, 3, 0, 0, TimeSpan.Zero).AddDays(day);
        return new(null, added, changed, removed, at, at);
    }
}
