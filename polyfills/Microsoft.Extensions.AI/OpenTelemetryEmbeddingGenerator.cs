using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.AI;

/// <summary>A span and metrics for each call of the inner generator.</summary>
public sealed class OpenTelemetryEmbeddingGenerator<TInput, TEmbedding> : DelegatingEmbeddingGenerator<TInput, TEmbedding>
    where TEmbedding : Embedding
{
    private readonly GenerativeTelemetry _telemetry;

#pragma warning disable IDE0060 // The logger is given by the signature; nothing here is logged.
    public OpenTelemetryEmbeddingGenerator(
        IEmbeddingGenerator<TInput, TEmbedding> innerGenerator, ILogger? logger = null, string? sourceName = null)
        : base(innerGenerator)
#pragma warning restore IDE0060
    {
        var metadata = innerGenerator.GetService<EmbeddingGeneratorMetadata>();
        _telemetry = new GenerativeTelemetry(sourceName, metadata?.ProviderName, metadata?.ProviderUri, metadata?.DefaultModelId);
    }

    public override object? GetService(Type serviceType, object? serviceKey = null)
        => serviceType == typeof(ActivitySource) ? _telemetry.Source : base.GetService(serviceType, serviceKey);

    public override async Task<GeneratedEmbeddings<TEmbedding>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var operation = _telemetry.Start("embeddings", options?.ModelId);
        try
        {
            var embeddings = await base.GenerateAsync(values, options, cancellationToken).ConfigureAwait(false);
            operation.Succeeded(embeddings.Count > 0 ? embeddings[0].ModelId : null, embeddings.Usage);
            return embeddings;
        }
        catch (Exception error)
        {
            operation.Failed(error);
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _telemetry.Dispose();
        }

        base.Dispose(disposing);
    }
}
