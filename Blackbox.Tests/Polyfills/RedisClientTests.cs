using System.Diagnostics;
using Blackbox.Tests.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Blackbox.Tests.Polyfills;

public sealed class RedisClientTests
{
    [Fact]
    public void Connection_string_may_have_encryption_and_newer_options()
    {
        using var host = BuildHost("redis.example:6380,password=p=w,ssl=true,protocol=resp3");

        var options = host.Services.GetRequiredService<IOptions<ConfigurationOptions>>().Value;

        Assert.Equal("redis.example:6380", options.EndPoints.Single().ToString()!.Replace("Unspecified/", "", StringComparison.Ordinal));
        Assert.Equal("p=w", options.Password);
        Assert.True(options.Ssl);
        Assert.False(options.AbortOnConnectFail);
    }

    [Fact]
    public void Application_has_the_last_word_on_the_options()
    {
        using var host = BuildHost("127.0.0.1:1", options => options.ClientName = "blackbox");

        Assert.Equal("blackbox", host.Services.GetRequiredService<IOptions<ConfigurationOptions>>().Value.ClientName);
    }

    [Fact]
    public async Task Service_starts_while_redis_is_away_and_says_so()
    {
        using var host = BuildHost("127.0.0.1:1,connectTimeout=300,connectRetry=1");

        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.False(host.Services.GetRequiredService<IConnectionMultiplexer>().IsConnected);
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Unhealthy, report.Entries["StackExchange.Redis"].Status);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Missing_connection_string_is_named()
    {
        using var host = BuildHost(connectionString: null);

        var error = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<IConnectionMultiplexer>());

        Assert.Contains("ConnectionStrings:redis", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_is_run_while_traces_are_recorded()
    {
        await using var redis = await RedisProcess.StartNewAsync();
        using var listener = new ActivityListener { ShouldListenTo = _ => true, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        using var host = BuildHost(redis.ConnectionString);
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var work = new ActivitySource("Blackbox.Tests").StartActivity("work");

        var database = host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        for (var call = 1; call <= 3; call++)
            Assert.Equal(call, (long)await database.ScriptEvaluateAsync("return redis.call('INCR', KEYS[1])", [(RedisKey)"calls"], []));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static IHost BuildHost(string? connectionString, Action<ConfigurationOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:redis"] = connectionString });
        builder.AddRedisClient("redis", configureOptions: configure);
        return builder.Build();
    }
}
