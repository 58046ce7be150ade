using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Blackbox.Core.Users;

public static class PreferencesQueries
{
    public static async Task<PlatformOrder> PlatformOrderOfAsync(this BlackboxDb db, Guid userId, CancellationToken cancellationToken) =>
        await db.UserPreferences.AsNoTracking().Where(preferences => preferences.UserId == userId)
            .Select(preferences => preferences.PlatformOrder).SingleOrDefaultAsync(cancellationToken) is { } names ? new(names) : PlatformOrder.ByName;

    /// <summary>Sets the order, and asks for the user's days to be put together anew, without a language model.</summary>
    public static async Task SetPlatformOrderAsync(
        this BlackboxDb db, Guid userId, PlatformOrder order, TimeProvider time, CancellationToken cancellationToken)
    {
        var names = order.Names.ToArray();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var before = await db.PlatformOrderOfAsync(userId, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            INSERT INTO user_preferences (user_id, platform_order) VALUES ({userId}, {names})
            ON CONFLICT (user_id) DO UPDATE SET platform_order = EXCLUDED.platform_order
            """, cancellationToken);
        var days = db.DailySummaries.Where(day => day.UserId == userId);
        if (!before.Names.SequenceEqual(order.Names, StringComparer.Ordinal)
            && await days.MinAsync(day => (DateOnly?)day.Date, cancellationToken) is { } first
            && await days.MaxAsync(day => (DateOnly?)day.Date, cancellationToken) is { } last)
        {
            await RecordFollowups.RequestAsync((NpgsqlConnection)db.Database.GetDbConnection(), [(userId, first, last)], time, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }
}
