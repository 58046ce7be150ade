namespace Blackbox.Benchmarks.Measuring;

/// <summary>
/// Made-up words, some of which are used far more often than others, as in any language (the law of Zipf and Mandelbrot). The few that stand in
/// nearly every text are missing: in real languages those are stop words, which no index holds.
/// </summary>
internal sealed class Vocabulary
{
    private const int Size = 20_000;
    private const int StopWords = 50;

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

    /// <summary>The word of rank r with a probability proportional to 1 / (r + <see cref="StopWords"/>).</summary>
    public string Next(Random random) =>
        _words[Math.Min(Size - 1, (int)(StopWords * (Math.Exp(random.NextDouble() * Math.Log(1 + (double)Size / StopWords)) - 1)))];

    public string Sentence(Random random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Next(random)));

    private static string Syllable(Random random) =>
        Onsets[random.Next(Onsets.Length)] + Vowels[random.Next(Vowels.Length)] + Codas[random.Next(Codas.Length)];
}
