using Blackbox.Core.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Blackbox.Tests.Secrets;

public sealed class SecretsSetupTests
{
    [Theory]
    [InlineData("Production", null)]
    [InlineData("Production", "")]
    [InlineData("Production", "31 characters are one too few..")]
    [InlineData("Development", "short")]
    public async Task Start_without_a_usable_key_fails_and_says_how_to_make_one(string environment, string? key)
    {
        using var host = Build(environment, key);

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("openssl rand -base64 32", error.Message, StringComparison.Ordinal);
        Assert.Contains("Encryption__Key", error.Message, StringComparison.Ordinal);
        Assert.True(string.IsNullOrEmpty(key) || !error.Message.Contains(key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Production", "32 characters are just as many..")]
    [InlineData("Development", null)]
    public async Task Start_goes_on_where_it_may(string environment, string? key)
    {
        using var host = Build(environment, key);

        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static IHost Build(string environment, string? key)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Encryption:Key"] = key });
        builder.Services.AddSecrets();
        return builder.Build();
    }
}
