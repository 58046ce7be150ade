namespace Microsoft.Extensions.AI;

/// <summary>A generator and the layers around it; the layer that was added first is the outermost.</summary>
public sealed class EmbeddingGeneratorBuilder<TInput, TEmbedding>(Func<IServiceProvider, IEmbeddingGenerator<TInput, TEmbedding>> innerGeneratorFactory)
    where TEmbedding : Embedding
{
    private readonly List<Func<IEmbeddingGenerator<TInput, TEmbedding>, IServiceProvider, IEmbeddingGenerator<TInput, TEmbedding>>> _layers = [];

    public EmbeddingGeneratorBuilder(IEmbeddingGenerator<TInput, TEmbedding> innerGenerator) : this(_ => innerGenerator)
        => ArgumentNullException.ThrowIfNull(innerGenerator);

    public EmbeddingGeneratorBuilder<TInput, TEmbedding> Use(
        Func<IEmbeddingGenerator<TInput, TEmbedding>, IEmbeddingGenerator<TInput, TEmbedding>> generatorFactory)
    {
        ArgumentNullException.ThrowIfNull(generatorFactory);
        return Use((inner, _) => generatorFactory(inner));
    }

    public EmbeddingGeneratorBuilder<TInput, TEmbedding> Use(
        Func<IEmbeddingGenerator<TInput, TEmbedding>, IServiceProvider, IEmbeddingGenerator<TInput, TEmbedding>> generatorFactory)
    {
        ArgumentNullException.ThrowIfNull(generatorFactory);
        _layers.Add(generatorFactory);
        return this;
    }

    public IEmbeddingGenerator<TInput, TEmbedding> Build(IServiceProvider? services = null)
    {
        services ??= NoServices.Instance;
        return Enumerable.Reverse(_layers).Aggregate(innerGeneratorFactory(services), (inner, layer) => layer(inner, services));
    }
}
