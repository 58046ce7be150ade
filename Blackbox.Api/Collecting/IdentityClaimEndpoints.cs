using System.ComponentModel.DataAnnotations;
using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Collecting;

internal static class IdentityClaimEndpoints
{
    public static IEndpointRouteBuilder MapIdentityClaims(this IEndpointRouteBuilder api)
    {
        api.MapGet("/me/identities", Mine).WithTags("Identities");
        api.MapGet("/me/claims", List).WithTags("Identities").ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapPost("/me/claims/{id:guid}/withdraw", Withdraw).WithTags("Identities").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/identities/claimable", Claimable).WithTags("Identities").ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapPost("/identities/{id:guid}/claims", Claim).WithTags("Identities")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        return api;
    }

    /// <summary>Who the user is on every platform, and why that is known.</summary>
    private static async Task<Ok<IReadOnlyList<MyIdentityView>>> Mine(CurrentUser user, BlackboxDb db, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<MyIdentityView>>(await MyIdentityView.ListAsync(db, user, cancellationToken));

    /// <summary>People of shared connections who are nobody's yet and may be the user: the likely ones first, with why.</summary>
    /// <remarks>Without a query only the likely ones. Nobody's e-mail is told, nor what they did.</remarks>
    /// <param name="q">A part of the name.</param>
    private static async Task<Ok<IReadOnlyList<ClaimableView>>> Claimable(
        [StringLength(200)] string? q, [PageSize] int? limit, CurrentUser user, BlackboxDb db, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<ClaimableView>>(
            await ClaimableQuery.ListAsync(db, user, q, limit ?? PageSizeAttribute.Default, cancellationToken));

    /// <summary>The user says that an identity of a shared connection is them; an admin decides. Saying it twice is saying it once.</summary>
    private static async Task<Results<Ok<ClaimView>, ProblemHttpResult>> Claim(
        Guid id, ClaimIdentity? request, CurrentUser user, BlackboxDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        var pending = db.IdentityClaims.Where(claim => claim.UserId == user.Id && claim.Status == IdentityClaimStatus.Pending);
        if (await pending.CountAsync(cancellationToken) >= IdentityClaims.MaxPending)
            return Problems.Of(StatusCodes.Status409Conflict, "too_many_claims", $"{IdentityClaims.MaxPending} claims wait already. Withdraw one, or ask an admin to decide.");
        var message = string.IsNullOrWhiteSpace(request?.Message) ? null : Texts.Storable(request.Message.Trim());
        if (await db.ClaimAsync(id, user.Id, message, time, cancellationToken) is not { } claim)
            return Problems.NotFound("identity");
        var view = await ClaimView.ListAsync(db, db.IdentityClaims.Where(candidate => candidate.Id == claim.Id), null, 1, cancellationToken);
        return TypedResults.Ok(view[0]);
    }

    /// <summary>What the user claimed, newest first.</summary>
    private static async Task<Ok<Page<ClaimView>>> List(
        Cursor? cursor, [PageSize] int? limit, CurrentUser user, BlackboxDb db, CancellationToken cancellationToken)
    {
        var size = limit ?? PageSizeAttribute.Default;
        var rows = await ClaimView.ListAsync(db, db.IdentityClaims.Where(claim => claim.UserId == user.Id), cursor?.Id, size + 1, cancellationToken);
        return TypedResults.Ok(Page<ClaimView>.Of(rows, size, row => new Cursor(0, row.Id)));
    }

    /// <summary>Takes a claim back that nobody has decided.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> Withdraw(
        Guid id, CurrentUser user, BlackboxDb db, TimeProvider time, CancellationToken cancellationToken) =>
        await db.WithdrawClaimAsync(id, user.Id, time, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound("claim");
}

/// <param name="Message">A word to the admin who decides.</param>
public sealed record ClaimIdentity([property: StringLength(IdentityClaim.MaxMessageLength)] string? Message);
