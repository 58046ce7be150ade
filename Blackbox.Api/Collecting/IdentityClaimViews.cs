using Blackbox.Api.Users;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Directories.Matching;
using Blackbox.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Collecting;

/// <param name="Shared">Of a connection of everyone's.</param>
/// <param name="AssignedBy">Why it is the user's.</param>
public sealed record MyIdentityView(
    Guid Id, string Connection, string Platform, bool Shared, string ExternalId, string DisplayName, string? Email, IdentityAssignment? AssignedBy, int Activities)
{
    /// <summary>Identities of one person; nobody is more people than this.</summary>
    private const int MaxIdentities = 500;

    public static Task<List<MyIdentityView>> ListAsync(BlackboxDb db, CurrentUser user, CancellationToken cancellationToken) =>
        (from identity in db.Identities.AsNoTracking()
         join connection in db.Connections on identity.ConnectionId equals connection.Id
         where identity.UserId == user.Id && identity.AssignedBy != IdentityAssignment.Scope
         orderby connection.Platform, connection.Name, identity.DisplayName, identity.Id
         select new MyIdentityView(
             identity.Id, connection.Name, connection.Platform, connection.UserId == null, identity.ExternalId, identity.DisplayName, identity.Email,
             identity.AssignedBy, db.Activities.Count(a => a.IdentityId == identity.Id && a.DeletedAt == null)))
        .Take(MaxIdentities).ToListAsync(cancellationToken);
}

/// <param name="Score">0 to 1: how likely it is the user; 0 where only the query found it.</param>
/// <param name="Reason">Why it may be the user; null where only the query found it.</param>
/// <param name="ClaimId">The user's claim that waits; null where there is none.</param>
public sealed record ClaimableView(
    Guid Id, string Connection, string Platform, string DisplayName, bool IsActive, double Score, string? Reason, Guid? ClaimId);

internal static class ClaimableQuery
{
    /// <summary>Unassigned people that are looked through for the user.</summary>
    private const int MaxIdentities = 5_000;

    private const int MinQueryLength = 2;

    public static async Task<List<ClaimableView>> ListAsync(BlackboxDb db, CurrentUser user, string? query, int limit, CancellationToken cancellationToken)
    {
        var text = Texts.Storable(query?.Trim() ?? "");
        var pattern = LikePattern.Containing(text);
        var rows = await (
            from identity in db.ClaimableIdentities().AsNoTracking()
            join connection in db.Connections on identity.ConnectionId equals connection.Id
            where text.Length == 0 || EF.Functions.ILike(identity.DisplayName, pattern)
            orderby !identity.IsActive, identity.DisplayName, identity.Id
            select new { identity, connection.Name, connection.Platform }).Take(MaxIdentities).ToListAsync(cancellationToken);
        var claims = await db.IdentityClaims.AsNoTracking().Where(claim => claim.UserId == user.Id && claim.Status == IdentityClaimStatus.Pending)
            .ToDictionaryAsync(claim => claim.IdentityId, claim => (Guid?)claim.Id, cancellationToken);
        var matching = await db.LoadMatchingAsync(user.Id, cancellationToken);
        return
        [
            .. rows.Select(row =>
                {
                    var candidate = matching.Find(MatchedAccount.Of(row.identity, row.Platform)) is [var best, ..] ? best : null;
                    return new ClaimableView(
                        row.identity.Id, row.Name, row.Platform, row.identity.DisplayName, row.identity.IsActive, candidate?.Score ?? 0, candidate?.Reason,
                        claims.GetValueOrDefault(row.identity.Id));
                })
                // Who does not know a name is not told all of them.
                .Where(view => view.Score > 0 || view.ClaimId is not null || text.Length >= MinQueryLength)
                .OrderByDescending(view => view.IsActive).ThenByDescending(view => view.Score).Take(limit),
        ];
    }
}

/// <param name="Status">`pending` while nobody has decided.</param>
/// <param name="Message">What the user wrote to the admin.</param>
/// <param name="IdentityIsTaken">Somebody has it by now.</param>
public sealed record ClaimView(
    Guid Id, Guid IdentityId, string DisplayName, string Connection, string Platform, Guid UserId, string UserName, string UserEmail,
    IdentityClaimStatus Status, string? Message, bool IdentityIsTaken, DateTimeOffset ClaimedAt, DateTimeOffset? DecidedAt)
{
    /// <param name="before">The oldest claim of the page before; null for the first page.</param>
    public static Task<List<ClaimView>> ListAsync(
        BlackboxDb db, IQueryable<IdentityClaim> claims, Guid? before, int limit, CancellationToken cancellationToken)
    {
        if (before is { } id)
            claims = claims.Where(claim => claim.Id.CompareTo(id) < 0);
        return (
            from claim in claims.AsNoTracking()
            join identity in db.Identities on claim.IdentityId equals identity.Id
            join connection in db.Connections.IgnoreQueryFilters() on identity.ConnectionId equals connection.Id
            join user in db.Users.IgnoreQueryFilters() on claim.UserId equals user.Id
            orderby claim.Id descending
            select new ClaimView(
                claim.Id, identity.Id, identity.DisplayName, connection.Name, connection.Platform, user.Id, user.Name, user.Email, claim.Status, claim.Message,
                identity.UserId != null, claim.CreatedAt, claim.DecidedAt)).Take(limit).ToListAsync(cancellationToken);
    }
}
