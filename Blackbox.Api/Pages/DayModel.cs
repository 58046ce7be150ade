using Blackbox.Api.Stats;
using Blackbox.Api.Summaries;
using Blackbox.Api.Users;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Summaries;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Pages;

public sealed record DayModel(
    DateOnly Date, HeatmapModel Heatmap, DailySummary? Summary, NoteView? Note, IReadOnlyList<ActivityItem> Activities, int MoreActivities,
    int Connections, DateOnly? LatestDate, string? NoteError = null, string? NoteDraft = null)
{
    /// <summary>Activities that one page shows.</summary>
    private const int MaxActivities = 300;

    private const string NoteTitle = "## Note\n\n";

    /// <summary>The day's text without the note at its end, which has its own place on the page.</summary>
    public string? Log => Summary is null ? null
        : Note is not null && Summary.Content.EndsWith($"{NoteTitle}{Note.Content}", StringComparison.Ordinal)
            ? Summary.Content[..^(NoteTitle.Length + Note.Content.Length)]
            : Summary.Content;

    internal static async Task<DayModel> LoadAsync(
        BlackboxDb db, PageShell shell, NoteBook notes, DateOnly date, int? year, CancellationToken cancellationToken)
    {
        var user = shell.User;
        var shownYear = year ?? date.Year;
        var counts = await db.CountByDateAsync(user, new(new(shownYear, 1, 1), new(shownYear, 12, 31)), cancellationToken);
        var heatmap = new HeatmapModel(
            shownYear, date, shell.Today, counts, await db.YearsAsync(user, shell.Today.Year, cancellationToken), Streak.LongestIn(counts.Keys));

        var day = db.ActivitiesOf(user.Id).AsNoTracking().Within(user.WindowOf(date, date));
        var activities = await day.OrderBy(a => a.OccurredAt).ThenBy(a => a.Id).Take(MaxActivities + 1).ToListAsync(cancellationToken);
        var more = activities.Count > MaxActivities ? await day.CountAsync(cancellationToken) - MaxActivities : 0;
        return new(
            date, heatmap,
            await db.DailySummaries.AsNoTracking().SingleOrDefaultAsync(s => s.UserId == user.Id && s.Date == date, cancellationToken),
            await notes.FindAsync(user, date, cancellationToken),
            [.. activities.Take(MaxActivities).Select(ActivityItem.Of)], more,
            await db.Connections.CountAsync(c => c.UserId == user.Id, cancellationToken),
            activities.Count > 0 ? null : await LatestDateAsync(db, user, cancellationToken));
    }

    private static Task<DateOnly?> LatestDateAsync(BlackboxDb db, CurrentUser user, CancellationToken cancellationToken) =>
        db.DailySummaries.Where(s => s.UserId == user.Id && s.ActivityCount > 0).MaxAsync(s => (DateOnly?)s.Date, cancellationToken);
}
