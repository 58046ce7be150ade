using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Npgsql;

namespace Blackbox.Core.Collecting;

/// <summary>
/// Assigns without being asked, where there is no doubt. What a person took from a user is not given back to that user by a rule.
/// </summary>
internal static class IdentityRules
{
    // On a personal connection: the owner's own e-mail, a key that is the owner's elsewhere, everyone where the scope says so; and what only a scope
    // gave goes back when that is no longer so. On a shared one: an e-mail that the platform verified and that is a user's.
    private static readonly string RulesSql = $$"""
        WITH rule AS (
            SELECT identity.id, identity.assigned_by AS before, coalesce(owner.id, colleague.id) AS user_id,
                CASE WHEN connection.user_id IS NULL THEN
                        CASE WHEN colleague.id IS NOT NULL AND NOT {{Released("colleague.id")}} THEN 'email' END
                     WHEN (identity.external_id = owner.email OR (identity.email = owner.email AND identity.email_is_verified))
                        AND NOT {{Released("owner.id")}} THEN 'email'
                     WHEN claimed.id IS NOT NULL AND NOT {{Released("owner.id")}} THEN 'claim'
                     WHEN connection.scope = 'everyone' THEN 'scope' END AS assigned_by
            FROM identities AS identity
            JOIN connections AS connection ON connection.id = identity.connection_id
            LEFT JOIN users AS owner ON owner.id = connection.user_id
            LEFT JOIN users AS colleague ON connection.user_id IS NULL AND identity.email_is_verified AND NOT identity.is_bot
                AND colleague.email = identity.email AND colleague.deleted_at IS NULL
            LEFT JOIN LATERAL (
                SELECT elsewhere.id FROM identities AS elsewhere
                JOIN connections AS elsewhere_on ON elsewhere_on.id = elsewhere.connection_id AND elsewhere_on.platform = connection.platform
                    AND elsewhere_on.base_url IS NOT DISTINCT FROM connection.base_url
                WHERE elsewhere.external_id = identity.external_id AND elsewhere.user_id = owner.id AND elsewhere.assigned_by IN ('claim', 'admin')
                LIMIT 1) AS claimed ON true
            WHERE connection.id = $1 AND (identity.user_id IS NULL OR identity.assigned_by = 'scope'))
        SELECT identity.id, identity.user_id, identity.assigned_by, CASE WHEN rule.assigned_by IS NOT NULL THEN rule.user_id END, rule.assigned_by
        FROM rule JOIN identities AS identity ON identity.id = rule.id
        WHERE rule.assigned_by IS DISTINCT FROM rule.before AND (identity.user_id IS NULL OR identity.assigned_by = 'scope')
        ORDER BY identity.external_id COLLATE "C" FOR NO KEY UPDATE OF identity
        """;

    // Whose secret it is decides before a scope does, and after what a person said.
    private static readonly string SelfSql = $$"""
        SELECT identity.id, identity.user_id, identity.assigned_by, connection.user_id, 'token'
        FROM identities AS identity
        JOIN connections AS connection ON connection.id = identity.connection_id
        WHERE connection.id = $1 AND connection.user_id IS NOT NULL AND identity.external_id = $2
            AND (identity.user_id IS NULL OR identity.assigned_by = 'scope')
            AND NOT {{Released("connection.user_id")}}
        FOR NO KEY UPDATE OF identity
        """;

    /// <summary>Does what the rules say for one connection's identities, and asks for the days that this touches. Re-runnable.</summary>
    /// <param name="database">With a transaction open.</param>
    /// <param name="self">Whom the platform says that the connection's secret belongs to; null where it does not say.</param>
    /// <returns>How many identities went to somebody else or to nobody.</returns>
    public static async Task<int> ApplyAsync(
        NpgsqlConnection database, Guid connectionId, string? self, TimeProvider time, CancellationToken cancellationToken)
    {
        var moved = await ApplyAsync(database, RulesSql, [new() { Value = connectionId }], time, cancellationToken);
        if (self is not null)
            moved += await ApplyAsync(database, SelfSql, [new() { Value = connectionId }, new() { Value = self }], time, cancellationToken);
        return moved;
    }

    private static async Task<int> ApplyAsync(
        NpgsqlConnection database, string sql, NpgsqlParameter[] parameters, TimeProvider time, CancellationToken cancellationToken)
    {
        var moves = new List<IdentityMove>();
        await using (var command = new NpgsqlCommand(sql, database) { CommandTimeout = 0 })
        {
            command.Parameters.AddRange(parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var to = AssignmentOf(reader, 4);
                moves.Add(new(
                    reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), AssignmentOf(reader, 2),
                    reader.IsDBNull(3) ? null : reader.GetGuid(3), to, ReasonOf(to)));
            }
        }
        await IdentityMoves.WriteAsync(database, moves, IdentityAction.Rule, changedBy: null, time, cancellationToken);
        await RecordFollowups.RequestAsync(database, moves, time, cancellationToken);
        return moves.Count;
    }

    // A person's last word about the identity took it from this user.
    private static string Released(string user) => $"""
        EXISTS (
            SELECT FROM identity_changes AS word
            WHERE word.identity_id = identity.id AND word.changed_by IS NOT NULL AND word.from_user_id = {user}
                AND coalesce(word.to_assigned_by, 'scope') = 'scope'
                AND NOT EXISTS (
                    SELECT FROM identity_changes AS later
                    WHERE later.identity_id = identity.id AND later.changed_by IS NOT NULL AND later.id > word.id))
        """;

    public static IdentityAssignment? AssignmentOf(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : EnumWords.FromWord<IdentityAssignment>(reader.GetString(column));

    private static string ReasonOf(IdentityAssignment? to) => to switch
    {
        IdentityAssignment.Email => "The platform says that its e-mail is theirs.",
        IdentityAssignment.Claim => "They are it on another connection of the platform.",
        IdentityAssignment.Token => "The connection's secret is theirs.",
        IdentityAssignment.Scope => "The connection records everyone.",
        _ => "The connection does not record everyone any more.",
    };
}
