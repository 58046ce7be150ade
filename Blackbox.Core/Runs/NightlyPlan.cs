using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Core.Runs;

/// <summary>What is due each night: yesterday, in each user's own time zone, and the days before it on which no worker was up.</summary>
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
}
