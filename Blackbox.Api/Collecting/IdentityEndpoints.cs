using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Collecting;

internal static class IdentityEndpoints
{
    public static IEndpointRouteBuilder MapIdentities(this IEndpointRouteBuilder api)
    {
        var identities = api.MapGroup("/identities").WithTags("Identities");
        identities.MapGet("/", List).ProducesProblem(StatusCodes.Status400BadRequest);
        identities.MapPost("/{id:guid}/claim", Claim).ProducesProblem(StatusCodes.Status404NotFound);
        identities.MapPost("/{id:guid}/release", Release).ProducesProblem(StatusCodes.Status404NotFound);
        return api;
    }

    /// <summary>The people whom the user's connections know, most active first.</summary>
    private static async Task<Ok<IReadOnlyList<IdentityView>>> List(
        Guid? connectionId, [PageSize] int? limit, CurrentUser user, BlackboxDb db, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<IdentityView>>(
            await IdentityView.ListAsync(db, user, connectionId, limit ?? PageSizeAttribute.Max, cancellationToken));

    /// <summary>"This is me": what the identity did belongs to the user's record.</summary>
    /// <remarks>The same key on the user's other connections of the platform becomes theirs too. The days that this touches are summarised anew.</remarks>
    private static async Task<Results<NoContent, ProblemHttpResult>> Claim(
        Guid id, CurrentUser user, BlackboxDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await IsVisibleAsync(db, user, id, cancellationToken))
            return Problems.NotFound("identity");
        await db.ClaimIdentityAsync(id, user.Id, time, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>"This is not me": what the identity did leaves the user's record, unless its connection records everyone.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> Release(
        Guid id, CurrentUser user, BlackboxDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await IsVisibleAsync(db, user, id, cancellationToken))
            return Problems.NotFound("identity");
        await db.ReleaseIdentityAsync(id, time, cancellationToken);
        return TypedResults.NoContent();
    }

    public static Task<bool> IsVisibleAsync(BlackboxDb db, CurrentUser user, Guid id, CancellationToken cancellationToken) =>
        db.Identities.AnyAsync(identity => identity.Id == id
            && (identity.UserId == null || identity.UserId == user.Id)
            && db.Connections.Any(c => c.Id == identity.ConnectionId && c.UserId == user.Id), cancellationToken);
}

/// <param name="ExternalId">The platform's own key; for git the e-mail.</param>
/// <param name="Mine">What it did belongs to the user's record.</param>
/// <param name="AssignedBy">Why it does.</param>
/// <param name="Activities">What is recorded of it.</param>
public sealed record IdentityView(
    Guid Id, Guid ConnectionId, string Platform, string ExternalId, string DisplayName, bool Mine, IdentityAssignment? AssignedBy, int Activities,
    DateTimeOffset? LastActiveAt)
{
    public static Task<List<IdentityView>> ListAsync(
        BlackboxDb db, CurrentUser user, Guid? connectionId, int limit, CancellationToken cancellationToken) =>
        (from identity in db.Identities
         join connection in db.Connections on identity.ConnectionId equals connection.Id
         where connection.UserId == user.Id && (connectionId == null || connection.Id == connectionId)
             && (identity.UserId == null || identity.UserId == user.Id)
         let count = db.Activities.Count(a => a.IdentityId == identity.Id && a.DeletedAt == null)
         let last = db.Activities.Where(a => a.IdentityId == identity.Id && a.DeletedAt == null).Max(a => (DateTimeOffset?)a.OccurredAt)
         orderby identity.UserId == user.Id && identity.AssignedBy != IdentityAssignment.Scope descending, count descending, identity.ExternalId
         select new IdentityView(
             identity.Id, connection.Id, connection.Platform, identity.ExternalId, identity.DisplayName, identity.UserId == user.Id, identity.AssignedBy,
             count, last))
        .Take(limit).ToListAsync(cancellationToken);
}
