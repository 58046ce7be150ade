using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>What the settings of one registration ended up with.</summary>
internal sealed record RedisConnectionString(string? Value);

/// <summary>A connection string is parsed into new options, so parsing has to happen where the options are made.</summary>
internal sealed class RedisOptionsFactory(
    IServiceProvider services,
    IEnumerable<IConfigureOptions<ConfigurationOptions>> setups,
    IEnumerable<IPostConfigureOptions<ConfigurationOptions>> postConfigures,
    IEnumerable<IValidateOptions<ConfigurationOptions>> validations)
    : OptionsFactory<ConfigurationOptions>(setups, postConfigures, validations)
{
    protected override ConfigurationOptions CreateInstance(string name)
    {
        var connectionString = services.GetKeyedService<RedisConnectionString>(name)?.Value;

        // Unknown options are newer than this client: it works without them.
        var options = connectionString is null ? base.CreateInstance(name) : ConfigurationOptions.Parse(connectionString, ignoreUnknown: true);
        if (connectionString?.Contains("abortConnect=", StringComparison.OrdinalIgnoreCase) != true)
        {
            // A service starts and stays up while Redis is away, and connects when it is back.
            options.AbortOnConnectFail = false;
        }

        return options;
    }
}
