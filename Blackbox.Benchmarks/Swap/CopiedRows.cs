using Blackbox.Benchmarks.Measuring;
using Npgsql;
using NpgsqlTypes;

namespace Blackbox.Benchmarks.Swap;

/// <summary>What a swap wrote, ready to be copied: the least that any program could do to store the same.</summary>
internal sealed class CopiedRows
{
    private const string Columns =
        "id, identity_id, platform, kind, external_id, occurred_at, title, body, container, url, details, content_hash";

    private readonly List<Row> _rows = [];
    private readonly Guid[] _identities;

    private CopiedRows(List<Row> rows)
    {
        _rows = rows;
        _identities = [.. rows.Select(row => row.IdentityId).Distinct()];
    }

    public static async Task<CopiedRows> ReadAsync(ThrowAwayDatabase from, CancellationToken cancellationToken)
    {
        await using var connection = await from.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"SELECT {Columns} FROM activities ORDER BY id", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetDateTime(5),
                reader.GetString(6), reader.GetString(7), reader.GetString(8), reader.IsDBNull(9) ? null : reader.GetString(9), reader.GetString(10),
                reader.GetFieldValue<byte[]>(11)));
        }
        return new(rows);
    }

    /// <summary>The identities that the rows refer to.</summary>
    public async Task PrepareAsync(ThrowAwayDatabase into, CancellationToken cancellationToken)
    {
        var connection = await into.AddConnectionAsync(_rows[0].Platform, "{}", cancellationToken);
        await using var database = await into.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "INSERT INTO identities (id, connection_id, external_id, display_name) SELECT id, $1, id::text, id::text FROM unnest($2) AS id", database);
        command.Parameters.Add(new() { Value = connection.Id });
        command.Parameters.Add(new() { Value = _identities });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task CopyAsync(ThrowAwayDatabase into, CancellationToken cancellationToken)
    {
        await using var connection = await into.DataSource.OpenConnectionAsync(cancellationToken);
        await using var importer = await connection.BeginBinaryImportAsync($"COPY activities ({Columns}) FROM STDIN (FORMAT binary)", cancellationToken);
        foreach (var row in _rows)
        {
            await importer.StartRowAsync(cancellationToken);
            await importer.WriteAsync(row.Id, NpgsqlDbType.Uuid, cancellationToken);
            await importer.WriteAsync(row.IdentityId, NpgsqlDbType.Uuid, cancellationToken);
            await importer.WriteAsync(row.Platform, NpgsqlDbType.Text, cancellationToken);
            await importer.WriteAsync(row.Kind, NpgsqlDbType.Text, cancellationToken);
            await importer.WriteAsync(row.ExternalId, NpgsqlDbType.Text, cancellationToken);
            await importer.WriteAsync(row.OccurredAt, NpgsqlDbType.TimestampTz, cancellationToken);
            await importer.WriteAsync(row.Title, NpgsqlDbType.Text, cancellationToken);
            await importer.WriteAsync(row.Body, NpgsqlDbType.Text, cancellationToken);
            await importer.WriteAsync(row.Container, NpgsqlDbType.Text, cancellationToken);
            if (row.Url is null)
                await importer.WriteNullAsync(cancellationToken);
            else
                await importer.WriteAsync(row.Url, NpgsqlDbType.Text, cancellationToken);
            await importer.WriteAsync(row.Details, NpgsqlDbType.Jsonb, cancellationToken);
            await importer.WriteAsync(row.ContentHash, NpgsqlDbType.Bytea, cancellationToken);
        }
        await importer.CompleteAsync(cancellationToken);
    }

    private sealed record Row(
        Guid Id, Guid IdentityId, string Platform, string Kind, string ExternalId, DateTime OccurredAt, string Title, string Body, string Container,
        string? Url, string Details, byte[] ContentHash);
}
