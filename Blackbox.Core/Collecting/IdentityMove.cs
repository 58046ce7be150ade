using Blackbox.Core.Data;
using Npgsql;
using NpgsqlTypes;

namespace Blackbox.Core.Collecting;

/// <summary>An identity goes from one user, or from nobody, to another, or to nobody.</summary>
/// <param name="Reason">Why, in words; null where the action says it.</param>
internal sealed record IdentityMove(
    Guid IdentityId, Guid? FromUserId, IdentityAssignment? FromAssignedBy, Guid? ToUserId, IdentityAssignment? ToAssignedBy, string? Reason = null);

/// <summary>The one place that writes whose an identity is: never without the row that says what was before.</summary>
internal static class IdentityMoves
{
    private const string MoveSql = """
        UPDATE identities SET user_id = move.user_id, assigned_by = move.assigned_by
        FROM unnest($1, $2, $3) AS move (id, user_id, assigned_by)
        WHERE identities.id = move.id
        """;

    private const string RecordSql = """
        INSERT INTO identity_changes (
            id, batch_id, identity_id, from_user_id, from_assigned_by, to_user_id, to_assigned_by, action, reason, changed_by)
        SELECT id, batch_id, identity_id, from_user_id, from_assigned_by, to_user_id, to_assigned_by, $8, reason, $9
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $10) AS change (
            id, batch_id, identity_id, from_user_id, from_assigned_by, to_user_id, to_assigned_by, reason)
        """;

    /// <summary>A claim of who gets it anyway needs no decision any more.</summary>
    private const string SettleClaimsSql = """
        UPDATE identity_claims SET status = 'approved', decided_by = $3, decided_at = $4
        FROM unnest($1, $2) AS move (identity_id, user_id)
        WHERE identity_claims.identity_id = move.identity_id AND identity_claims.user_id = move.user_id AND identity_claims.status = 'pending'
        """;

    /// <param name="database">In the transaction that holds the identities' rows locked.</param>
    /// <param name="changedBy">Null when a rule decided.</param>
    /// <returns>The changes' ids, in the order of the moves, and the batch that they are; both empty when nothing moves.</returns>
    public static async Task<IdentityBatch> WriteAsync(
        NpgsqlConnection database, IReadOnlyList<IdentityMove> moves, IdentityAction action, Guid? changedBy, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (moves.Count == 0)
            return IdentityBatch.Nothing;
        var ids = new SequentialIds(time);
        var batch = new IdentityBatch(ids.Next(), [.. moves.Select(_ => ids.Next())]);
        var (identities, to) = (moves.Select(move => move.IdentityId).ToArray(), Ids(moves.Select(move => move.ToUserId)));
        var assignedBy = Words(moves.Select(move => move.ToAssignedBy));
        await using var commands = new NpgsqlBatch(database)
        {
            BatchCommands =
            {
                new(MoveSql) { Parameters = { new() { Value = identities }, to, assignedBy } },
                new(RecordSql)
                {
                    Parameters =
                    {
                        new() { Value = batch.ChangeIds.ToArray() }, new() { Value = moves.Select(_ => batch.Id).ToArray() }, new() { Value = identities },
                        Ids(moves.Select(move => move.FromUserId)), Words(moves.Select(move => move.FromAssignedBy)),
                        Ids(moves.Select(move => move.ToUserId)), Words(moves.Select(move => move.ToAssignedBy)),
                        new() { Value = EnumWords.ToWord(action) },
                        new() { Value = (object?)changedBy ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                        Texts(moves.Select(move => move.Reason)),
                    },
                },
                new(SettleClaimsSql)
                {
                    Parameters =
                    {
                        new() { Value = identities }, Ids(moves.Select(move => move.ToUserId)),
                        new() { Value = (object?)changedBy ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                        new() { Value = time.GetUtcNow().UtcDateTime },
                    },
                },
            },
        };
        await commands.ExecuteNonQueryAsync(cancellationToken);
        return batch;
    }

    private static NpgsqlParameter Ids(IEnumerable<Guid?> ids) =>
        new() { Value = ids.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };

    private static NpgsqlParameter Words(IEnumerable<IdentityAssignment?> assignments) =>
        Texts(assignments.Select(assignment => assignment is { } value ? EnumWords.ToWord(value) : null));

    private static NpgsqlParameter Texts(IEnumerable<string?> texts) =>
        new() { Value = texts.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}

/// <summary>Changes that were written together.</summary>
public sealed record IdentityBatch(Guid? Id, IReadOnlyList<Guid> ChangeIds)
{
    public static readonly IdentityBatch Nothing = new(null, []);
}
