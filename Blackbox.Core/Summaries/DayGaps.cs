using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Core.Summaries;

/// <summary>A platform of which a day lacks something, because a connection could not be read.</summary>
/// <param name="NeedsSecret">A person must give another secret; otherwise it follows by itself.</param>
internal sealed record DayGap(string Platform, bool NeedsSecret);

/// <summary>Finds out what is missing of a user's days: a log must not say that nothing happened where nobody could look.</summary>
internal static class DayGaps
{
    // A task that failed or waits leaves a gap unless the day was read whole after it, or after the day was over. One that refuses its secret is not even
    // tried at night. Parameters: user, now, dates, their beginnings and their ends.
    private const string Sql = """
        SELECT day.date, connection.platform, bool_or(connection.status = 'needs_auth') AS "NeedsSecret"
        FROM unnest({2}, {3}, {4}) AS day (date, since, until)
        JOIN connections AS connection ON connection.deleted_at IS NULL AND (connection.user_id = {0} OR connection.user_id IS NULL AND EXISTS (
            SELECT FROM identities WHERE identities.connection_id = connection.id AND identities.user_id = {0}))
        WHERE day.since < {1} AND (
            connection.status = 'needs_auth' AND day.until > coalesce(connection.last_collected_at, connection.created_at)
            OR EXISTS (
                SELECT FROM collection_tasks AS missed
                WHERE missed.connection_id = connection.id AND missed.window_from < day.until AND missed.window_to > day.since
                    AND (missed.status = 'failed'
                        OR missed.status IN ('queued', 'running') AND (missed.message IS NOT NULL OR connection.status = 'throttled'))
                    AND NOT EXISTS (
                        SELECT FROM collection_tasks AS whole
                        WHERE whole.connection_id = connection.id AND whole.window_from <= day.since AND whole.window_to >= day.until
                            AND whole.status IN ('succeeded', 'partial') AND (whole.finished_at > missed.created_at OR whole.finished_at >= day.until))))
        GROUP BY day.date, connection.platform
        """;

    public static async Task<ILookup<DateOnly, DayGap>> GapsAsync(
        this BlackboxDb db, User user, DateOnly first, DateOnly last, TimeZoneInfo zone, TimeProvider time, CancellationToken cancellationToken)
    {
        var dates = Enumerable.Range(first.DayNumber, last.DayNumber - first.DayNumber + 1).Select(DateOnly.FromDayNumber).ToArray();
        var days = dates.Select(date => TimeWindow.OfDate(date, zone)).ToArray();
        var rows = await db.Database.SqlQueryRaw<Row>(
            Sql, user.Id, time.GetUtcNow(), dates, days.Select(day => day.From.ToUniversalTime()).ToArray(), days.Select(day => day.To.ToUniversalTime()).ToArray())
            .ToListAsync(cancellationToken);
        return rows.OrderBy(row => row.Platform, StringComparer.Ordinal).ToLookup(row => row.Date, row => new DayGap(row.Platform, row.NeedsSecret));
    }

    private sealed record Row(DateOnly Date, string Platform, bool NeedsSecret);
}
