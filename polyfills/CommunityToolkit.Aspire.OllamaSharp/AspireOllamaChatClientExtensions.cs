using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OllamaSharp;

namespace Microsoft.Extensions.Hosting;

public static class AspireOllamaChatClientExtensions
{
    private const string TelemetrySourceName = "Experimental.Microsoft.Extensions.AI";

    /// <summary>Registers the client as the <see cref="IChatClient"/>, traced unless the settings say otherwise.</summary>
    public static ChatClientBuilder AddChatClient(this AspireOllamaApiClientBuilder builder) => AddChatClient(builder, configureOpenTelemetry: null);

    /// <inheritdoc cref="AddChatClient(AspireOllamaApiClientBuilder)"/>
    public static ChatClientBuilder AddChatClient(this AspireOllamaApiClientBuilder builder, Action<OpenTelemetryChatClient>? configureOpenTelemetry)
    {
        ArgumentNullException.ThrowIfNull(builder);
        AddTelemetrySource(builder);
        return builder.HostBuilder.Services.AddChatClient(services => Create(services, builder, configureOpenTelemetry));
    }

    /// <summary>Registers the client as the <see cref="IChatClient"/> under the builder's key.</summary>
    public static ChatClientBuilder AddKeyedChatClient(this AspireOllamaApiClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return AddKeyedChatClient(builder, builder.ServiceKey, configureOpenTelemetry: null);
    }

    /// <summary>Registers the client as the <see cref="IChatClient"/> under a key of its own.</summary>
    public static ChatClientBuilder AddKeyedChatClient(this AspireOllamaApiClientBuilder builder, object serviceKey)
        => AddKeyedChatClient(builder, serviceKey, configureOpenTelemetry: null);

    /// <inheritdoc cref="AddKeyedChatClient(AspireOllamaApiClientBuilder, object)"/>
    public static ChatClientBuilder AddKeyedChatClient(
        this AspireOllamaApiClientBuilder builder, object serviceKey, Action<OpenTelemetryChatClient>? configureOpenTelemetry)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(serviceKey);
        AddTelemetrySource(builder);
        return builder.HostBuilder.Services.AddKeyedChatClient(serviceKey, services => Create(services, builder, configureOpenTelemetry));
    }

    /// <summary>The telemetry is right next to the client, inside every layer that the application adds.</summary>
    private static IChatClient Create(
        IServiceProvider services, AspireOllamaApiClientBuilder builder, Action<OpenTelemetryChatClient>? configureOpenTelemetry)
    {
        var client = (IChatClient)services.GetRequiredKeyedService<IOllamaApiClient>(builder.ServiceKey);
        if (builder.DisableTracing)
        {
            return client;
        }

        var traced = new OpenTelemetryChatClient(client, services.GetService<ILoggerFactory>()?.CreateLogger<OpenTelemetryChatClient>(), TelemetrySourceName);
        configureOpenTelemetry?.Invoke(traced);
        return traced;
    }

    private static void AddTelemetrySource(AspireOllamaApiClientBuilder builder)
        => builder.HostBuilder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(TelemetrySourceName));
}
