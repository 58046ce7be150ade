using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Core.Runs;

internal static class RecordRefresh
{
    /// <summary>Years back from today that one run covers at most.</summary>
    private const int MaxYears = 5;

    /// <summary>Asks for a run over the dates of some identities' activities, because whose they are has changed. One that waits already is enough.</summary>
    public static async Task RequestRefreshAsync(
        this BlackboxDb db, Guid connectionId, IQueryable<Identity> changed, TimeProvider time, CancellationToken cancellationToken)
    {
        var owner = await db.Users.AsNoTracking()
            .SingleOrDefaultAsync(user => db.Connections.Any(c => c.Id == connectionId && c.UserId == user.Id), cancellationToken);
        var instants = db.Activities.Where(activity => changed.Any(identity => identity.Id == activity.IdentityId))
            .Select(activity => (DateTimeOffset?)activity.OccurredAt);
        if (owner is null || await instants.MinAsync(cancellationToken) is not { } first || await instants.MaxAsync(cancellationToken) is not { } last)
            return;

        var zone = TimeZoneInfo.FindSystemTimeZoneById(owner.TimeZone);
        var earliest = TimeWindow.LocalDate(time.GetUtcNow(), zone).AddYears(-MaxYears).AddDays(1);
        var (from, to) = (TimeWindow.LocalDate(first, zone), TimeWindow.LocalDate(last, zone));
        if (to < earliest)
            return;
        from = from < earliest ? earliest : from;
        var waits = await db.Runs.AnyAsync(run => run.Status == RunStatus.Queued && run.ConnectionId == connectionId
            && run.FromDate <= from && run.ToDate >= to, cancellationToken);
        if (!waits)
            await db.RequestRunAsync(owner.Id, RunTrigger.Manual, from, to, connectionId, cancellationToken: cancellationToken);
    }
}
