using Blackbox.Benchmarks.Measuring;
using Blackbox.Core.Collecting;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Benchmarks.Swap;

/// <summary>Rows a second of a first swap against binary COPY of the rows that it wrote into the same table of an equal database.</summary>
internal sealed class SwapBenchmark : IBenchmark
{
    private const double Promised = 0.7;

    public string Name => "swap";

    public async Task<BenchmarkResult> RunAsync(CommandLine options, CancellationToken cancellationToken)
    {
        var rows = options.Number("rows", 20_000, 100, 1_000_000);
        var rounds = options.Number("rounds", 11, 1, 100);
        options.RefuseOthers();

        Progress.Say($"swap: making {rows:N0} activities");
        var activities = new MadeActivities(seed: 7).Take(rows).ToList();
        await using var ours = await ThrowAwayDatabase.CreateAsync("swap", cancellationToken, services => services.AddCollecting());
        await using var bare = await ThrowAwayDatabase.CreateAsync("copy", cancellationToken);
        var connection = await ours.AddConnectionAsync(Platforms.Git, "{}", cancellationToken);
        var swap = ours.Services.GetRequiredService<ActivitySwap>();

        await SwapAsync(swap, connection, activities, cancellationToken);
        var copied = await CopiedRows.ReadAsync(ours, cancellationToken);
        await copied.PrepareAsync(bare, cancellationToken);

        var (mine, theirs) = await Rounds.AlternateAsync(
            rounds,
            async () =>
            {
                await EmptyAsync(ours, cancellationToken);
                var took = await Rounds.TimeAsync(() => SwapAsync(swap, connection, activities, cancellationToken));
                return rows / took.TotalSeconds;
            },
            async () =>
            {
                await EmptyAsync(bare, cancellationToken);
                var took = await Rounds.TimeAsync(() => copied.CopyAsync(bare, cancellationToken));
                return rows / took.TotalSeconds;
            },
            "rows/s", cancellationToken);

        var again = await Rounds.TimeAsync(() => SwapAsync(swap, connection, activities, cancellationToken));
        return new(Name, $"≥ {Promised} × binary COPY of the same rows into the same table", "rows/s", mine, theirs, ratio => ratio >= Promised)
        {
            Parameters = new Dictionary<string, object> { ["rows"] = rows },
            Information = new Dictionary<string, object>
            {
                ["unchangedSwapRowsPerSecond"] = Math.Round(rows / again.TotalSeconds),
                ["bytesPerRow"] = await ours.ScalarAsync<long>("SELECT pg_table_size('activities') / count(*) FROM activities", cancellationToken),
                ["peakMemoryMegabytes"] = Progress.PeakMemoryMegabytes(),
            },
        };
    }

    private static async Task SwapAsync(
        ActivitySwap swap, Connection connection, List<CollectedActivity> activities, CancellationToken cancellationToken)
    {
        var report = new CollectionReport();
        report.ContainerListed(MadeActivities.Container);
        var counts = await swap.SwapAsync(connection, MadeActivities.Window(activities.Count), activities.ToAsyncEnumerable(), report, _ => { },
            (_, _, _) => Task.CompletedTask, cancellationToken);
        if (counts.Found != activities.Count)
            throw new InvalidOperationException($"The swap took {counts.Found} of {activities.Count} activities.");
    }

    private static async Task EmptyAsync(ThrowAwayDatabase database, CancellationToken cancellationToken)
    {
        await database.ExecuteAsync("TRUNCATE activities", cancellationToken);
        await database.SettleAsync(cancellationToken);
    }
}
