using System.ComponentModel.DataAnnotations;
using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Admin;

internal static class AdminIdentityEndpoints
{
    private static readonly Dictionary<string, AssignmentState> States = Enum.GetValues<AssignmentState>().ToDictionary(EnumWords.ToWord);

    public static IEndpointRouteBuilder MapAdminIdentities(this IEndpointRouteBuilder admin)
    {
        var identities = admin.MapGroup("/identities").WithTags("Admin: identities");
        identities.MapGet("/", List).ProducesProblem(StatusCodes.Status400BadRequest);
        identities.MapGet("/{id:guid}", Get).ProducesProblem(StatusCodes.Status404NotFound);
        identities.MapPost("/{id:guid}/assign", Assign).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        identities.MapPost("/{id:guid}/unassign", Unassign).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        identities.MapPost("/merge", Merge).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        return admin;
    }

    /// <summary>The people whom shared connections and the admin's own know: people before bots, active ones first, by name.</summary>
    /// <remarks>Those who are nobody's come with the users whom they may be, and why. Other users' personal connections are theirs alone.</remarks>
    /// <param name="platform">As `slack`.</param>
    /// <param name="state">`unassigned`, `assigned` or `all`.</param>
    /// <param name="q">A part of the name, the platform's key or the e-mail.</param>
    private static async Task<Results<Ok<Page<AdminIdentityView>>, ProblemHttpResult>> List(
        Guid? connectionId, [StringLength(Platforms.MaxLength)] string? platform, string? state, [StringLength(200)] string? q, Cursor? cursor,
        [PageSize] int? limit, CurrentUser admin, BlackboxDb db, CancellationToken cancellationToken)
    {
        var size = limit ?? PageSizeAttribute.Default;
        if (!States.TryGetValue(state ?? EnumWords.ToWord(AssignmentState.All), out var shown))
            return Problems.Invalid("state", $"The states are {string.Join(", ", States.Keys)}.");
        var filter = new AdminIdentityFilter(connectionId, platform, shown, q is null ? null : Texts.Storable(q));
        var rows = await AdminIdentityQuery.ListAsync(db, admin.Id, filter, cursor?.Id, size + 1, cancellationToken);
        return TypedResults.Ok(Page<AdminIdentityView>.Of(rows, size, row => new Cursor(0, row.Id)));
    }

    /// <summary>One identity with its candidates.</summary>
    private static async Task<Results<Ok<AdminIdentityView>, ProblemHttpResult>> Get(
        Guid id, CurrentUser admin, BlackboxDb db, CancellationToken cancellationToken) =>
        await AdminIdentityQuery.FindAsync(db, admin.Id, id, cancellationToken) is { } view ? TypedResults.Ok(view) : Problems.NotFound("identity");

    /// <summary>Says whose an identity is. What it did, also long ago, is in that user's record from now on.</summary>
    /// <remarks>An identity that is another user's is refused: two admins cannot overrule each other by accident.</remarks>
    private static async Task<Results<Ok<ChangedView>, ProblemHttpResult>> Assign(
        Guid id, AssignIdentity request, CurrentUser admin, BlackboxDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await IsManagedAsync(db, admin, [id], cancellationToken))
            return Problems.NotFound("identity");
        var result = await db.AssignIdentitiesAsync([id], request.UserId!.Value, IdentityAction.Assign, admin.Id, time, cancellationToken);
        return result.Problem("identity") is { } problem ? problem : TypedResults.Ok(ChangedView.Of(result));
    }

    /// <summary>Says that an identity is not its user. What it did leaves the record, and waits.</summary>
    private static async Task<Results<Ok<ChangedView>, ProblemHttpResult>> Unassign(
        Guid id, UnassignIdentity? request, CurrentUser admin, BlackboxDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await IsManagedAsync(db, admin, [id], cancellationToken))
            return Problems.NotFound("identity");
        var result = await db.UnassignIdentityAsync(id, request?.UserId, admin.Id, time, cancellationToken);
        return result.Problem("identity") is { } problem ? problem : TypedResults.Ok(ChangedView.Of(result));
    }

    /// <summary>Says that several identities are one user: all of them, or where one cannot be, none.</summary>
    private static async Task<Results<Ok<ChangedView>, ProblemHttpResult>> Merge(
        MergeIdentities request, CurrentUser admin, BlackboxDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await IsManagedAsync(db, admin, request.IdentityIds!, cancellationToken))
            return Problems.NotFound("identity");
        var result = await db.AssignIdentitiesAsync([.. request.IdentityIds!.Distinct()], request.UserId!.Value, IdentityAction.Merge, admin.Id, time, cancellationToken);
        return result.Problem("identity") is { } problem ? problem : TypedResults.Ok(ChangedView.Of(result));
    }

    public static async Task<bool> IsManagedAsync(BlackboxDb db, CurrentUser admin, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        await db.IdentitiesManagedBy(admin.Id).CountAsync(identity => ids.Contains(identity.Id), cancellationToken) == ids.Distinct().Count();
}

public sealed record AssignIdentity([property: Required] Guid? UserId);

/// <param name="UserId">Whose it was when the admin looked; refused where it is somebody else's by now. Left out: whoever's.</param>
public sealed record UnassignIdentity(Guid? UserId);

/// <param name="IdentityIds">1 to 100.</param>
public sealed record MergeIdentities(
    [property: Required] Guid? UserId,
    [property: Required, MinLength(1), MaxLength(IdentityAssignments.MaxIdentities)] IReadOnlyList<Guid>? IdentityIds);

/// <param name="BatchId">What can be undone at once; null where nothing was to be done.</param>
/// <param name="ChangeIds">What can be undone one by one.</param>
internal sealed record ChangedView(Guid? BatchId, IReadOnlyList<Guid> ChangeIds)
{
    public static ChangedView Of(AssignmentResult result) => new(result.Batch.Id, result.Batch.ChangeIds);
}
