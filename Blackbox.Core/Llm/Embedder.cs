using Blackbox.Core.Summaries;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pgvector;

namespace Blackbox.Core.Llm;

/// <summary>
/// Turns texts into vectors: with the host's embedding model where one is set up and answers, else with <see cref="HashingEmbedder"/>. Safe
/// for concurrent use.
/// </summary>
public sealed class Embedder
{
    private readonly IEmbeddingGenerator<string, Embedding<float>>? _generator;
    private readonly string? _generatorModel;
    private readonly ModelServer _server;
    private readonly LlmOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<Embedder> _logger;

    public Embedder(IServiceProvider services, IOptions<LlmOptions> options, TimeProvider time, ILogger<Embedder> logger)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        _generator = services.GetService<IEmbeddingGenerator<string, Embedding<float>>>();
        var metadata = _generator?.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        _generatorModel = _generator is null ? null : metadata?.DefaultModelId is { Length: > 0 } name ? name : "unnamed";
        _server = new(metadata?.ProviderUri, _options, time);
    }

    /// <summary>The model that vectors should be of, whether or not it answers just now.</summary>
    public string Model => _generatorModel ?? HashingEmbedder.Model;

    /// <summary>Whether <see cref="Model"/> answers now. Cheap: the answer is remembered for <see cref="LlmOptions.AwayFor"/>.</summary>
    public async Task<bool> IsModelAvailableAsync(CancellationToken cancellationToken) =>
        _generator is null || await _server.IsThereAsync(cancellationToken);

    /// <summary>Embeds texts in their order, all with the same model. Never throws for what a model or its server does.</summary>
    public Task<EmbeddingReply> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        EmbedAsync(texts, _options.EmbeddingTimeout, cancellationToken);

    /// <param name="timeout">How long the model has; the built-in embedder answers then.</param>
    /// <inheritdoc cref="EmbedAsync(IReadOnlyList{string}, CancellationToken)"/>
    public async Task<EmbeddingReply> EmbedAsync(IReadOnlyList<string> texts, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var cut = texts.Select(text => text.Length <= _options.EmbeddingCharacters ? text : text[.._options.EmbeddingCharacters]).ToList();
        var calls = 0;
        if (_generator is not null && cut.Count > 0 && await _server.IsThereAsync(cancellationToken))
        {
            calls = 1;
            if (await TryGenerateAsync(_generator, cut, timeout, cancellationToken) is { } vectors)
                return new([.. vectors.Select(vector => new EmbeddedText(new Vector(vector), _generatorModel!))], calls);
        }
        return new([.. cut.Select(text => new EmbeddedText(new Vector(HashingEmbedder.Embed(text)), HashingEmbedder.Model))], calls);
    }

    private async Task<List<float[]>?> TryGenerateAsync(
        IEmbeddingGenerator<string, Embedding<float>> generator, List<string> texts, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var outcome = "failed";
        using var activity = LlmTelemetry.Source.StartActivity("llm.embed");
        activity?.SetTag("llm.model", _generatorModel);
        activity?.SetTag("llm.texts", texts.Count);
        using var limit = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var answer = await generator.GenerateAsync(texts, options: null, either.Token);
            LlmTelemetry.RecordTokens("embed", _generatorModel!, answer.Usage?.InputTokenCount, output: null);
            var vectors = answer.Select(embedding => Normalize(embedding.Vector.ToArray())).ToList();
            if (vectors.Count == texts.Count && vectors.TrueForAll(vector => vector.Length == Summary.EmbeddingDimensions))
            {
                outcome = "answered";
                _server.MarkThere();
                return vectors;
            }
            outcome = "rejected";
            _logger.LogWarning(
                "The embedding model {Model} gave {Count} vectors of {Dimensions} dimensions for {Texts} texts; {Wanted} dimensions are needed",
                _generatorModel, vectors.Count, vectors.FirstOrDefault()?.Length, texts.Count, Summary.EmbeddingDimensions);
        }
#pragma warning disable CA1031 // Providers throw what they like; the built-in embedder takes over whatever it was.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            outcome = limit.IsCancellationRequested ? "timed_out" : "failed";
            _logger.LogWarning("The embedding model {Model} failed with {Error}", _generatorModel, exception.GetType().Name);
        }
#pragma warning restore CA1031
        finally
        {
            LlmTelemetry.Record("embed", _generatorModel!, outcome, _time.GetElapsedTime(started));
        }
        _server.MarkAway();
        return null;
    }

    // A vector without a direction cannot be compared; an empty one is refused by the check of dimensions.
    private static float[] Normalize(float[] vector)
    {
        var norm = Math.Sqrt(vector.Sum(x => (double)x * x));
        return !double.IsFinite(norm) || norm == 0 ? [] : Array.ConvertAll(vector, x => (float)(x / norm));
    }
}
