using Npgsql;
using NpgsqlTypes;

namespace Blackbox.Core.Collecting.Directories;

/// <summary>Writes a listing over what is known of a connection's people.</summary>
internal static class DirectorySwap
{
    // Everyone as they were before is compared with everyone as they are listed, in one statement and so at one moment. Who is only known by what
    // they did was never in the directory, and is not gone from it.
    private const string SwapSql = """
        WITH listed AS (
            SELECT * FROM unnest($2, $3, $4, $5, $6, $7, $8) AS person (id, external_id, display_name, email, email_is_verified, is_active, is_bot)),
        compared AS (
            SELECT before.id IS NULL AS is_new, listed.is_active, before.is_active AS was_active,
                (listed.display_name, listed.email, listed.email_is_verified, listed.is_bot)
                    IS DISTINCT FROM (before.display_name, before.email, before.email_is_verified, before.is_bot) AS is_other
            FROM listed LEFT JOIN identities AS before ON before.connection_id = $1 AND before.external_id = listed.external_id),
        written AS (
            INSERT INTO identities (
                id, connection_id, external_id, display_name, email, email_is_verified, is_active, is_bot, directory_seen_at)
            SELECT id, $1, external_id, display_name, email, email_is_verified, is_active, is_bot, $9 FROM listed
            ON CONFLICT (connection_id, external_id) DO UPDATE SET
                display_name = EXCLUDED.display_name, email = EXCLUDED.email, email_is_verified = EXCLUDED.email_is_verified,
                is_active = EXCLUDED.is_active, is_bot = EXCLUDED.is_bot, directory_seen_at = EXCLUDED.directory_seen_at),
        gone AS (
            UPDATE identities SET is_active = false
            WHERE $10 AND connection_id = $1 AND is_active AND directory_seen_at IS NOT NULL
                AND NOT EXISTS (SELECT FROM listed WHERE listed.external_id = identities.external_id)
            RETURNING 1)
        SELECT count(*)::int, (count(*) FILTER (WHERE is_new))::int, (count(*) FILTER (WHERE NOT is_new AND is_other))::int,
            (count(*) FILTER (WHERE was_active AND NOT is_active))::int + (SELECT count(*) FROM gone)::int,
            (count(*) FILTER (WHERE NOT was_active AND is_active))::int
        FROM compared
        """;

    /// <param name="database">With a transaction open.</param>
    /// <param name="isComplete">Who is not listed is gone.</param>
    public static async Task<DirectoryCounts> WriteAsync(
        NpgsqlConnection database, Guid connectionId, DirectoryListing listing, bool isComplete, TimeProvider time, CancellationToken cancellationToken)
    {
        var (people, ids) = (listing.People, new Data.SequentialIds(time));
        await using var command = new NpgsqlCommand(SwapSql, database)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = connectionId },
                new() { Value = people.Select(_ => ids.Next()).ToArray() },
                new() { Value = people.Select(person => person.ExternalId).ToArray() },
                new() { Value = people.Select(person => person.DisplayName).ToArray() },
                new() { Value = people.Select(person => person.Email).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = people.Select(person => person.EmailIsVerified).ToArray() },
                new() { Value = people.Select(person => person.IsActive).ToArray() },
                new() { Value = people.Select(person => person.IsBot).ToArray() },
                new() { Value = time.GetUtcNow().UtcDateTime },
                new() { Value = isComplete },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetInt32(4), 0);
    }
}
