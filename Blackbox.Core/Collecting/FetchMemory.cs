using System.IO.Compression;
using Npgsql;
using NpgsqlTypes;

namespace Blackbox.Core.Collecting;

/// <summary>A resource as it was last answered.</summary>
/// <param name="Next">Where the page after it is; null on the last one.</param>
public sealed record RememberedResponse(string? ETag, string? LastModified, string? Next, byte[] Body, DateTimeOffset FetchedAt);

/// <summary>
/// What one connection's requests were answered with, so that an unchanged resource costs no quota: the platform says "not modified" and the
/// answer from here is read instead. Losing it costs requests, never data. Safe for concurrent use.
/// </summary>
public sealed class FetchMemory(NpgsqlDataSource dataSource, Guid connectionId, TimeProvider time)
{
    /// <summary>Bytes of a body, uncompressed, above which it is not kept.</summary>
    public const int MaxBodyBytes = 4 * 1024 * 1024;

    private const string FindSql = """
        SELECT etag, last_modified, next, body, fetched_at FROM fetch_states
        WHERE connection_id = $1 AND resource = $2 AND body IS NOT NULL
        """;

    private const string SaveSql = """
        INSERT INTO fetch_states (id, connection_id, resource, etag, last_modified, next, body, fetched_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (connection_id, resource) DO UPDATE SET
            etag = EXCLUDED.etag, last_modified = EXCLUDED.last_modified, next = EXCLUDED.next, body = EXCLUDED.body, fetched_at = EXCLUDED.fetched_at
        """;

    private const string CursorSql = "SELECT cursor FROM fetch_states WHERE connection_id = $1 AND resource = $2";

    /// <param name="resource">The request's path and query; no secret may be in it.</param>
    public async Task<RememberedResponse?> FindAsync(string resource, CancellationToken cancellationToken)
    {
        if (resource.Length > FetchState.MaxResourceLength)
            return null;
        await using var command = dataSource.CreateCommand(FindSql);
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = resource });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        return new(
            reader.IsDBNull(0) ? null : reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2),
            Decompress(reader.GetFieldValue<byte[]>(3)), reader.GetFieldValue<DateTimeOffset>(4));
    }

    /// <summary>Remembers an answer; what is too large or has neither tag nor date is not kept.</summary>
    public async Task SaveAsync(
        string resource, string? etag, string? lastModified, string? next, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (resource.Length > FetchState.MaxResourceLength || body.Length > MaxBodyBytes || (etag ?? lastModified) is null
            || etag?.Length > FetchState.MaxETagLength || lastModified?.Length > FetchState.MaxETagLength || next?.Length > FetchState.MaxNextLength)
            return;
        await using var command = dataSource.CreateCommand(SaveSql);
        command.Parameters.Add(new() { Value = Guid.CreateVersion7(time.GetUtcNow()) });
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = resource });
        foreach (var text in (string?[])[etag, lastModified, next])
            command.Parameters.Add(new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = Compress(body.Span) });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What <see cref="CollectionReport.SaveCursor"/> saved with the last collection that was committed; null where there is nothing.</summary>
    public async Task<string?> CursorAsync(string resource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(CursorSql);
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = resource });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private static byte[] Compress(ReadOnlySpan<byte> body)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Fastest))
            brotli.Write(body);
        return compressed.ToArray();
    }

    private static byte[] Decompress(byte[] compressed)
    {
        using var brotli = new BrotliStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var body = new MemoryStream();
        brotli.CopyTo(body);
        return body.ToArray();
    }
}
