using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Directories.Matching;
using Blackbox.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Admin;

/// <summary>Which identities an admin wants to see.</summary>
public sealed record AdminIdentityFilter(Guid? ConnectionId, string? Platform, AssignmentState State, string? Text);

public enum AssignmentState
{
    All,
    Unassigned,
    Assigned,
}

/// <summary>Reads identities as admins see them: of shared connections and of their own, never of somebody else's personal one.</summary>
internal static class AdminIdentityQuery
{
    public static IQueryable<Identity> IdentitiesManagedBy(this BlackboxDb db, Guid adminId) => db.Identities.Where(identity =>
        db.Connections.Any(c => c.Id == identity.ConnectionId && (c.UserId == null || c.UserId == adminId)));

    /// <summary>People before bots, active ones before others, then by name; unassigned ones with their candidates.</summary>
    /// <param name="after">The last identity of the page before; null for the first page.</param>
    public static async Task<List<AdminIdentityView>> ListAsync(
        BlackboxDb db, Guid adminId, AdminIdentityFilter filter, Guid? after, int limit, CancellationToken cancellationToken)
    {
        var identities = Filtered(db, db.IdentitiesManagedBy(adminId), filter);
        if (after is not null)
        {
            // An identity is never deleted, so a page's last one is there when the next page is asked for.
            var last = await db.Identities.AsNoTracking().Where(i => i.Id == after).Select(i => new { i.IsBot, i.IsActive, i.DisplayName }).SingleOrDefaultAsync(cancellationToken);
            if (last is null)
                return [];
            var place = (last.IsBot ? 2 : 0) + (last.IsActive ? 0 : 1);
            identities = identities.Where(i => EF.Functions.GreaterThan(
                ValueTuple.Create((i.IsBot ? 2 : 0) + (i.IsActive ? 0 : 1), i.DisplayName, i.Id), ValueTuple.Create(place, last.DisplayName, after.Value)));
        }
        var rows = await RowsAsync(db, identities.OrderBy(i => (i.IsBot ? 2 : 0) + (i.IsActive ? 0 : 1)).ThenBy(i => i.DisplayName).ThenBy(i => i.Id).Take(limit), cancellationToken);
        return await WithCandidatesAsync(db, rows, cancellationToken);
    }

    public static async Task<AdminIdentityView?> FindAsync(BlackboxDb db, Guid adminId, Guid id, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(db, db.IdentitiesManagedBy(adminId).Where(i => i.Id == id), cancellationToken);
        return (await WithCandidatesAsync(db, rows, cancellationToken)).SingleOrDefault();
    }

    private static IQueryable<Identity> Filtered(BlackboxDb db, IQueryable<Identity> identities, AdminIdentityFilter filter)
    {
        if (filter.ConnectionId is { } connectionId)
            identities = identities.Where(i => i.ConnectionId == connectionId);
        if (filter.Platform is { } platform)
            identities = identities.Where(i => db.Connections.Any(c => c.Id == i.ConnectionId && c.Platform == platform));
        if (filter.State == AssignmentState.Unassigned)
            identities = identities.Where(i => i.UserId == null);
        else if (filter.State == AssignmentState.Assigned)
            identities = identities.Where(i => i.UserId != null);
        if (!string.IsNullOrWhiteSpace(filter.Text))
        {
            var pattern = LikePattern.Containing(filter.Text.Trim());
            identities = identities.Where(i => EF.Functions.ILike(i.DisplayName, pattern) || EF.Functions.ILike(i.ExternalId, pattern)
                || (i.Email != null && EF.Functions.ILike(i.Email, pattern)));
        }
        return identities;
    }

    private static async Task<List<Row>> RowsAsync(BlackboxDb db, IQueryable<Identity> identities, CancellationToken cancellationToken)
    {
        return await (
            from identity in identities.AsNoTracking()
            join connection in db.Connections on identity.ConnectionId equals connection.Id
            join user in db.Users.IgnoreQueryFilters() on identity.UserId equals (Guid?)user.Id into users
            from user in users.DefaultIfEmpty()
            orderby (identity.IsBot ? 2 : 0) + (identity.IsActive ? 0 : 1), identity.DisplayName, identity.Id
            select new Row(
                identity, connection.Platform, connection.Name, user == null ? null : new UserView(user.Id, user.Name, user.Email),
                db.Activities.Count(a => a.IdentityId == identity.Id && a.DeletedAt == null),
                db.Activities.Where(a => a.IdentityId == identity.Id && a.DeletedAt == null).Max(a => (DateTimeOffset?)a.OccurredAt),
                db.IdentityClaims.Count(c => c.IdentityId == identity.Id && c.Status == IdentityClaimStatus.Pending),
                db.IdentityChanges.Where(c => c.IdentityId == identity.Id && c.UndoneBy == null).OrderByDescending(c => c.Id).Select(c => (Guid?)c.Id).FirstOrDefault()))
            .ToListAsync(cancellationToken);
    }

    private static async Task<List<AdminIdentityView>> WithCandidatesAsync(BlackboxDb db, List<Row> rows, CancellationToken cancellationToken)
    {
        if (!rows.Exists(row => row.Identity.UserId is null))
            return rows.ConvertAll(row => row.View([]));
        var matching = await db.LoadMatchingAsync(null, cancellationToken);
        var users = await db.Users.AsNoTracking().ToDictionaryAsync(user => user.Id, user => new UserView(user.Id, user.Name, user.Email), cancellationToken);
        return rows.ConvertAll(row => row.View(row.Identity.UserId is not null ? [] :
            [.. matching.Find(MatchedAccount.Of(row.Identity, row.Platform)).Where(candidate => users.ContainsKey(candidate.UserId))
                .Select(candidate => new CandidateView(users[candidate.UserId], candidate.Score, candidate.Reason))]));
    }

    private sealed record Row(
        Identity Identity, string Platform, string Connection, UserView? User, int Activities, DateTimeOffset? LastActiveAt, int Claims, Guid? LastChangeId)
    {
        public AdminIdentityView View(IReadOnlyList<CandidateView> candidates) => new(
            Identity.Id, Identity.ConnectionId, Connection, Platform, Identity.ExternalId, Identity.DisplayName, Identity.Email, Identity.EmailIsVerified,
            Identity.IsActive, Identity.IsBot, User, Identity.AssignedBy, Activities, LastActiveAt, Claims, LastChangeId, candidates);
    }
}

public sealed record UserView(Guid Id, string Name, string Email);

/// <param name="Score">0 to 1; only an e-mail that the platform verified makes 1.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record CandidateView(UserView User, double Score, string Reason);

/// <param name="ExternalId">The platform's own key.</param>
/// <param name="Email">Null where the platform does not tell it.</param>
/// <param name="IsActive">False for an account that is switched off, or listed no more.</param>
/// <param name="User">Whose it is; null for nobody's.</param>
/// <param name="AssignedBy">Why it is theirs.</param>
/// <param name="Activities">What is recorded of it; it waits until somebody has it.</param>
/// <param name="PendingClaims">Users who say that it is them.</param>
/// <param name="LastChangeId">The change that can be undone; null where none was made.</param>
/// <param name="Candidates">Whom it may be, best first, where it is nobody's.</param>
public sealed record AdminIdentityView(
    Guid Id, Guid ConnectionId, string Connection, string Platform, string ExternalId, string DisplayName, string? Email, bool EmailIsVerified, bool IsActive,
    bool IsBot, UserView? User, IdentityAssignment? AssignedBy, int Activities, DateTimeOffset? LastActiveAt, int PendingClaims, Guid? LastChangeId,
    IReadOnlyList<CandidateView> Candidates);
