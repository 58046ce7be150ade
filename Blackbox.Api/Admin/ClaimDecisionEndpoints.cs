using Blackbox.Api.Collecting;
using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Admin;

internal static class ClaimDecisionEndpoints
{
    private static readonly Dictionary<string, IdentityClaimStatus> Statuses = Enum.GetValues<IdentityClaimStatus>().ToDictionary(EnumWords.ToWord);

    public static IEndpointRouteBuilder MapClaimDecisions(this IEndpointRouteBuilder admin)
    {
        var claims = admin.MapGroup("/claims").WithTags("Admin: claims");
        claims.MapGet("/", List).ProducesProblem(StatusCodes.Status400BadRequest);
        claims.MapPost("/{id:guid}/approve", Approve).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        claims.MapPost("/{id:guid}/reject", Reject).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        return admin;
    }

    /// <summary>What users say who they are, newest first.</summary>
    /// <param name="status">Those that wait when left out.</param>
    private static async Task<Results<Ok<Page<ClaimView>>, ProblemHttpResult>> List(
        string? status, Cursor? cursor, [PageSize] int? limit, BlackboxDb db, CancellationToken cancellationToken)
    {
        var size = limit ?? PageSizeAttribute.Default;
        if (!Statuses.TryGetValue(status ?? EnumWords.ToWord(IdentityClaimStatus.Pending), out var wanted))
            return Problems.Invalid("status", $"The states are {string.Join(", ", Statuses.Keys)}.");
        var rows = await ClaimView.ListAsync(db, db.IdentityClaims.Where(claim => claim.Status == wanted), cursor?.Id, size + 1, cancellationToken);
        return TypedResults.Ok(Page<ClaimView>.Of(rows, size, row => new Cursor(0, row.Id)));
    }

    /// <summary>The identity is the user's from now on.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> Approve(
        Guid id, CurrentUser admin, BlackboxDb db, TimeProvider time, CancellationToken cancellationToken) =>
        (await db.ApproveClaimAsync(id, admin.Id, time, cancellationToken)).Problem("claim") is { } problem ? problem : TypedResults.NoContent();

    /// <summary>The identity stays as it is.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> Reject(
        Guid id, CurrentUser admin, BlackboxDb db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await db.IdentityClaims.AnyAsync(claim => claim.Id == id, cancellationToken))
            return Problems.NotFound("claim");
        return await db.RejectClaimAsync(id, admin.Id, time, cancellationToken)
            ? TypedResults.NoContent()
            : new AssignmentResult(AssignmentOutcome.AlreadyDecided, IdentityBatch.Nothing).Problem("claim")!;
    }
}
