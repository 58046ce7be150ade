using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Blackbox.Tests.Polyfills;

public sealed class NpgsqlContextTests
{
    private const string Unreachable = "Host=127.0.0.1;Port=1;Database=none;Timeout=2";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Enriched_context_retries_unless_the_settings_say_no(bool disableRetry)
    {
        using var host = BuildHost(builder =>
        {
            builder.Services.AddDbContextPool<EmptyContext>(options => options.UseNpgsql(Unreachable));
            builder.EnrichNpgsqlDbContext<EmptyContext>(settings => settings.DisableRetry = disableRetry);
        });
        using var scope = host.Services.CreateScope();
        var context = scope.ServiceProvider.GetRequiredService<EmptyContext>();

        Assert.Equal(!disableRetry, context.Database.CreateExecutionStrategy().RetriesOnFailure);
    }

    [Fact]
    public void Enriched_context_takes_its_time_out_from_the_configuration()
    {
        using var host = BuildHost(builder =>
        {
            builder.Services.AddDbContext<EmptyContext>(options => options.UseNpgsql(Unreachable));
            builder.EnrichNpgsqlDbContext<EmptyContext>();
        });
        using var scope = host.Services.CreateScope();

        Assert.Equal(7, scope.ServiceProvider.GetRequiredService<EmptyContext>().Database.GetCommandTimeout());
    }

    [Fact]
    public void Conflicting_time_outs_are_an_error()
    {
        using var host = BuildHost(builder =>
        {
            builder.Services.AddDbContext<EmptyContext>(options => options.UseNpgsql(Unreachable, npgsql => npgsql.CommandTimeout(5)));
            builder.EnrichNpgsqlDbContext<EmptyContext>();
        });
        using var scope = host.Services.CreateScope();

        Assert.Throws<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<EmptyContext>().Database.GetCommandTimeout());
    }

    [Fact]
    public void Context_is_registered_before_it_is_enriched()
        => Assert.Throws<InvalidOperationException>(() => BuildHost(builder => builder.EnrichNpgsqlDbContext<EmptyContext>()));

    [Fact]
    public async Task Added_context_uses_the_named_connection_and_reports_its_health()
    {
        using var host = BuildHost(builder => builder.AddNpgsqlDbContext<EmptyContext>("blackbox", settings => settings.DisableRetry = true));
        using var scope = host.Services.CreateScope();

        Assert.Equal(Unreachable, scope.ServiceProvider.GetRequiredService<EmptyContext>().Database.GetConnectionString());
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Unhealthy, report.Entries[nameof(EmptyContext)].Status);
    }

    private static IHost BuildHost(Action<HostApplicationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:blackbox"] = Unreachable,
            ["Aspire:Npgsql:EntityFrameworkCore:PostgreSQL:EmptyContext:CommandTimeout"] = "7",
        });
        configure(builder);
        return builder.Build();
    }

    private sealed class EmptyContext(DbContextOptions<EmptyContext> options) : DbContext(options);
}
