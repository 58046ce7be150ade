using Blackbox.Api.Users;
using Blackbox.Core.Data;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using StackExchange.Redis;

namespace Blackbox.Api.Operations;

internal sealed class DatabaseCheck(NpgsqlDataSource dataSource) : IHealthCheck
{
    public const string Name = "database";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            // A server that accepts and then says nothing is waited for whatever the token says.
            return HealthCheckResult.Healthy($"PostgreSQL {await VersionAsync(cancellationToken).WaitAsync(cancellationToken)}");
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            // The message may name the host and the user, which is no business of whoever asks; the log has it.
            return HealthCheckResult.Unhealthy(exception is PostgresException refused ? $"It refuses: {refused.SqlState}." : "It does not answer.", exception);
        }
    }

    private async Task<object?> VersionAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT current_setting('server_version') || coalesce(', pgvector ' || (SELECT extversion FROM pg_extension WHERE extname = 'vector'), '')
            """);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}

internal sealed class SchemaCheck(SchemaGate schema, CurrentUserSource users) : IHealthCheck
{
    public const string Name = "schema";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            if (!await schema.IsCurrentAsync(cancellationToken).WaitAsync(cancellationToken))
                return HealthCheckResult.Unhealthy("The worker has not applied every migration yet.");
            return await users.FindAsync(cancellationToken).AsTask().WaitAsync(cancellationToken) is null
                ? HealthCheckResult.Unhealthy("The worker has not made the first user yet.")
                : HealthCheckResult.Healthy("Every migration is applied.");
        }
        catch (OperationCanceledException exception)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", exception);
        }
    }
}

/// <summary>Nothing that is kept lives in Redis, so its loss only slows things down.</summary>
internal sealed class RedisCheck(IServiceProvider services, IConfiguration configuration) : IHealthCheck
{
    public const string Name = "redis";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(configuration.GetConnectionString(Name)))
            return HealthCheckResult.Degraded("It is not configured; set ConnectionStrings__redis.");
        try
        {
            // Resolving it connects, which may block for longer than anyone should wait.
            var multiplexer = await Task.Run(services.GetRequiredService<IConnectionMultiplexer>, cancellationToken).WaitAsync(cancellationToken);
            await multiplexer.GetDatabase().PingAsync().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy("It answers.");
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or OperationCanceledException or InvalidOperationException)
        {
            return HealthCheckResult.Degraded("It does not answer.", exception);
        }
    }
}
