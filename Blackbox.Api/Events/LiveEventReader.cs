using Blackbox.Core.Events;
using Npgsql;

namespace Blackbox.Api.Events;

/// <summary>What came after a position.</summary>
/// <param name="TooMany">There is more than is told one by one; the messages are not all.</param>
/// <param name="Latest">The newest sequence.</param>
internal sealed record LiveNews(IReadOnlyList<EventMessage> Messages, bool TooMany, long Latest);

/// <summary>Reads events for many positions in one statement.</summary>
internal sealed class LiveEventReader(NpgsqlDataSource dataSource)
{
    // A user's own events and the installation's are two ends of the same index.
    private const string Sql = """
        SELECT page.user_id, page.position, news.id, news.type, news.occurred_at, news.sequence, news.payload
        FROM unnest($1, $2) AS page (user_id, position)
        CROSS JOIN LATERAL (
            (SELECT * FROM outbox_events WHERE outbox_events.user_id = page.user_id AND sequence > page.position ORDER BY sequence LIMIT $3)
            UNION ALL
            (SELECT * FROM outbox_events WHERE outbox_events.user_id IS NULL AND sequence > page.position ORDER BY sequence LIMIT $3)
            ORDER BY sequence LIMIT $3) AS news
        """;

    private const string LatestSql = "SELECT coalesce(max(sequence), 0) FROM outbox_events WHERE user_id = $1 OR user_id IS NULL";

    /// <returns>Nothing for a position after which nothing came.</returns>
    public async Task<Dictionary<(Guid User, long Position), LiveNews>> ReadAsync(
        IEnumerable<(Guid User, long Position)> positions, int limit, CancellationToken cancellationToken)
    {
        List<(Guid User, long Position)> wanted = [.. positions];
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        Dictionary<(Guid, long), List<EventMessage>> found = [];
        await using (var command = new NpgsqlCommand(Sql, connection))
        {
            command.Parameters.Add(new() { Value = wanted.ConvertAll(page => page.User) });
            command.Parameters.Add(new() { Value = wanted.ConvertAll(page => page.Position) });
            command.Parameters.Add(new() { Value = limit + 1 });
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                var key = (rows.GetGuid(0), rows.GetInt64(1));
                if (!found.TryGetValue(key, out var messages))
                    found[key] = messages = [];
                messages.Add(new(rows.GetGuid(2), rows.GetString(3), rows.GetFieldValue<DateTimeOffset>(4), rows.GetInt64(5), EventMessage.Parse(rows.GetString(6))));
            }
        }
        Dictionary<(Guid, long), LiveNews> news = [];
        foreach (var (key, messages) in found)
        {
            messages.Sort((one, other) => one.Sequence.CompareTo(other.Sequence));
            var tooMany = messages.Count > limit;
            news[key] = new(messages, tooMany, tooMany ? await LatestAsync(connection, key.Item1, cancellationToken) : messages[^1].Sequence);
        }
        return news;
    }

    private static async Task<long> LatestAsync(NpgsqlConnection connection, Guid user, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(LatestSql, connection) { Parameters = { new() { Value = user } } };
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
