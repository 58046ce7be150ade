using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Blackbox.Core.Llm;

/// <summary>What model calls cost. Never what was asked or answered.</summary>
internal static class LlmTelemetry
{
    private const string Name = "Blackbox.Llm";
    private static readonly Meter Meter = new(Name);

    public static readonly ActivitySource Source = new(Name);

    public static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "blackbox.llm.duration", "s", "Duration of one try to call a model",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 240] });

    public static readonly Counter<long> Calls = Meter.CreateCounter<long>("blackbox.llm.calls", "{call}", "Tries to call a model, by outcome");

    public static readonly Counter<long> Tokens = Meter.CreateCounter<long>("blackbox.llm.tokens", "{token}", "Tokens that models read and wrote");

    /// <summary>Records one try; <paramref name="outcome"/> is a stable word such as <c>answered</c> or <c>timed_out</c>.</summary>
    public static void Record(string operation, string model, string outcome, TimeSpan duration)
    {
        var tags = new TagList { { "operation", operation }, { "model", model }, { "outcome", outcome } };
        Duration.Record(duration.TotalSeconds, tags);
        Calls.Add(1, tags);
    }

    public static void RecordTokens(string operation, string model, long? input, long? output)
    {
        if (input is { } read)
            Tokens.Add(read, new TagList { { "operation", operation }, { "model", model }, { "direction", "input" } });
        if (output is { } written)
            Tokens.Add(written, new TagList { { "operation", operation }, { "model", model }, { "direction", "output" } });
    }
}
