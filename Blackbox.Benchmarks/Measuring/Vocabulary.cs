namespace Blackbox.Benchmarks.Measuring;

/// <summary>Made-up words, a few of which are used far more often than the others, as in any language (Zipf's law).</summary>
internal sealed class Vocabulary
{
    private const int Size = 20_000;

    private static readonly string[] Onsets = ["b", "br", "c", "cl", "d", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr", "v", "w"];
    private static readonly string[] Vowels = ["a", "e", "i", "o", "u", "ea", "ou"];
    private static readonly string[] Codas = ["", "n", "r", "s", "t", "l", "nd", "rk", "x"];

    private readonly string[] _words;

    public Vocabulary(int seed)
    {
        var random = new Random(seed);
        var words = new HashSet<string>();
        while (words.Count < Size)
            words.Add(string.Concat(Enumerable.Range(0, 2 + random.Next(2)).Select(_ => Syllable(random))));
        _words = [.. words];
    }

    /// <summary>The word of rank r with a probability of about 1/r.</summary>
    public string Next(Random random) => _words[(int)Math.Exp(random.NextDouble() * Math.Log(Size)) % Size];

    public string Sentence(Random random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Next(random)));

    private static string Syllable(Random random) =>
        Onsets[random.Next(Onsets.Length)] + Vowels[random.Next(Vowels.Length)] + Codas[random.Next(Codas.Length)];
}
