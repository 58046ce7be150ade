using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Core.Runs;

/// <summary>
/// What is due each night: yesterday, in each user's own time zone, and the days before it on which no worker was up; and each hour: today so far.
/// </summary>
public sealed class NightlyPlan(BlackboxDb db, TimeProvider time)
{
    /// <summary>Days that are caught up at most; older ones are for the user to ask for.</summary>
    public const int MaxDays = 31;

    /// <summary>Asks for the runs that are due. Doing it again asks for nothing new.</summary>
    public async Task RequestDueAsync(CancellationToken cancellationToken)
    {
        var users = await db.Users.AsNoTracking().OrderBy(user => user.Id)
            .Select(user => new { user.Id, user.TimeZone, user.CreatedAt }).ToListAsync(cancellationToken);
        foreach (var user in users)
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(user.TimeZone);
            var yesterday = TimeWindow.LocalDate(time.GetUtcNow(), zone).AddDays(-1);
            var last = await db.Runs.Where(run => run.UserId == user.Id && run.Trigger == RunTrigger.Nightly)
                .MaxAsync(run => (DateOnly?)run.ToDate, cancellationToken);
            var from = (last ?? TimeWindow.LocalDate(user.CreatedAt, zone).AddDays(-1)).AddDays(1);
            if (from > yesterday)
                continue;
            var earliest = yesterday.AddDays(1 - MaxDays);
            await db.RequestRunAsync(user.Id, RunTrigger.Nightly, from < earliest ? earliest : from, yesterday,
                deduplicationKey: $"nightly:{user.Id}:{yesterday:yyyy-MM-dd}", cancellationToken: cancellationToken);
        }
    }

    /// <summary>Asks for today so far of everyone who has a connection, unless the hour before is still under way.</summary>
    public async Task RequestHourAsync(CancellationToken cancellationToken)
    {
        var users = await db.Users.AsNoTracking()
            .Where(user => db.Connections.Any(c => c.UserId == user.Id) || db.Identities.Any(i => i.UserId == user.Id)
                || (user.IsAdmin && db.Connections.Any(c => c.UserId == null)))
            .Where(user => !db.Runs.Open().Any(run => run.UserId == user.Id && run.Trigger == RunTrigger.Hourly))
            .OrderBy(user => user.Id).Select(user => new { user.Id, user.TimeZone }).ToListAsync(cancellationToken);
        var now = time.GetUtcNow();
        foreach (var user in users)
        {
            var today = TimeWindow.LocalDate(now, TimeZoneInfo.FindSystemTimeZoneById(user.TimeZone));
            await db.RequestRunAsync(user.Id, RunTrigger.Hourly, today, today,
                deduplicationKey: $"hourly:{user.Id}:{now.UtcDateTime:yyyy-MM-dd-HH}", cancellationToken: cancellationToken);
        }
    }
}
