using System.Net;
using Blackbox.Core.Collecting.Budgets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Collecting.Rest;

public static class RestSetup
{
    /// <summary>The client has time-outs and retries of its own: the host takes it out of its defaults by this name.</summary>
    public const string HttpClientName = "platforms";

    /// <summary>How platforms are asked; see <see cref="RestClientOptions"/>. May be added by each platform.</summary>
    public static IServiceCollection AddRestClient(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(RestClient)))
            return services;
        services.AddOptions<RestClientOptions>().ValidateOnStart();
        services.AddSingleton<IConfigureOptions<RestClientOptions>, FromConfiguration>();
        // Of all platforms' names.
        services.AddSingleton<IValidateOptions<RestClientOptions>>(new DataAnnotationValidateOptions<RestClientOptions>(name: null));
        services.TryAddSingleton(TimeProvider.System);
        services.AddRequestBudgets();
        services.AddSingleton<RestClient>();
        services.AddHttpClient(HttpClientName, client =>
        {
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.DefaultRequestHeaders.Add("User-Agent", $"Blackbox/{Version}");
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            ConnectCallback = GuardedConnection.OpenAsync,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        });
        return services;
    }

    private static string Version => typeof(RestSetup).Assembly.GetName().Version?.ToString(3) ?? "0";

    private sealed class FromConfiguration(IConfiguration configuration) : IConfigureNamedOptions<RestClientOptions>
    {
        public void Configure(RestClientOptions options) => Configure(Options.DefaultName, options);

        public void Configure(string? name, RestClientOptions options)
        {
            configuration.GetSection(RestClientOptions.Section).Bind(options);
            if (!string.IsNullOrEmpty(name))
                configuration.GetSection($"{name}:Client").Bind(options);
        }
    }
}
