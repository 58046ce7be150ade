using System.Text.Encodings.Web;
using System.Text.Json;

namespace Blackbox.Benchmarks.Measuring;

/// <summary>Both sides of a promise, as one line of JSON.</summary>
internal sealed record BenchmarkResult
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="promise">In words, as <c>≥ 0.7 × binary COPY</c>.</param>
    /// <param name="unit">Of what both sides measured, one value a round.</param>
    /// <param name="met">Whether a ratio, ours to the baseline's, keeps the promise.</param>
    public BenchmarkResult(string name, string promise, string unit, double[] ours, double[] baseline, Func<double, bool> met)
    {
        Name = name;
        Promise = promise;
        Unit = unit;
        Ours = Rounded(ours.Median());
        Baseline = Rounded(baseline.Median());
        Ratios = [.. ours.Zip(baseline, (mine, theirs) => Math.Round(mine / theirs, 3))];
        Ratio = Math.Round(Ratios.Median(), 3);
        Met = met(Ratio);
    }

    public string Name { get; }
    public string Promise { get; }
    public string Unit { get; }

    /// <summary>Medians of the rounds.</summary>
    public double Ours { get; }

    public double Baseline { get; }

    /// <summary>
    /// Median of the rounds' ratios, not ratio of the medians: the two sides of a round met the same machine, those of different rounds did not.
    /// </summary>
    public double Ratio { get; }

    /// <summary>Whether everything that was promised was seen.</summary>
    public bool Met { get; init; }

    public int Rounds => Ratios.Count;
    public IReadOnlyList<double> Ratios { get; }
    public int Cores { get; } = Environment.ProcessorCount;

    /// <summary>What the figures depend on.</summary>
    public required IReadOnlyDictionary<string, object> Parameters { get; init; }

    /// <summary>Figures of which nothing was promised.</summary>
    public required IReadOnlyDictionary<string, object> Information { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    private static double Rounded(double value) => Math.Abs(value) >= 100 ? Math.Round(value) : Math.Round(value, 3);
}
