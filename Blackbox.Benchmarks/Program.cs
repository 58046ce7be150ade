using System.Runtime.InteropServices;
using Blackbox.Benchmarks.GitIngest;
using Blackbox.Benchmarks.Measuring;
using Blackbox.Benchmarks.Nightly;
using Blackbox.Benchmarks.ReadEndpoint;
using Blackbox.Benchmarks.Scheduler;
using Blackbox.Benchmarks.Search;
using Blackbox.Benchmarks.Swap;
using Npgsql;

const string Usage = """
    Usage: Blackbox.Benchmarks <benchmark>|all [--option value ...]
      git-ingest     a git history into the database against git log --numstat   --commits 12000 | --repository PATH, --rounds 5
      swap           activities written by the swap against binary COPY          --rows 20000 --rounds 11
      search         hybrid search against the bare pgvector query               --rows 250000 --shape people|one-record --queries 200 --rounds 5
                                                                                 --keep-as NAME
      scheduler      tasks through the dispatcher against Quartz alone           --jobs 2000 --rounds 7
      nightly        a night of many people against the bound of its requests    --people 1000 --latency 20
      read-endpoint  a read endpoint of the Api against a bare minimal API       --connections 12 --seconds 4 --rounds 9
    Needs a PostgreSQL 17 with pgvector in ConnectionStrings__blackbox; each benchmark makes its own database there and drops it.
    Prints one JSON line for each benchmark on standard output; what it is doing goes to standard error.
    """;

IReadOnlyList<IBenchmark> benchmarks = [new GitIngestBenchmark(), new SwapBenchmark(), new SearchBenchmark(), new SchedulerBenchmark(), new NightlyBenchmark(), new ReadEndpointBenchmark()];

using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// What the Api is measured against is this program in another process.
if (args is [BareApi.Command])
{
    await BareApi.RunAsync(stop.Token);
    return 0;
}

try
{
    var chosen = args is ["all", ..] ? benchmarks : [.. benchmarks.Where(benchmark => args is [var name, ..] && name == benchmark.Name)];
    if (chosen.Count == 0)
        throw new UsageException(Usage);
    foreach (var benchmark in chosen)
    {
        var options = new CommandLine(args[1..], tolerant: chosen.Count > 1);
        var result = await benchmark.RunAsync(options, stop.Token);
        Console.Out.WriteLine(result.ToJson());
    }
    return 0;
}
catch (UsageException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return 130;
}
catch (NpgsqlException failure)
{
    await Console.Error.WriteLineAsync($"The database failed: {failure.Message}");
    return 1;
}

// The databases are dropped on the way out.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
