using System.Buffers.Binary;
using System.Security.Cryptography;
using Blackbox.Benchmarks.Measuring;
using Blackbox.Core.Llm;
using Npgsql;
using NpgsqlTypes;
using Pgvector;

namespace Blackbox.Benchmarks.Search;

/// <summary>Writes a corpus into an empty database: rows first, then the indexes, in memory where that is possible.</summary>
internal sealed class CorpusLoader(ThrowAwayDatabase database)
{
    private static readonly string[] BuiltLater =
        ["ix_platform_summaries_embedding", "ix_platform_summaries_search_vector", "ix_activities_search_vector"];

    private readonly byte[] _hash = SHA256.HashData([]);

    public static Guid UserId(Person person) => Id('u', person.Number);

    /// <param name="seen">Told of every summary, in order.</param>
    public async Task LoadAsync(SearchCorpus corpus, Action<MadeSummary> seen, CancellationToken cancellationToken)
    {
        await AddPeopleAsync(corpus, cancellationToken);
        var indexes = new List<string>();
        foreach (var name in BuiltLater)
        {
            indexes.Add(await database.ScalarAsync<string>($"SELECT pg_get_indexdef('{name}'::regclass)", cancellationToken));
            await database.ExecuteAsync($"DROP INDEX {name}", cancellationToken);
        }
        await WriteAsync(corpus, seen, cancellationToken);
        foreach (var index in indexes)
        {
            Progress.Say(index);
            await BuildAsync(index, cancellationToken);
        }
        await database.ExecuteAsync("VACUUM ANALYZE platform_summaries", cancellationToken);
        await database.ExecuteAsync("VACUUM ANALYZE activities", cancellationToken);
        await database.SettleAsync(cancellationToken);
    }

    private async Task AddPeopleAsync(SearchCorpus corpus, CancellationToken cancellationToken)
    {
        foreach (var person in corpus.People)
        {
            await database.ExecuteAsync(
                $"""
                INSERT INTO users (id, email, name, time_zone, is_admin) VALUES ('{UserId(person)}', 'person{person.Number}@example.com', 'Person', 'Etc/UTC', false);
                INSERT INTO connections (id, user_id, platform, name, settings, scope, status)
                VALUES ('{Id('c', person.Number)}', '{UserId(person)}', 'git', 'benchmark', '{"{}"}', 'everyone', 'active');
                INSERT INTO identities (id, connection_id, external_id, display_name, user_id, assigned_by)
                VALUES ('{Id('i', person.Number)}', '{Id('c', person.Number)}', 'person{person.Number}@example.com', 'Person', '{UserId(person)}', 'scope')
                """, cancellationToken);
        }
    }

    private async Task WriteAsync(SearchCorpus corpus, Action<MadeSummary> seen, CancellationToken cancellationToken)
    {
        await using var first = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var second = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var summaries = await first.BeginBinaryImportAsync(
            """
            COPY platform_summaries (id, platform, user_id, date, content, model, prompt_version, input_hash, evidence, activity_count, embedding,
                embedding_model) FROM STDIN (FORMAT binary)
            """, cancellationToken);
        await using var activities = await second.BeginBinaryImportAsync(
            "COPY activities (id, identity_id, platform, kind, external_id, occurred_at, title, body, container, details, content_hash) FROM STDIN (FORMAT binary)",
            cancellationToken);
        foreach (var summary in corpus.Summaries())
        {
            seen(summary);
            await WriteSummaryAsync(summaries, summary, cancellationToken);
            await WriteActivityAsync(activities, summary, cancellationToken);
            if (summary.Number % 25_000 == 0)
                Progress.Say($"{summary.Number:N0} summaries");
        }
        await summaries.CompleteAsync(cancellationToken);
        await activities.CompleteAsync(cancellationToken);
    }

    private async Task WriteSummaryAsync(NpgsqlBinaryImporter importer, MadeSummary summary, CancellationToken cancellationToken)
    {
        await importer.StartRowAsync(cancellationToken);
        await importer.WriteAsync(Id('s', summary.Number), NpgsqlDbType.Uuid, cancellationToken);
        await importer.WriteAsync(summary.Platform, NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync(UserId(summary.Person), NpgsqlDbType.Uuid, cancellationToken);
        await importer.WriteAsync(summary.Date, NpgsqlDbType.Date, cancellationToken);
        await importer.WriteAsync(summary.Content, NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync("extractive", NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync("1", NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync(_hash, NpgsqlDbType.Bytea, cancellationToken);
        await importer.WriteAsync("[]", NpgsqlDbType.Jsonb, cancellationToken);
        await importer.WriteAsync(1, NpgsqlDbType.Integer, cancellationToken);
        await importer.WriteAsync(new Vector(summary.Vector), cancellationToken);
        await importer.WriteAsync(HashingEmbedder.Model, NpgsqlDbType.Text, cancellationToken);
    }

    // One for each summary, about the same.
    private async Task WriteActivityAsync(NpgsqlBinaryImporter importer, MadeSummary summary, CancellationToken cancellationToken)
    {
        var lines = summary.Content.Split('\n');
        await importer.StartRowAsync(cancellationToken);
        await importer.WriteAsync(Id('a', summary.Number), NpgsqlDbType.Uuid, cancellationToken);
        await importer.WriteAsync(Id('i', summary.Person.Number), NpgsqlDbType.Uuid, cancellationToken);
        await importer.WriteAsync(summary.Platform, NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync("commit", NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync(Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(summary.Number)))[..40], NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync(summary.Date.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc), NpgsqlDbType.TimestampTz, cancellationToken);
        await importer.WriteAsync(lines[2][2..], NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync("", NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync($"workshop-{summary.Number % 7}", NpgsqlDbType.Text, cancellationToken);
        await importer.WriteAsync("{}", NpgsqlDbType.Jsonb, cancellationToken);
        await importer.WriteAsync(_hash, NpgsqlDbType.Bytea, cancellationToken);
    }

    private async Task BuildAsync(string index, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        // A graph that does not fit is built on disk, many times slower.
        await RunAsync(connection, "SET maintenance_work_mem = '1600MB'; SET max_parallel_maintenance_workers = 1", cancellationToken);
        try
        {
            await RunAsync(connection, index, cancellationToken);
        }
        catch (PostgresException full) when (full.SqlState is PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory)
        {
            // In a container there is often little memory to share between processes.
            await RunAsync(connection, "SET max_parallel_maintenance_workers = 0", cancellationToken);
            await RunAsync(connection, index, cancellationToken);
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Guid Id(char kind, int number)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        bytes[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], number);
        return new(bytes, bigEndian: true);
    }
}
