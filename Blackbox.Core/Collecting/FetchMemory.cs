using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Blackbox.Core.Data;
using Npgsql;

namespace Blackbox.Core.Collecting;

/// <summary>A resource as it was last answered.</summary>
/// <param name="Version">What the answer was remembered under, where something else than the answer tells its version.</param>
/// <param name="Next">Where the page after it is; null on the last one.</param>
/// <param name="FetchedAt">When the platform last answered with it or said that it still holds; of one with a version also when it was last used, by the day.</param>
public sealed record RememberedResponse(
    string? ETag, string? LastModified, string? Next, byte[] Body, DateTimeOffset FetchedAt, string? Version = null)
{
    /// <summary>The platform can be asked whether it changed.</summary>
    public bool IsConditional => (ETag ?? LastModified) is not null;
}

/// <summary>How an answer is recognised later.</summary>
/// <param name="Version">Something else's name of it; the platform's own tag is not kept then.</param>
/// <param name="HasAge">It is worth remembering without a tag too, as it may be used for a while.</param>
public readonly record struct ResponseMark(string? ETag, string? LastModified, string? Version = null, bool HasAge = false)
{
    // What stands for the tag of an answer that has none; no platform's tag begins so, and one that does is not believed.
    private const string OfVersion = "v:";
    private const string OfAge = "a:";

    /// <summary>As it is stored; null where the answer is not to be remembered under a tag.</summary>
    internal string? Stored => Version is not null ? OfVersion + Version : ETag is not null && !IsOurs(ETag) ? ETag : HasAge ? OfAge : null;

    internal static (string? ETag, string? Version) Read(string? stored) =>
        stored is null || !IsOurs(stored) ? (stored, null)
        : stored.StartsWith(OfVersion, StringComparison.Ordinal) ? (null, stored[OfVersion.Length..])
        : (null, null);

    private static bool IsOurs(string tag) => tag.StartsWith(OfVersion, StringComparison.Ordinal) || tag.StartsWith(OfAge, StringComparison.Ordinal);
}

/// <summary>
/// What one connection's requests were answered with, so that an unchanged resource costs no quota: the platform says "not modified" and the
/// answer from here is read instead. Losing it costs requests, never data. Safe for concurrent use.
/// </summary>
public sealed class FetchMemory(NpgsqlDataSource dataSource, Guid connectionId, TimeProvider time)
{
    /// <summary>Bytes of a body, uncompressed, above which it is not kept.</summary>
    public const int MaxBodyBytes = 4 * 1024 * 1024;

    /// <summary>Memories that were not used for this long are worth nothing more.</summary>
    public static readonly TimeSpan DefaultRetention = TimeSpan.FromDays(100);

    /// <summary>That an answer was used is written down once a day, not at every use.</summary>
    private static readonly TimeSpan UseNotedEvery = TimeSpan.FromDays(1);

    private const int DeletedAtOnce = 1_000;

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

    private const string ConfirmSql = "UPDATE fetch_states SET next = $3, fetched_at = $4 WHERE connection_id = $1 AND resource = $2 AND body IS NOT NULL";

    // A row that also holds a cursor loses only the answer.
    private const string DeleteSql = """
        WITH old AS (
            SELECT id FROM fetch_states WHERE fetched_at < $1 AND body IS NOT NULL ORDER BY fetched_at LIMIT $2 FOR UPDATE SKIP LOCKED),
        emptied AS (
            UPDATE fetch_states SET body = NULL, etag = NULL, last_modified = NULL, next = NULL
            WHERE id IN (SELECT id FROM old) AND cursor IS NOT NULL RETURNING 1),
        deleted AS (
            DELETE FROM fetch_states WHERE id IN (SELECT id FROM old) AND cursor IS NULL RETURNING 1)
        SELECT (SELECT count(*) FROM emptied) + (SELECT count(*) FROM deleted)
        """;

    /// <param name="resource">The request's path and query; no secret may be in it.</param>
    public async Task<RememberedResponse?> FindAsync(string resource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(FindSql);
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = KeyOf(resource) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken) || Decompress(reader.GetFieldValue<byte[]>(3)) is not { } body)
            return null;
        var (etag, version) = ResponseMark.Read(reader.IsDBNull(0) ? null : reader.GetString(0));
        return new(
            etag, reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2),
            body, reader.GetFieldValue<DateTimeOffset>(4), version);
    }

    /// <summary>Remembers an answer; what is too large or could not be recognised later is not kept.</summary>
    public async Task SaveAsync(string resource, ResponseMark mark, string? next, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var (etag, lastModified) = (mark.Stored, mark.Version is null ? mark.LastModified : null);
        if (body.Length > MaxBodyBytes || (etag ?? lastModified) is null
            || etag?.Length > FetchState.MaxETagLength || lastModified?.Length > FetchState.MaxETagLength || next?.Length > FetchState.MaxNextLength)
            return;
        await using var command = dataSource.CreateCommand(SaveSql);
        command.Parameters.Add(new() { Value = Guid.CreateVersion7(time.GetUtcNow()) });
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = KeyOf(resource) });
        foreach (var text in (string?[])[etag, lastModified, next])
            command.Parameters.Add(Parameters.Text(text));
        command.Parameters.Add(new() { Value = Compress(body.Span) });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The platform said that what is remembered still holds.</summary>
    /// <param name="next">Where the page after it is now.</param>
    /// <param name="always">Write it down also where that was done within the last day, because its age matters.</param>
    public async Task ConfirmAsync(
        string resource, RememberedResponse remembered, string? next, bool always, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (next?.Length > FetchState.MaxNextLength || !always && next == remembered.Next && now - remembered.FetchedAt < UseNotedEvery)
            return;
        await using var command = dataSource.CreateCommand(ConfirmSql);
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = KeyOf(resource) });
        command.Parameters.Add(Parameters.Text(next));
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Forgets, for all connections, the answers that were last used before an instant; cursors stay. May be stopped and done again at any time.</summary>
    /// <returns>How many were forgotten.</returns>
    public static async Task<int> DeleteUnusedAsync(NpgsqlDataSource dataSource, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var deleted = 0;
        while (true)
        {
            await using var command = dataSource.CreateCommand(DeleteSql);
            command.Parameters.Add(new() { Value = before.UtcDateTime });
            command.Parameters.Add(new() { Value = DeletedAtOnce });
            var count = (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
            deleted += count;
            if (count < DeletedAtOnce)
                return deleted;
        }
    }

    /// <summary>What <see cref="CollectionReport.SaveCursor"/> saved with the last collection that was committed; null where there is nothing.</summary>
    public async Task<string?> CursorAsync(string resource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(CursorSql);
        command.Parameters.Add(new() { Value = connectionId });
        command.Parameters.Add(new() { Value = resource });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>A question to the connection's record, of a platform that must know what it has; the first parameter is the connection's id.</summary>
    internal NpgsqlCommand Ask(string sql)
    {
        var command = dataSource.CreateCommand(sql);
        command.Parameters.Add(new() { Value = connectionId });
        return command;
    }

    // A long address is known by its hash; a path always begins with a slash, so the two cannot meet.
    private static string KeyOf(string resource) =>
        resource.Length <= FetchState.MaxResourceLength ? resource : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(resource)));

    private static byte[] Compress(ReadOnlySpan<byte> body)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Fastest))
            brotli.Write(body);
        return compressed.ToArray();
    }

    // Null where it was damaged: then it is as if nothing were remembered.
    private static byte[]? Decompress(byte[] compressed)
    {
        try
        {
            using var brotli = new BrotliStream(new MemoryStream(compressed), CompressionMode.Decompress);
            using var body = new MemoryStream();
            brotli.CopyTo(body);
            return body.ToArray();
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            return null;
        }
    }
}
