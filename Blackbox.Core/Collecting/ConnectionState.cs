using Blackbox.Core.Data;
using Blackbox.Core.Events;
using Npgsql;

namespace Blackbox.Core.Collecting;

/// <summary>How a connection is after an attempt. A change of it is told once.</summary>
/// <param name="Code">Stable code of what is wrong or worth knowing; null when all is well.</param>
/// <param name="PausedUntil">Nothing is asked of the platform before.</param>
/// <param name="FailureCount">Attempts in a row in which the platform failed.</param>
/// <param name="CollectedAt">When it was collected; null when it was not.</param>
internal sealed record ConnectionState(
    ConnectionStatus Status, string? Code, string? Message, DateTimeOffset? PausedUntil, int FailureCount, DateTimeOffset? CollectedAt)
{
    /// <summary>Returns the connection with its state before, or nothing where a later fencing number has written to it.</summary>
    public const string UpdateSql = """
        UPDATE connections SET status = $3, state_code = $4, state_message = $5, paused_until = $6, failure_count = $7,
            last_collected_at = coalesce($8, connections.last_collected_at), fence = $2
        FROM (SELECT id, status, state_code FROM connections WHERE id = $1 FOR NO KEY UPDATE) AS before
        WHERE connections.id = before.id AND connections.fence <= $2
        RETURNING connections.id, connections.platform, connections.name, connections.user_id, before.status, before.state_code
        """;

    public void AddTo(NpgsqlCommand command, Guid connectionId, long fence)
    {
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = fence });
        command.Parameters.Add(new() { Value = EnumWords.ToWord(Status) });
        command.Parameters.Add(Parameters.Text(Code));
        command.Parameters.Add(Parameters.Text(ShownMessage));
        command.Parameters.Add(Parameters.Instant(PausedUntil));
        command.Parameters.Add(new() { Value = FailureCount });
        command.Parameters.Add(Parameters.Instant(CollectedAt));
    }

    /// <returns>Null when nothing changed that anyone should be told of.</returns>
    public NewEvent? EventOf(NpgsqlDataReader row)
    {
        var (statusBefore, codeBefore) = (row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5));
        var status = EnumWords.ToWord(Status);
        if (status == statusBefore && Code == codeBefore)
            return null;
        return new(row.IsDBNull(3) ? null : row.GetGuid(3), EventTypes.ConnectionState, new ConnectionStateChanged(
            row.GetGuid(0), row.GetString(1), row.GetString(2), status, Code, ShownMessage, PausedUntil));
    }

    private string? ShownMessage => Connection.Shown(Message);
}
