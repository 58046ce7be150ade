using Blackbox.Tests.Infrastructure;
using Npgsql;
using Pgvector;

namespace Blackbox.Tests.Polyfills;

public sealed class VectorColumnTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    /// <summary>More than the connection's buffer holds, so that reading and writing have to go on in pieces.</summary>
    private const int Dimensions = 4096;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Column_gives_back_what_was_copied_into_it(bool async)
    {
        var table = $"vectors_{async}";
        Vector?[] written = [Random(1), null, Random(2)];
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, $"CREATE TABLE {table} (id int, embedding vector({Dimensions}))");

        if (async)
        {
            await CopyAsync(connection, table, written);
        }
        else
        {
            Copy(connection, table, written);
        }

        Assert.Equal(written, await ReadAsync(connection, $"SELECT embedding FROM {table} ORDER BY id", async));
    }

    [Fact]
    public async Task Parameter_may_be_a_vector_or_several()
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT $1 <=> '[0,2]', ($2::vector[])[2]", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = new Vector("[1,0]") });
        command.Parameters.Add(new NpgsqlParameter { Value = new[] { new Vector("[1]"), new Vector("[2]") } });

        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));

        Assert.Equal(1.0, reader.GetDouble(0), precision: 6);
        Assert.Equal(new Vector("[2]"), reader.GetValue(1));
    }

    private static Vector Random(int seed)
    {
        var random = new Random(seed);
        return new Vector(Enumerable.Range(0, Dimensions).Select(_ => random.NextSingle() - 0.5f).ToArray());
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string table, Vector?[] vectors)
    {
        await using var writer = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN BINARY", TestContext.Current.CancellationToken);
        for (var id = 0; id < vectors.Length; id++)
        {
            await writer.StartRowAsync(TestContext.Current.CancellationToken);
            await writer.WriteAsync(id, TestContext.Current.CancellationToken);
            await writer.WriteAsync(vectors[id], "vector", TestContext.Current.CancellationToken);
        }

        await writer.CompleteAsync(TestContext.Current.CancellationToken);
    }

    private static void Copy(NpgsqlConnection connection, string table, Vector?[] vectors)
    {
        using var writer = connection.BeginBinaryImport($"COPY {table} FROM STDIN BINARY");
        for (var id = 0; id < vectors.Length; id++)
        {
            writer.StartRow();
            writer.Write(id);
            writer.Write(vectors[id], "vector");
        }

        writer.Complete();
    }

    private static async Task<List<Vector?>> ReadAsync(NpgsqlConnection connection, string sql, bool async)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var vectors = new List<Vector?>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            vectors.Add(reader.IsDBNull(0) ? null
                : async ? await reader.GetFieldValueAsync<Vector>(0, TestContext.Current.CancellationToken)
                : reader.GetFieldValue<Vector>(0));
        }

        return vectors;
    }
}
