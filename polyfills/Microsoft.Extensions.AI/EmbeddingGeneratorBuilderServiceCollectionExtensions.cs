using Microsoft.Extensions.AI;

namespace Microsoft.Extensions.DependencyInjection;

public static class EmbeddingGeneratorBuilderServiceCollectionExtensions
{
    public static EmbeddingGeneratorBuilder<TInput, TEmbedding> AddEmbeddingGenerator<TInput, TEmbedding>(
        this IServiceCollection serviceCollection,
        IEmbeddingGenerator<TInput, TEmbedding> innerGenerator,
        ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where TEmbedding : Embedding
    {
        ArgumentNullException.ThrowIfNull(innerGenerator);
        return AddEmbeddingGenerator(serviceCollection, _ => innerGenerator, lifetime);
    }

    /// <summary>Also registers the same generator as <see cref="IEmbeddingGenerator"/>.</summary>
    public static EmbeddingGeneratorBuilder<TInput, TEmbedding> AddEmbeddingGenerator<TInput, TEmbedding>(
        this IServiceCollection serviceCollection,
        Func<IServiceProvider, IEmbeddingGenerator<TInput, TEmbedding>> innerGeneratorFactory,
        ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where TEmbedding : Embedding
    {
        ArgumentNullException.ThrowIfNull(serviceCollection);
        ArgumentNullException.ThrowIfNull(innerGeneratorFactory);
        var builder = new EmbeddingGeneratorBuilder<TInput, TEmbedding>(innerGeneratorFactory);
        serviceCollection.Add(new ServiceDescriptor(typeof(IEmbeddingGenerator<TInput, TEmbedding>), builder.Build, lifetime));
        serviceCollection.Add(new ServiceDescriptor(
            typeof(IEmbeddingGenerator), services => services.GetRequiredService<IEmbeddingGenerator<TInput, TEmbedding>>(), lifetime));
        return builder;
    }

    /// <summary>Also registers the same generator as <see cref="IEmbeddingGenerator"/>, under the same key.</summary>
    public static EmbeddingGeneratorBuilder<TInput, TEmbedding> AddKeyedEmbeddingGenerator<TInput, TEmbedding>(
        this IServiceCollection serviceCollection,
        object? serviceKey,
        Func<IServiceProvider, IEmbeddingGenerator<TInput, TEmbedding>> innerGeneratorFactory,
        ServiceLifetime lifetime = ServiceLifetime.Singleton)
        where TEmbedding : Embedding
    {
        ArgumentNullException.ThrowIfNull(serviceCollection);
        ArgumentNullException.ThrowIfNull(innerGeneratorFactory);
        var builder = new EmbeddingGeneratorBuilder<TInput, TEmbedding>(innerGeneratorFactory);
        serviceCollection.Add(new ServiceDescriptor(
            typeof(IEmbeddingGenerator<TInput, TEmbedding>), serviceKey, (services, _) => builder.Build(services), lifetime));
        serviceCollection.Add(new ServiceDescriptor(
            typeof(IEmbeddingGenerator),
            serviceKey,
            (services, key) => services.GetRequiredKeyedService<IEmbeddingGenerator<TInput, TEmbedding>>(key),
            lifetime));
        return builder;
    }
}
