using Blackbox.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Blackbox.Tests.ServiceDefaults;

public sealed class LogsTests
{
    private const string SqlCategory = "Microsoft.EntityFrameworkCore.Database.Command";

    [Fact]
    public void Developer_reads_lines()
    {
        using var host = BuildHost(Environments.Development);

        Assert.Equal(ConsoleFormatterNames.Simple, host.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public void Machine_reads_json_in_utc_with_scopes(string environment)
    {
        using var host = BuildHost(environment);

        Assert.Equal(ConsoleFormatterNames.Json, host.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName);
        var json = host.Services.GetRequiredService<IOptions<JsonConsoleFormatterOptions>>().Value;
        Assert.True(json.UseUtcTimestamp);
        Assert.True(json.IncludeScopes);
        Assert.Equal("2025-03-01T12:00:00.000Z", new DateTime(2025, 3, 1, 12, 0, 0, DateTimeKind.Utc).ToString(json.TimestampFormat, null));
    }

    [Fact]
    public void Sql_commands_are_quiet_unless_configuration_asks_for_them()
    {
        using var quiet = BuildHost(Environments.Production);
        using var loud = BuildHost(Environments.Production, ($"Logging:LogLevel:{SqlCategory}", "Debug"));

        Assert.False(quiet.Services.GetRequiredService<ILoggerFactory>().CreateLogger(SqlCategory).IsEnabled(LogLevel.Information));
        Assert.True(loud.Services.GetRequiredService<ILoggerFactory>().CreateLogger(SqlCategory).IsEnabled(LogLevel.Information));
    }

    private static IHost BuildHost(string environment, params (string Key, string Value)[] configuration)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(configuration.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        builder.AddServiceDefaults();
        return builder.Build();
    }
}
