using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Core.Collecting;

/// <summary>Says whose record an identity's activities belong to. All of it can be undone; no activity is ever touched.</summary>
public static class IdentityAssignments
{
    /// <summary>
    /// The user says that the identity is them; the same key on their other connections of this platform becomes theirs too. The days that this
    /// touches are asked for.
    /// </summary>
    public static async Task ClaimIdentityAsync(
        this BlackboxDb db, Guid identityId, Guid userId, TimeProvider time, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"""
            UPDATE identities AS other SET user_id = {userId}, assigned_by = 'claim'
            FROM identities AS claimed
            JOIN connections AS claimed_on ON claimed_on.id = claimed.connection_id
            JOIN connections AS other_on ON other_on.platform = claimed_on.platform AND (other_on.user_id = {userId} OR other_on.id = claimed_on.id)
            WHERE claimed.id = {identityId} AND other.external_id = claimed.external_id AND other.connection_id = other_on.id
            """, cancellationToken);
        await RefreshAsync(db, identityId, time, cancellationToken);
    }

    /// <summary>
    /// Takes an identity out of its user's record; where the connection records everyone it stays in it for that reason. The days that this touches
    /// are asked for.
    /// </summary>
    public static async Task ReleaseIdentityAsync(this BlackboxDb db, Guid identityId, TimeProvider time, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"""
            UPDATE identities SET
                user_id = CASE WHEN connections.scope = 'everyone' THEN connections.user_id END,
                assigned_by = CASE WHEN connections.scope = 'everyone' THEN 'scope' END
            FROM connections
            WHERE identities.id = {identityId} AND connections.id = identities.connection_id
            """, cancellationToken);
        await RefreshAsync(db, identityId, time, cancellationToken);
    }

    private static async Task RefreshAsync(BlackboxDb db, Guid identityId, TimeProvider time, CancellationToken cancellationToken)
    {
        var identity = await db.Identities.AsNoTracking().SingleAsync(candidate => candidate.Id == identityId, cancellationToken);
        await db.RequestRefreshAsync(
            identity.ConnectionId, db.Identities.Where(other => other.ExternalId == identity.ExternalId), time, cancellationToken);
    }

    /// <summary>
    /// Assigns a connection's unassigned identities as far as its rules say: the owner's own e-mail, a key that the owner claimed elsewhere,
    /// everyone where the scope says so; and takes back what only a scope gave that is no longer so. Re-runnable.
    /// </summary>
    public static Task<int> AssignIdentitiesAsync(this BlackboxDb db, Guid connectionId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlRawAsync(AssignSql, [connectionId], cancellationToken);

    // Parameter: the connection's id.
    internal const string AssignSql = """
        WITH wanted AS (
            SELECT identity.id,
                CASE WHEN identity.external_id = owner.email THEN 'email'
                     WHEN claimed.id IS NOT NULL THEN 'claim'
                     WHEN connection.scope = 'everyone' THEN 'scope' END AS assigned_by,
                owner.id AS user_id
            FROM identities AS identity
            JOIN connections AS connection ON connection.id = identity.connection_id
            JOIN users AS owner ON owner.id = connection.user_id
            LEFT JOIN LATERAL (
                SELECT elsewhere.id FROM identities AS elsewhere
                JOIN connections AS elsewhere_on ON elsewhere_on.id = elsewhere.connection_id AND elsewhere_on.platform = connection.platform
                WHERE elsewhere.external_id = identity.external_id AND elsewhere.user_id = owner.id AND elsewhere.assigned_by = 'claim'
                LIMIT 1) AS claimed ON true
            WHERE connection.id = {0} AND (identity.user_id IS NULL OR identity.assigned_by = 'scope'))
        UPDATE identities SET
            user_id = CASE WHEN wanted.assigned_by IS NOT NULL THEN wanted.user_id END,
            assigned_by = wanted.assigned_by
        FROM wanted
        WHERE identities.id = wanted.id AND identities.assigned_by IS DISTINCT FROM wanted.assigned_by
        """;
}
