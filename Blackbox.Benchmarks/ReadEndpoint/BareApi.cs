using System.Text.Json;
using Blackbox.Core.Data;
using Blackbox.Core.Summaries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Blackbox.Benchmarks.ReadEndpoint;

/// <summary>The least that answers the measured request with the same bytes: a minimal API, the same SQL, Npgsql, nothing else.</summary>
internal static class BareApi
{
    public const string Command = "bare-api";

    // What the Api's query becomes.
    private const string Sql = """
        SELECT d.id, d.date, d.content, d.model, d.evidence, d.activity_count, d.updated_at
        FROM daily_summaries AS d
        WHERE d.user_id = $1 AND d.date >= $2 AND d.date <= $3
        ORDER BY d.date DESC
        LIMIT $4
        """;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddNpgsqlDataSourceOf(builder.Configuration);
        await using var app = builder.Build();
        var dataSource = app.Services.GetRequiredService<NpgsqlDataSource>();
        var user = await FirstUserAsync(dataSource, cancellationToken);
        app.MapGet("/api/v1/summaries/daily", async (DateOnly from, DateOnly to, int limit, CancellationToken aborted) =>
            TypedResults.Ok(await ReadAsync(dataSource, user, from, to, limit, aborted)));
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    private static void AddNpgsqlDataSourceOf(this IServiceCollection services, IConfiguration configuration)
    {
        var options = new DataOptions();
        var connection = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString(DataSetup.ConnectionName))
        {
            MinPoolSize = options.MinPoolSize,
            MaxPoolSize = options.MaxPoolSize,
        };
        services.AddSingleton(NpgsqlDataSource.Create(connection));
    }

    private static async Task<Guid> FirstUserAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT id FROM users");
        return (Guid)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<BarePage> ReadAsync(
        NpgsqlDataSource dataSource, Guid user, DateOnly from, DateOnly to, int limit, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = user });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = to });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit + 1, NpgsqlDbType = NpgsqlDbType.Integer });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = new List<BareSummary>();
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(new(reader.GetGuid(0), reader.GetFieldValue<DateOnly>(1), null, reader.GetString(2), reader.GetString(3),
                JsonSerializer.Deserialize<List<Evidence>>(reader.GetString(4), JsonSerializerOptions.Web)!, reader.GetInt32(5),
                reader.GetFieldValue<DateTimeOffset>(6)));
        }
        return new(items, null);
    }

    private sealed record BarePage(IReadOnlyList<BareSummary> Items, string? Next);

    private sealed record BareSummary(
        Guid Id, DateOnly Date, string? Platform, string Content, string Model, IReadOnlyList<Evidence> Evidence, int Activities, DateTimeOffset UpdatedAt);
}
