using System.Data.Common;
using CommunityToolkit.Aspire.OllamaSharp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OllamaSharp;

namespace Microsoft.Extensions.Hosting;

public static class AspireOllamaSharpExtensions
{
    private const string SectionName = "Aspire:OllamaSharp";

    /// <summary>Registers <see cref="IOllamaApiClient"/> on the named HTTP client <c>{connectionName}_httpClient</c>.</summary>
    public static AspireOllamaApiClientBuilder AddOllamaApiClient(
        this IHostApplicationBuilder builder, string connectionName, Action<OllamaSharpSettings>? configureSettings = null)
        => Add(builder, SectionName, connectionName, serviceKey: null, configureSettings);

    /// <summary>Registers <see cref="IOllamaApiClient"/> under the connection's name.</summary>
    public static AspireOllamaApiClientBuilder AddKeyedOllamaApiClient(
        this IHostApplicationBuilder builder, string connectionName, Action<OllamaSharpSettings>? configureSettings = null)
        => Add(builder, $"{SectionName}:{connectionName}", connectionName, connectionName, configureSettings);

    /// <summary>Registers <see cref="IOllamaApiClient"/> under a key of its own.</summary>
    public static AspireOllamaApiClientBuilder AddKeyedOllamaApiClient(
        this IHostApplicationBuilder builder, object serviceKey, string connectionName, Action<OllamaSharpSettings>? configureSettings = null)
    {
        ArgumentNullException.ThrowIfNull(serviceKey);
        return Add(builder, $"{SectionName}:{connectionName}", connectionName, serviceKey, configureSettings);
    }

    private static AspireOllamaApiClientBuilder Add(
        IHostApplicationBuilder builder, string sectionName, string connectionName, object? serviceKey, Action<OllamaSharpSettings>? configureSettings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionName);

        var settings = new OllamaSharpSettings();
        builder.Configuration.GetSection(sectionName).Bind(settings);
        if (builder.Configuration.GetConnectionString(connectionName) is { } connectionString)
        {
            Read(connectionString, settings);
        }

        configureSettings?.Invoke(settings);

        var httpClientName = $"{connectionName}_httpClient";
        builder.Services.AddHttpClient(httpClientName, client => client.BaseAddress = settings.Endpoint ?? throw new InvalidOperationException(
            $"No endpoint of Ollama. It should be in 'ConnectionStrings:{connectionName}' or '{sectionName}:{nameof(settings.Endpoint)}'."));

        IOllamaApiClient Create(IServiceProvider services)
        {
            var client = services.GetRequiredService<IHttpClientFactory>().CreateClient(httpClientName);
            return new OllamaApiClient(client, settings.SelectedModel ?? "", settings.JsonSerializerContext);
        }

        if (serviceKey is null)
        {
            // Two unkeyed clients are two models: what is added to each of them must not end up at the last one.
            serviceKey = $"{connectionName}_OllamaApiClient_internal";
            builder.Services.AddSingleton(Create);
        }

        builder.Services.AddKeyedSingleton(serviceKey, (services, _) => Create(services));
        return new AspireOllamaApiClientBuilder(builder, serviceKey, settings.DisableTracing);
    }

    private static void Read(string connectionString, OllamaSharpSettings settings)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (parts.TryGetValue("Endpoint", out var endpoint) && Uri.TryCreate(endpoint.ToString(), UriKind.Absolute, out var uri))
        {
            settings.Endpoint = uri;
        }

        if (parts.TryGetValue("Model", out var model))
        {
            settings.SelectedModel = model.ToString();
        }
    }
}
