using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OllamaSharp;

namespace Microsoft.Extensions.Hosting;

public static class AspireOllamaEmbeddingGeneratorExtensions
{
    /// <summary>Registers the client as the generator of embeddings, traced unless the settings say otherwise.</summary>
    public static EmbeddingGeneratorBuilder<string, Embedding<float>> AddEmbeddingGenerator(this AspireOllamaApiClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.HostBuilder.Services.AddEmbeddingGenerator(services => Create(services, builder));
    }

    /// <summary>Registers the client as the generator of embeddings under the builder's key.</summary>
    public static EmbeddingGeneratorBuilder<string, Embedding<float>> AddKeyedEmbeddingGenerator(this AspireOllamaApiClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return AddKeyedEmbeddingGenerator(builder, builder.ServiceKey);
    }

    /// <summary>Registers the client as the generator of embeddings under a key of its own.</summary>
    public static EmbeddingGeneratorBuilder<string, Embedding<float>> AddKeyedEmbeddingGenerator(
        this AspireOllamaApiClientBuilder builder, object serviceKey)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(serviceKey);
        return builder.HostBuilder.Services.AddKeyedEmbeddingGenerator(serviceKey, services => Create(services, builder));
    }

    private static IEmbeddingGenerator<string, Embedding<float>> Create(IServiceProvider services, AspireOllamaApiClientBuilder builder)
    {
        var client = (IEmbeddingGenerator<string, Embedding<float>>)services.GetRequiredKeyedService<IOllamaApiClient>(builder.ServiceKey);
        return builder.DisableTracing
            ? client
            : new OpenTelemetryEmbeddingGenerator<string, Embedding<float>>(
                client, services.GetService<ILoggerFactory>()?.CreateLogger<OpenTelemetryEmbeddingGenerator<string, Embedding<float>>>());
    }
}
