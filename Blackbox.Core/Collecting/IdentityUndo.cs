using Blackbox.Core.Data;
using Npgsql;

namespace Blackbox.Core.Collecting;

/// <summary>Takes changes of <see cref="IdentityAssignments"/> back. What takes back is a change too, and can be taken back.</summary>
public static class IdentityUndo
{
    // Locks the changes, so that of two who take the same back one is told.
    private static string ChangesSql(string column) => $"""
        SELECT change.id, change.identity_id, change.from_user_id, change.from_assigned_by, change.to_user_id, change.to_assigned_by, change.undone_by,
            EXISTS (
                SELECT FROM identity_changes AS later
                WHERE later.identity_id = change.identity_id AND later.id > change.id)
        FROM identity_changes AS change
        WHERE {column} = $1
        ORDER BY change.id FOR UPDATE OF change
        """;

    private const string UndoneSql = """
        UPDATE identity_changes SET undone_by = undo.by
        FROM unnest($1, $2) AS undo (id, by) WHERE identity_changes.id = undo.id
        """;

    /// <summary>Gives one identity back to whose it was before a change.</summary>
    public static Task<AssignmentResult> UndoChangeAsync(
        this BlackboxDb db, Guid changeId, Guid changedBy, TimeProvider time, CancellationToken cancellationToken) =>
        UndoAsync(db, "change.id", changeId, changedBy, time, cancellationToken);

    /// <summary>Gives all identities of a batch back; where one was changed since, none.</summary>
    public static Task<AssignmentResult> UndoBatchAsync(
        this BlackboxDb db, Guid batchId, Guid changedBy, TimeProvider time, CancellationToken cancellationToken) =>
        UndoAsync(db, "change.batch_id", batchId, changedBy, time, cancellationToken);

    private static Task<AssignmentResult> UndoAsync(
        BlackboxDb db, string column, Guid id, Guid changedBy, TimeProvider time, CancellationToken cancellationToken) =>
        db.InTransactionAsync(async (database, token) =>
        {
            // First the identities, as everybody else does; then what became of them is known for sure.
            var rows = await IdentityAssignments.LockAsync(database, await IdentitiesAsync(database, column, id, token), token);
            var changes = await ChangesAsync(database, column, id, token);
            if (changes.Count == 0)
                return AssignmentResult.Refused(AssignmentOutcome.NotFound);
            if (changes.Exists(change => change.UndoneBy is not null))
                return AssignmentResult.Refused(AssignmentOutcome.AlreadyUndone);
            var present = rows.ToDictionary(row => row.Id);
            if (changes.Exists(change => change.HasLater || !change.IsStill(present[change.IdentityId])))
                return AssignmentResult.Refused(AssignmentOutcome.ChangedSince);
            foreach (var userId in changes.Select(change => change.FromUserId).OfType<Guid>().Distinct())
            {
                if (!await IdentityAssignments.IsUserAsync(database, userId, token))
                    return AssignmentResult.Refused(AssignmentOutcome.NoSuchUser);
            }

            var moves = changes.ConvertAll(change => change.Back());
            var batch = await IdentityAssignments.MoveAsync(database, moves, IdentityAction.Undo, changedBy, time, token);
            await using var command = new NpgsqlCommand(UndoneSql, database)
            {
                Parameters = { new() { Value = changes.Select(change => change.Id).ToArray() }, new() { Value = batch.ChangeIds.ToArray() } },
            };
            await command.ExecuteNonQueryAsync(token);
            return AssignmentResult.Done(batch);
        }, cancellationToken);

    private static async Task<List<Guid>> IdentitiesAsync(NpgsqlConnection database, string column, Guid id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT DISTINCT identity_id FROM identity_changes AS change WHERE {column} = $1", database)
        {
            Parameters = { new() { Value = id } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetGuid(0));
        return ids;
    }

    private static async Task<List<Change>> ChangesAsync(NpgsqlConnection database, string column, Guid id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ChangesSql(column), database) { Parameters = { new() { Value = id } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var changes = new List<Change>();
        while (await reader.ReadAsync(cancellationToken))
        {
            changes.Add(new(
                reader.GetGuid(0), reader.GetGuid(1), IdOf(reader, 2), IdentityRules.AssignmentOf(reader, 3), IdOf(reader, 4),
                IdentityRules.AssignmentOf(reader, 5), IdOf(reader, 6), reader.GetBoolean(7)));
        }
        return changes;
    }

    private static Guid? IdOf(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);

    private sealed record Change(
        Guid Id, Guid IdentityId, Guid? FromUserId, IdentityAssignment? FromAssignedBy, Guid? ToUserId, IdentityAssignment? ToAssignedBy, Guid? UndoneBy,
        bool HasLater)
    {
        public bool IsStill(LockedIdentity present) => (present.UserId, present.AssignedBy) == (ToUserId, ToAssignedBy);

        public IdentityMove Back() => new(IdentityId, ToUserId, ToAssignedBy, FromUserId, FromAssignedBy);
    }
}
