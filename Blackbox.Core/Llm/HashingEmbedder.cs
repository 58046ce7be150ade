using Blackbox.Core.Summaries;
using Microsoft.Extensions.AI;

namespace Blackbox.Core.Llm;

/// <summary>
/// The built-in embedder: no model, no network, the same vector for the same text on every machine. Words, pairs of words and n-grams of
/// characters are counted, weighted <c>1 + ln(count)</c>, and added to 1,024 dimensions by signed feature hashing (K. Weinberger, A. Dasgupta,
/// J. Langford, A. Smola, J. Attenberg: Feature Hashing for Large Scale Multitask Learning, ICML 2009), then L2-normalised. Texts that share
/// words or parts of words are near each other; it knows no synonyms.
/// </summary>
public sealed class HashingEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    public const string Model = "hashing-1024";

    private const double WordWeight = 1.0;
    private const double StopWordWeight = 0.1;
    private const double PairWeight = 0.5;
    private const double PartWeight = 0.35;

    /// <summary>Words beyond are left out; it bounds the work for a text of any kind.</summary>
    private const int MaxWords = 10_000;

    /// <summary>Characters of a longer word whose parts count.</summary>
    private const int MaxWordLength = 64;

    /// <returns>A vector of norm 1; texts without a letter or digit share one direction.</returns>
    public static float[] Embed(string text)
    {
        var counts = Count(text);
        var sums = new double[Summary.EmbeddingDimensions];
        foreach (var (hash, (count, weight)) in counts)
        {
            // Ten low bits choose the dimension, the highest one the sign, which makes collisions cancel out on average.
            var signed = weight * (1 + Math.Log(count));
            sums[hash % Summary.EmbeddingDimensions] += hash >> 63 == 0 ? signed : -signed;
        }
        var norm = Math.Sqrt(sums.Sum(x => x * x));
        if (norm < 1e-9)
        {
            sums[0] = 1;
            norm = 1;
        }
        return Array.ConvertAll(sums, x => (float)(x / norm));
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(
            values.Select(value => new Embedding<float>(Embed(value)) { ModelId = Model })));

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("blackbox", null, Model, Summary.EmbeddingDimensions)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
    }

    private static Dictionary<ulong, (int Count, double Weight)> Count(string text)
    {
        var counts = new Dictionary<ulong, (int Count, double Weight)>();
        void Add(char kind, ReadOnlySpan<char> feature, double weight)
        {
            var hash = StableHash(kind, feature);
            counts[hash] = counts.TryGetValue(hash, out var seen) ? (seen.Count + 1, weight) : (1, weight);
        }

        var previous = "";
        foreach (var word in Words.Of(text).Take(MaxWords))
        {
            var isStopWord = Words.IsStopWord(word);
            Add('w', word, isStopWord ? StopWordWeight : WordWeight);
            if (isStopWord)
                continue;
            if (previous.Length > 0)
                Add('p', $"{previous} {word}", PairWeight);
            previous = word;
            AddParts(word.Length <= MaxWordLength ? word : word[..MaxWordLength], Add);
        }
        return counts;
    }

    // Scripts that write a syllable or a word with one character say as much in two characters as Latin ones in four.
    private static void AddParts(string word, Action<char, ReadOnlySpan<char>, double> add)
    {
        var dense = word.Any(c => c >= '\u1100');
        var marked = $"^{word}$";
        foreach (var length in dense ? (ReadOnlySpan<int>)[2, 3] : [3, 4])
        {
            for (var start = 0; start + length <= marked.Length; start++)
                add('c', marked.AsSpan(start, length), PartWeight);
        }
    }

    // FNV-1a over the UTF-16 code units, finished by the mixer of SplitMix64, because FNV's low bits alone are too regular for short features.
    private static ulong StableHash(char kind, ReadOnlySpan<char> feature)
    {
        const ulong Prime = 1_099_511_628_211;
        var hash = (14_695_981_039_346_656_037UL ^ kind) * Prime;
        foreach (var c in feature)
        {
            hash = (hash ^ (byte)c) * Prime;
            hash = (hash ^ (byte)(c >> 8)) * Prime;
        }
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }
}
