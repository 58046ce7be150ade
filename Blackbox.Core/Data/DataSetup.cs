using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blackbox.Core.Data;

public static class DataSetup
{
    public const string ConnectionName = "blackbox";

    /// <summary>One pool of connections for EF Core, bulk copies and the scheduler, and the context on top of it.</summary>
    public static IServiceCollection AddBlackboxData(this IServiceCollection services)
    {
        services.AddOptions<DataOptions>().BindConfiguration(DataOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(CreateDataSource);
        services.AddSingleton<DbDataSource>(provider => provider.GetRequiredService<NpgsqlDataSource>());
        services.AddDbContextPool<BlackboxDb>((provider, options) => options.UseBlackbox(provider.GetRequiredService<NpgsqlDataSource>()));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SchemaGate>();
        return services;
    }

    internal static DbContextOptionsBuilder UseBlackbox(this DbContextOptionsBuilder options, NpgsqlDataSource dataSource) =>
        options.UseNpgsql(dataSource, npgsql => npgsql.UseVector().MigrationsHistoryTable("migrations"));

    private static NpgsqlDataSource CreateDataSource(IServiceProvider provider)
    {
        var connectionString = provider.GetRequiredService<IConfiguration>().GetConnectionString(ConnectionName)
            ?? throw new InvalidOperationException($"No database: set ConnectionStrings__{ConnectionName}.");
        var options = provider.GetRequiredService<IOptions<DataOptions>>().Value;
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.MinPoolSize = options.MinPoolSize;
        builder.ConnectionStringBuilder.MaxPoolSize = options.MaxPoolSize;
        builder.ConnectionStringBuilder.Timeout = (int)options.PoolTimeout.TotalSeconds;
        builder.ConnectionStringBuilder.ConnectionLifetime = (int)options.ConnectionLifetime.TotalSeconds;
        builder.UseVector();
        return builder.Build();
    }
}
