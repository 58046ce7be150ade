using Npgsql;
using NpgsqlTypes;

namespace Blackbox.Core.Data;

/// <summary>Parameters whose value may be null, which then still have a type.</summary>
internal static class Parameters
{
    public static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Instant(DateTimeOffset? value) =>
        new() { Value = value is { } instant ? instant.UtcDateTime : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
