using Blackbox.Core.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Blackbox.Core.Collecting;

/// <summary>Claims of identities on shared connections, where a user's word is not enough: an admin decides.</summary>
public static class IdentityClaims
{
    /// <summary>Claims of one user that may wait at once.</summary>
    public const int MaxPending = 50;

    /// <summary>Identities that a user may claim: of shared connections, nobody's yet, and of people.</summary>
    public static IQueryable<Identity> ClaimableIdentities(this BlackboxDb db) => db.Identities.Where(identity =>
        identity.UserId == null && !identity.IsBot && db.Connections.Any(c => c.Id == identity.ConnectionId && c.UserId == null));

    /// <summary>The user says that an identity is them. Saying it again while it waits changes nothing.</summary>
    /// <returns>Null when it is none that may be claimed.</returns>
    public static async Task<IdentityClaim?> ClaimAsync(
        this BlackboxDb db, Guid identityId, Guid userId, string? message, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await db.ClaimableIdentities().AnyAsync(identity => identity.Id == identityId, cancellationToken))
            return null;
        var claim = new IdentityClaim { Id = Guid.CreateVersion7(time.GetUtcNow()), IdentityId = identityId, UserId = userId, Message = message };
        db.IdentityClaims.Add(claim);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return claim;
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.Entry(claim).State = EntityState.Detached;
            return await db.IdentityClaims.AsNoTracking().SingleOrDefaultAsync(
                other => other.IdentityId == identityId && other.UserId == userId && other.Status == IdentityClaimStatus.Pending, cancellationToken);
        }
    }

    /// <returns>False when it is not theirs, or decided.</returns>
    public static async Task<bool> WithdrawClaimAsync(
        this BlackboxDb db, Guid claimId, Guid userId, TimeProvider time, CancellationToken cancellationToken) =>
        await DecideAsync(db, claim => claim.Id == claimId && claim.UserId == userId, IdentityClaimStatus.Withdrawn, userId, time, cancellationToken);

    /// <returns>False when it is decided already.</returns>
    public static Task<bool> RejectClaimAsync(
        this BlackboxDb db, Guid claimId, Guid decidedBy, TimeProvider time, CancellationToken cancellationToken) =>
        DecideAsync(db, claim => claim.Id == claimId, IdentityClaimStatus.Rejected, decidedBy, time, cancellationToken);

    /// <summary>The identity is the user's from now on.</summary>
    public static Task<AssignmentResult> ApproveClaimAsync(
        this BlackboxDb db, Guid claimId, Guid decidedBy, TimeProvider time, CancellationToken cancellationToken) =>
        db.InTransactionAsync(async (database, token) =>
        {
            var claim = await db.IdentityClaims.AsNoTracking().SingleOrDefaultAsync(candidate => candidate.Id == claimId, token);
            if (claim is null)
                return AssignmentResult.Refused(AssignmentOutcome.NotFound);
            if (!await IdentityAssignments.IsUserAsync(database, claim.UserId, token))
                return AssignmentResult.Refused(AssignmentOutcome.NoSuchUser);
            if (await IdentityAssignments.LockAsync(database, [claim.IdentityId], token) is not [var row])
                return AssignmentResult.Refused(AssignmentOutcome.NotFound);
            if (row.IsTaken && row.UserId != claim.UserId)
                return AssignmentResult.Refused(AssignmentOutcome.BelongsToAnother);
            if (!await DecideAsync(db, candidate => candidate.Id == claimId, IdentityClaimStatus.Approved, decidedBy, time, token))
                return AssignmentResult.Refused(AssignmentOutcome.AlreadyDecided);
            List<IdentityMove> moves = row.IsFree ? [row.To(claim.UserId, IdentityAssignment.Claim)] : [];
            return AssignmentResult.Done(await IdentityAssignments.MoveAsync(database, moves, IdentityAction.Claim, decidedBy, time, token));
        }, cancellationToken);

    private static async Task<bool> DecideAsync(
        BlackboxDb db, System.Linq.Expressions.Expression<Func<IdentityClaim, bool>> which, IdentityClaimStatus status, Guid decidedBy, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await db.IdentityClaims.Where(which).Where(claim => claim.Status == IdentityClaimStatus.Pending).ExecuteUpdateAsync(
            update => update.SetProperty(claim => claim.Status, status)
                .SetProperty(claim => claim.DecidedBy, decidedBy)
                .SetProperty(claim => claim.DecidedAt, now), cancellationToken) > 0;
    }
}
