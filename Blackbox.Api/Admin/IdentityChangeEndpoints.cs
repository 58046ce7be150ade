using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Admin;

internal static class IdentityChangeEndpoints
{
    public static IEndpointRouteBuilder MapIdentityChanges(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/identities/{id:guid}/history", History).WithTags("Admin: identities").ProducesProblem(StatusCodes.Status404NotFound);
        var changes = admin.MapGroup("/identity-changes").WithTags("Admin: identities");
        changes.MapPost("/{id:guid}/undo", Undo).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        changes.MapPost("/batches/{batchId:guid}/undo", UndoBatch).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        return admin;
    }

    /// <summary>Whose an identity was, newest change first.</summary>
    private static async Task<Results<Ok<Page<IdentityChangeView>>, ProblemHttpResult>> History(
        Guid id, Cursor? cursor, [PageSize] int? limit, CurrentUser admin, BlackboxDb db, CancellationToken cancellationToken)
    {
        if (!await AdminIdentityEndpoints.IsManagedAsync(db, admin, [id], cancellationToken))
            return Problems.NotFound("identity");
        var size = limit ?? PageSizeAttribute.Default;
        var rows = await IdentityChangeView.ListAsync(db, id, cursor?.Id, size + 1, cancellationToken);
        return TypedResults.Ok(Page<IdentityChangeView>.Of(rows, size, row => new Cursor(0, row.Id)));
    }

    /// <summary>Takes one change back, unless the identity was changed since.</summary>
    private static async Task<Results<Ok<ChangedView>, ProblemHttpResult>> Undo(
        Guid id, CurrentUser admin, BlackboxDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await IsManagedAsync(db, admin, db.IdentityChanges.Where(change => change.Id == id), cancellationToken))
            return Problems.NotFound("change");
        var result = await db.UndoChangeAsync(id, admin.Id, time, cancellationToken);
        return result.Problem("change") is { } problem ? problem : TypedResults.Ok(ChangedView.Of(result));
    }

    /// <summary>Takes everything back that was changed at once, as a merge; where one identity was changed since, nothing.</summary>
    private static async Task<Results<Ok<ChangedView>, ProblemHttpResult>> UndoBatch(
        Guid batchId, CurrentUser admin, BlackboxDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await IsManagedAsync(db, admin, db.IdentityChanges.Where(change => change.BatchId == batchId), cancellationToken))
            return Problems.NotFound("batch");
        var result = await db.UndoBatchAsync(batchId, admin.Id, time, cancellationToken);
        return result.Problem("batch") is { } problem ? problem : TypedResults.Ok(ChangedView.Of(result));
    }

    public static async Task<bool> IsManagedAsync(BlackboxDb db, CurrentUser admin, IQueryable<IdentityChange> changes, CancellationToken cancellationToken)
    {
        var managed = db.IdentitiesManagedBy(admin.Id);
        return await changes.AnyAsync(cancellationToken)
            && !await changes.AnyAsync(change => !managed.Any(identity => identity.Id == change.IdentityId), cancellationToken);
    }
}

/// <param name="BatchId">Equal for what was changed at once.</param>
/// <param name="From">Whose it was; null for nobody's.</param>
/// <param name="To">Whose it became.</param>
/// <param name="ChangedBy">Null when a rule did.</param>
/// <param name="UndoneBy">The change that took it back; null while it holds.</param>
public sealed record IdentityChangeView(
    Guid Id, Guid BatchId, IdentityAction Action, UserView? From, IdentityAssignment? FromAssignedBy, UserView? To, IdentityAssignment? ToAssignedBy,
    string? Reason, UserView? ChangedBy, Guid? UndoneBy, DateTimeOffset At)
{
    /// <param name="before">The oldest change of the page before; null for the first page.</param>
    public static async Task<List<IdentityChangeView>> ListAsync(BlackboxDb db, Guid identityId, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var changes = db.IdentityChanges.AsNoTracking().Where(change => change.IdentityId == identityId);
        if (before is { } id)
            changes = changes.Where(change => change.Id.CompareTo(id) < 0);
        var rows = await changes.OrderByDescending(change => change.Id).Take(limit).ToListAsync(cancellationToken);
        var ids = rows.SelectMany(row => new[] { row.FromUserId, row.ToUserId, row.ChangedBy }).OfType<Guid>().Distinct().ToList();
        var users = await db.Users.IgnoreQueryFilters().AsNoTracking().Where(user => ids.Contains(user.Id))
            .ToDictionaryAsync(user => user.Id, user => new UserView(user.Id, user.Name, user.Email), cancellationToken);
        return rows.ConvertAll(row => new IdentityChangeView(
            row.Id, row.BatchId, row.Action, Of(row.FromUserId), row.FromAssignedBy, Of(row.ToUserId), row.ToAssignedBy, row.Reason, Of(row.ChangedBy),
            row.UndoneBy, row.CreatedAt));

        UserView? Of(Guid? userId) => userId is { } known ? users.GetValueOrDefault(known) : null;
    }
}
