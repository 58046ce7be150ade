using Aspire.Npgsql.EntityFrameworkCore.PostgreSQL;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql.EntityFrameworkCore.PostgreSQL;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.Internal;
using Npgsql.EntityFrameworkCore.PostgreSQL.Storage.Internal;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds to the options what the settings ask for, without replacing what the application chose.</summary>
internal static class ContextEnrichment
{
    public static void Apply<TContext>(DbContextOptionsBuilder options, NpgsqlEntityFrameworkCorePostgreSQLSettings settings)
        where TContext : DbContext
        => options.UseNpgsql(npgsql =>
        {
            var chosen = options.Options.FindExtension<NpgsqlOptionsExtension>();
            var strategy = chosen?.ExecutionStrategyFactory?.Invoke(new ExecutionStrategyDependencies(null!, options.Options, null!));
            if (!settings.DisableRetry && strategy is not null and not NpgsqlRetryingExecutionStrategy && strategy.GetType() != typeof(NpgsqlExecutionStrategy))
            {
                throw new InvalidOperationException($"{nameof(settings.DisableRetry)} needs to be set when a custom execution strategy is configured.");
            }

            if (settings.CommandTimeout is not null && chosen?.CommandTimeout is { } seconds && seconds != settings.CommandTimeout)
            {
                throw new InvalidOperationException(
                    $"Conflicting values for '{nameof(settings.CommandTimeout)}': in the settings and in DbContextOptions<{typeof(TContext).Name}>.");
            }

            // A retrying strategy that the application chose stays.
            if (!settings.DisableRetry && strategy is not NpgsqlRetryingExecutionStrategy)
            {
                npgsql.EnableRetryOnFailure();
            }

            if (settings.CommandTimeout is not null)
            {
                npgsql.CommandTimeout(settings.CommandTimeout);
            }
        });
}
