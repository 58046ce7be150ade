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
        var rows = await db.EventsOf(user.Id).AsNoTracking().Where(e => e.Sequence > from)
            .OrderBy(e => e.Sequence).Take(size + 1).ToListAsync(cancellationToken);
        List<EventMessage> items = [.. rows.Take(size).Select(EventMessage.Of)];
        return TypedResults.Ok(new EventsView(items, items.Count == 0 ? from : items[^1].Sequence, rows.Count > size));
    }

    /// <summary>The user's own and the installation's.</summary>
    public static IQueryable<OutboxEvent> EventsOf(this BlackboxDb db, Guid userId) => db.OutboxEvents.Where(e => e.UserId == userId || e.UserId == null);

    /// <summary>The newest sequence that a user has seen who has seen everything; 0 when there is none.</summary>
    public static async Task<long> LatestSequenceAsync(this BlackboxDb db, Guid userId, CancellationToken cancellationToken) =>
        await db.EventsOf(userId).MaxAsync(e => (long?)e.Sequence, cancellationToken) ?? 0;
}

/// <param name="Last">Where it ends: pass it as `since`.</param>
/// <param name="More">There is more at this moment.</param>
internal sealed record EventsView(IReadOnlyList<EventMessage> Items, long Last, bool More);
