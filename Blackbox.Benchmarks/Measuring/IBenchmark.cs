namespace Blackbox.Benchmarks.Measuring;

/// <summary>One measured promise: both sides in one run, on data that the benchmark makes itself.</summary>
internal interface IBenchmark
{
    string Name { get; }

    Task<BenchmarkResult> RunAsync(CommandLine options, CancellationToken cancellationToken);
}
