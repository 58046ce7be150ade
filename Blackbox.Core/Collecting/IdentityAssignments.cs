using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Blackbox.Core.Collecting;

/// <summary>
/// Says whose record an identity's activities belong to. No activity is ever touched, every change is recorded (<see cref="IdentityChange"/>) and can be
/// undone, and the days that it touches are asked for. Safe for concurrent use: who comes second is told what became of the identity meanwhile.
/// </summary>
public static class IdentityAssignments
{
    /// <summary>Identities that are moved at once.</summary>
    public const int MaxIdentities = 100;

    private const int MaxAttempts = 3;

    // In the order in which a swap takes its people, so that two cannot wait for each other.
    private const string LockSql = """
        SELECT identity.id, identity.user_id, identity.assigned_by, connection.user_id, connection.scope
        FROM identities AS identity JOIN connections AS connection ON connection.id = identity.connection_id
        WHERE identity.id = ANY ($1)
        ORDER BY identity.connection_id, identity.external_id COLLATE "C" FOR NO KEY UPDATE OF identity
        """;

    private const string ClaimedSql = """
        SELECT other.id FROM identities AS claimed
        JOIN connections AS claimed_on ON claimed_on.id = claimed.connection_id
        JOIN connections AS other_on ON other_on.platform = claimed_on.platform AND other_on.base_url IS NOT DISTINCT FROM claimed_on.base_url
            AND (other_on.user_id = $2 OR other_on.id = claimed_on.id)
        JOIN identities AS other ON other.connection_id = other_on.id AND other.external_id = claimed.external_id
        WHERE claimed.id = $1
        """;

    /// <summary>
    /// The user says that an identity of a connection of theirs is them; the same key on their other connections to the same server becomes theirs too.
    /// Who may say so is for the caller to check.
    /// </summary>
    public static Task ClaimIdentityAsync(
        this BlackboxDb db, Guid identityId, Guid userId, TimeProvider time, CancellationToken cancellationToken) =>
        db.InTransactionAsync(async (database, token) =>
        {
            var moves = (await LockAsync(database, await ClaimedAsync(database, identityId, userId, token), token))
                .Where(row => row.IsFree || row.UserId == userId)
                .Where(row => (row.UserId, row.AssignedBy) != (userId, IdentityAssignment.Claim))
                .Select(row => row.To(userId, IdentityAssignment.Claim)).ToList();
            return await MoveAsync(database, moves, IdentityAction.Claim, userId, time, token);
        }, cancellationToken);

    /// <summary>Takes an identity out of its user's record; where the connection records everyone it stays in its owner's for that reason.</summary>
    public static Task ReleaseIdentityAsync(this BlackboxDb db, Guid identityId, TimeProvider time, CancellationToken cancellationToken) =>
        db.InTransactionAsync(async (database, token) =>
        {
            var moves = (await LockAsync(database, [identityId], token)).Where(row => row.IsTaken).Select(row => row.Released()).ToList();
            return await MoveAsync(database, moves, IdentityAction.Release, moves.FirstOrDefault()?.FromUserId, time, token);
        }, cancellationToken);

    /// <summary>
    /// An admin says whose some identities are. Those that are this user's already stay as they are; one that is another user's is refused, and then all
    /// are left as they were.
    /// </summary>
    /// <param name="action"><see cref="IdentityAction.Assign"/> or <see cref="IdentityAction.Merge"/>.</param>
    public static Task<AssignmentResult> AssignIdentitiesAsync(
        this BlackboxDb db, IReadOnlyCollection<Guid> identityIds, Guid userId, IdentityAction action, Guid changedBy, TimeProvider time,
        CancellationToken cancellationToken) =>
        db.InTransactionAsync(async (database, token) =>
        {
            if (!await IsUserAsync(database, userId, token))
                return AssignmentResult.Refused(AssignmentOutcome.NoSuchUser);
            var rows = await LockAsync(database, identityIds, token);
            if (rows.Count < identityIds.Distinct().Count())
                return AssignmentResult.Refused(AssignmentOutcome.NotFound);
            if (rows.Exists(row => !row.IsFree && row.UserId != userId))
                return AssignmentResult.Refused(AssignmentOutcome.BelongsToAnother);
            var moves = rows.Where(row => row.IsFree).Select(row => row.To(userId, IdentityAssignment.Admin)).ToList();
            return AssignmentResult.Done(await MoveAsync(database, moves, action, changedBy, time, token));
        }, cancellationToken);

    /// <summary>An admin says that an identity is not its user. Where it is nobody's already, nothing is done.</summary>
    /// <param name="expectedUserId">Refused where it is somebody else's meanwhile; null for whoever's it is.</param>
    public static Task<AssignmentResult> UnassignIdentityAsync(
        this BlackboxDb db, Guid identityId, Guid? expectedUserId, Guid changedBy, TimeProvider time, CancellationToken cancellationToken) =>
        db.InTransactionAsync(async (database, token) =>
        {
            if (await LockAsync(database, [identityId], token) is not [var row])
                return AssignmentResult.Refused(AssignmentOutcome.NotFound);
            if (row.IsTaken && expectedUserId is not null && row.UserId != expectedUserId)
                return AssignmentResult.Refused(AssignmentOutcome.BelongsToAnother);
            List<IdentityMove> moves = row.IsTaken ? [row.Released()] : [];
            return AssignmentResult.Done(await MoveAsync(database, moves, IdentityAction.Unassign, changedBy, time, token));
        }, cancellationToken);

    /// <summary>Does what <see cref="IdentityRules"/> say for a connection. Re-runnable.</summary>
    /// <returns>How many identities went to somebody else or to nobody.</returns>
    public static Task<int> AssignByRulesAsync(this BlackboxDb db, Guid connectionId, TimeProvider time, CancellationToken cancellationToken) =>
        db.InTransactionAsync((database, token) => IdentityRules.ApplyAsync(database, connectionId, null, time, token), cancellationToken);

    internal static async Task<IdentityBatch> MoveAsync(
        NpgsqlConnection database, List<IdentityMove> moves, IdentityAction action, Guid? changedBy, TimeProvider time, CancellationToken cancellationToken)
    {
        var batch = await IdentityMoves.WriteAsync(database, moves, action, changedBy, time, cancellationToken);
        await RecordFollowups.RequestAsync(database, moves, time, cancellationToken);
        return batch;
    }

    /// <summary>Runs it in the context's transaction or in its own; its own again where another writer was in the way.</summary>
    internal static async Task<TResult> InTransactionAsync<TResult>(
        this BlackboxDb db, Func<NpgsqlConnection, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        var database = (NpgsqlConnection)db.Database.GetDbConnection();
        if (db.Database.CurrentTransaction is not null)
            return await work(database, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                var result = await work(database, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < MaxAttempts)
            {
            }
        }
    }

    internal static async Task<List<LockedIdentity>> LockAsync(
        NpgsqlConnection database, IReadOnlyCollection<Guid> identityIds, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(LockSql, database) { Parameters = { new() { Value = identityIds.ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<LockedIdentity>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var isEveryones = !reader.IsDBNull(3) && EnumWords.FromWord<RecordScope>(reader.GetString(4)) == RecordScope.Everyone;
            rows.Add(new(
                reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), IdentityRules.AssignmentOf(reader, 2),
                isEveryones ? reader.GetGuid(3) : null));
        }
        return rows;
    }

    internal static async Task<bool> IsUserAsync(NpgsqlConnection database, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT FROM users WHERE id = $1 AND deleted_at IS NULL)", database)
        {
            Parameters = { new() { Value = userId } },
        };
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task<List<Guid>> ClaimedAsync(NpgsqlConnection database, Guid identityId, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ClaimedSql, database) { Parameters = { new() { Value = identityId }, new() { Value = userId } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetGuid(0));
        return ids;
    }
}

/// <summary>Whose an identity is, while nobody else can change it.</summary>
/// <param name="EveryoneOf">Whose record has everyone of its connection; null where none has.</param>
internal sealed record LockedIdentity(Guid Id, Guid? UserId, IdentityAssignment? AssignedBy, Guid? EveryoneOf)
{
    /// <summary>It is nobody's but for a connection that records everyone.</summary>
    public bool IsFree => UserId is null || AssignedBy == IdentityAssignment.Scope;

    public bool IsTaken => !IsFree;

    public IdentityMove To(Guid userId, IdentityAssignment assignedBy, string? reason = null) =>
        new(Id, UserId, AssignedBy, userId, assignedBy, reason);

    public IdentityMove Released() =>
        new(Id, UserId, AssignedBy, EveryoneOf, EveryoneOf is null ? null : IdentityAssignment.Scope);
}

public enum AssignmentOutcome
{
    /// <summary>It is so now; also where it was so already.</summary>
    Done,
    NotFound,
    NoSuchUser,

    /// <summary>Another user has it meanwhile.</summary>
    BelongsToAnother,

    /// <summary>It was changed after what is to be undone.</summary>
    ChangedSince,
    AlreadyUndone,

    /// <summary>The claim was decided or withdrawn.</summary>
    AlreadyDecided,
}

/// <param name="Batch">What was changed; empty where nothing was.</param>
public sealed record AssignmentResult(AssignmentOutcome Outcome, IdentityBatch Batch)
{
    internal static AssignmentResult Done(IdentityBatch batch) => new(AssignmentOutcome.Done, batch);

    internal static AssignmentResult Refused(AssignmentOutcome outcome) => new(outcome, IdentityBatch.Nothing);
}
