using System.ComponentModel.DataAnnotations;
using Blackbox.Api.Users;
using Blackbox.Core.Data;
using Blackbox.Core.Events;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Events;

internal static class EventEndpoints
{
    public static IEndpointRouteBuilder MapEvents(this IEndpointRouteBuilder api)
    {
        var events = api.MapGroup("/events").WithTags("Events");
        events.MapGet("/", List).ProducesProblem(StatusCodes.Status400BadRequest);
        return api;
    }

    /// <summary>What happened to the user's record, in the order in which it became true.</summary>
    /// <remarks>Pass `last` of one answer as `since` of the next, and nothing is missed or told twice. Events are kept for 30 days after they were told.</remarks>
    /// <param name="since">Only what came after this sequence.</param>
    private static async Task<Ok<EventsView>> List(
        [Range(0L, long.MaxValue)] long? since, [PageSize] int? limit, CurrentUser user, BlackboxDb db, CancellationToken cancellationToken)
    {
        var (from, size) = (since ?? 0, limit ?? PageSizeAttribute.Default);
        var rows = await db.EventsAfter(user.Id, from).Take(size + 1).Concat(db.EventsAfter(null, from).Take(size + 1))
            .OrderBy(e => e.Sequence).Take(size + 1).AsNoTracking().ToListAsync(cancellationToken);
        List<EventMessage> items = [.. rows.Take(size).Select(EventMessage.Of)];
        return TypedResults.Ok(new EventsView(items, items.Count == 0 ? from : items[^1].Sequence, rows.Count > size));
    }

    /// <summary>The newest sequence of a user's own events and the installation's; 0 when there is none.</summary>
    /// <param name="before">Only what happened before; null for all.</param>
    public static async Task<long> LatestSequenceAsync(this BlackboxDb db, Guid userId, DateTimeOffset? before, CancellationToken cancellationToken) =>
        await Latest(db, userId, before).Concat(Latest(db, null, before)).MaxAsync(sequence => (long?)sequence, cancellationToken) ?? 0;

    // Each of the two is the end of a range of the index; one condition for both would be neither.
    private static IQueryable<long> Latest(BlackboxDb db, Guid? userId, DateTimeOffset? before) =>
        db.OutboxEvents.Where(e => e.UserId == userId && (before == null || e.OccurredAt < before))
            .OrderByDescending(e => e.Sequence).Select(e => e.Sequence).Take(1);

    private static IQueryable<OutboxEvent> EventsAfter(this BlackboxDb db, Guid? userId, long sequence) =>
        db.OutboxEvents.Where(e => e.UserId == userId && e.Sequence > sequence).OrderBy(e => e.Sequence);
}

/// <param name="Last">Where it ends: pass it as `since`.</param>
/// <param name="More">There is more at this moment.</param>
internal sealed record EventsView(IReadOnlyList<EventMessage> Items, long Last, bool More);
