using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;

namespace Blackbox.ServiceDefaults;

public static class HttpClientDefaults
{
    /// <summary>
    /// Takes a client out of the defaults' time-outs and retries, for one that has a pipeline of its own. Its <see cref="HttpClient.Timeout"/>
    /// is infinite afterwards: the caller bounds each call.
    /// </summary>
    public static IHttpClientBuilder WithoutDefaultResilience(this IHttpClientBuilder builder)
        => builder
            .RemoveAllResilienceHandlers()
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan);

    /// <summary>
    /// Takes the clients of language models out of the defaults, by their connection names: a model may think for minutes, and a call that
    /// timed out here may still be running there, so only the caller knows whether to try again.
    /// </summary>
    public static IServiceCollection LeaveModelCallsToCaller(this IServiceCollection services, params string[] connectionNames)
    {
        foreach (var connectionName in connectionNames)
        {
            // The name is given by the Ollama integration.
            services.AddHttpClient($"{connectionName}_httpClient").WithoutDefaultResilience();
        }

        return services;
    }

    internal static void AddHttpClientDefaults(this IHostApplicationBuilder builder)
    {
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(client =>
        {
            // A breaker for each host, so that a failing one does not block the others; no retry of what may have changed something.
            client.AddStandardResilienceHandler(standard => standard.Retry.DisableForUnsafeHttpMethods()).SelectPipelineByAuthority();
            client.AddServiceDiscovery();
        });
    }
}
