using Blackbox.Api.Users;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Stats;

internal static class HeatmapQuery
{
    /// <summary>How many things the user did on each local date of the span; dates without any are left out.</summary>
    public static async Task<SortedDictionary<DateOnly, int>> CountByDateAsync(
        this BlackboxDb db, CurrentUser user, DateSpan span, CancellationToken cancellationToken)
    {
        var window = user.WindowOf(span.From, span.To);
        var (from, to) = (window.From.ToUniversalTime(), window.To.ToUniversalTime());
        // A thing that several clones or identities know counts once. An index-only count beats the general query of a record by far here,
        // where a year's every row is touched.
        var rows = await db.Database.SqlQuery<DateCount>($"""
            SELECT (a.occurred_at AT TIME ZONE {user.Zone.Id})::date AS date, count(DISTINCT (a.platform, a.external_id))::int AS count
            FROM activities AS a JOIN identities AS i ON i.id = a.identity_id
            WHERE i.user_id = {user.Id} AND a.deleted_at IS NULL AND (NOT a.is_private OR i.assigned_by <> 'scope') AND a.occurred_at >= {from} AND a.occurred_at < {to}
            GROUP BY 1
            """).ToListAsync(cancellationToken);
        return new(rows.ToDictionary(row => row.Date, row => row.Count));
    }

    /// <summary>The years in which the user did anything, newest first, with the present one.</summary>
    public static async Task<IReadOnlyList<int>> YearsAsync(this BlackboxDb db, CurrentUser user, int present, CancellationToken cancellationToken)
    {
        var mine = db.Activities.Where(a => a.DeletedAt == null && db.Identities.Any(i => i.Id == a.IdentityId && i.UserId == user.Id));
        var first = await mine.MinAsync(a => (DateTimeOffset?)a.OccurredAt, cancellationToken);
        var last = await mine.MaxAsync(a => (DateTimeOffset?)a.OccurredAt, cancellationToken);
        var from = Math.Clamp(first is { } f ? TimeWindow.LocalDate(f, user.Zone).Year : present, Day.Min.Year, present);
        var to = Math.Clamp(last is { } l ? TimeWindow.LocalDate(l, user.Zone).Year : present, present, Day.Max.Year);
        return [.. Enumerable.Range(from, to - from + 1).Reverse()];
    }

    private sealed record DateCount(DateOnly Date, int Count);
}
