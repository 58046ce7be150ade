namespace Blackbox.Core.Collecting;

/// <summary>Local dates of one user's record in which something changed, without long gaps between them.</summary>
internal readonly record struct ChangedDates(DateOnly From, DateOnly To, int Added, int Changed, int Removed)
{
    /// <summary>Days without a change that do not divide a span: looking at them again costs less than another run.</summary>
    private const int MaxGap = 31;

    /// <summary>Spans of one swap; more are told as one that goes on to the end.</summary>
    private const int MaxSpans = 20;

    /// <summary>Oldest first. An old item that is edited today must not have everything between then and now summarised again.</summary>
    public static IReadOnlyList<ChangedDates> Of(IEnumerable<RecordChange> changes, TimeZoneInfo zone)
    {
        List<ChangedDates> spans = [];
        foreach (var change in changes.OrderBy(change => change.First))
        {
            var one = new ChangedDates(
                TimeWindow.LocalDate(change.First, zone), TimeWindow.LocalDate(change.Last, zone), change.Added, change.Changed, change.Removed);
            if (spans.Count > 0 && (spans.Count == MaxSpans || one.From.DayNumber - spans[^1].To.DayNumber <= MaxGap + 1))
                spans[^1] = spans[^1].With(one);
            else
                spans.Add(one);
        }
        return spans;
    }

    private ChangedDates With(ChangedDates later) => new(
        From, later.To > To ? later.To : To, Added + later.Added, Changed + later.Changed, Removed + later.Removed);
}
