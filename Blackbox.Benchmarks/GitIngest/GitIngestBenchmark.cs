using System.Globalization;
using Blackbox.Benchmarks.Measuring;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Git;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Blackbox.Benchmarks.GitIngest;

/// <summary>Time for a repository's whole history, from git into the database, against <c>git log --numstat</c> of the same branches to nowhere.</summary>
internal sealed class GitIngestBenchmark : IBenchmark
{
    private const double Promised = 1.5;

    private static readonly TimeWindow Everything = new(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly string[] Branches = ["--branches", "--remotes", "HEAD"];

    public string Name => "git-ingest";

    public async Task<BenchmarkResult> RunAsync(CommandLine options, CancellationToken cancellationToken)
    {
        var given = options.Text("repository");
        var commits = options.Number("commits", 12_000, 10, 500_000);
        var rounds = options.Number("rounds", 5, 1, 100);
        options.RefuseOthers();

        if (given is not null)
            return await MeasureAsync(Path.GetFullPath(given), rounds, cancellationToken);

        var made = Directory.CreateTempSubdirectory("blackbox-benchmark-");
        try
        {
            Progress.Say($"git-ingest: making a repository of {commits:N0} commits");
            await SyntheticHistory.MakeAsync(made.FullName, commits, cancellationToken);
            return await MeasureAsync(made.FullName, rounds, cancellationToken);
        }
        finally
        {
            made.Delete(recursive: true);
        }
    }

    private async Task<BenchmarkResult> MeasureAsync(string repository, int rounds, CancellationToken cancellationToken)
    {
        var commits = int.Parse(await Git.AskAsync(repository, ["rev-list", "--count", .. Branches], cancellationToken), CultureInfo.InvariantCulture);
        Progress.Say($"git-ingest: {commits:N0} commits");
        await using var database = await ThrowAwayDatabase.CreateAsync(
            "git", cancellationToken, services => services.AddCollecting().AddGit());
        var connection = await database.AddConnectionAsync(Platforms.Git, GitSettings.Write([repository]), cancellationToken);
        var collector = database.Services.GetRequiredService<ICollector>();
        var dataSource = database.Services.GetRequiredService<NpgsqlDataSource>();
        var swap = database.Services.GetRequiredService<ActivitySwap>();

        SwapCounts counts = default;
        var (ours, baseline) = await Rounds.AlternateAsync(
            rounds,
            async () =>
            {
                await database.ExecuteAsync("TRUNCATE activities", cancellationToken);
                await database.SettleAsync(cancellationToken);
                var took = await Rounds.TimeAsync(async () => counts = await CollectAsync(collector, swap, dataSource, connection, cancellationToken));
                return took.TotalSeconds;
            },
            async () =>
            {
                await database.SettleAsync(cancellationToken);
                var took = await Rounds.TimeAsync(() => Git.ToNowhereAsync(repository, ["log", "--numstat", .. Branches], cancellationToken));
                return took.TotalSeconds;
            },
            "s", cancellationToken);

        var again = await Rounds.TimeAsync(() => CollectAsync(collector, swap, dataSource, connection, cancellationToken));
        return new(Name, $"≤ {Promised} × git log --numstat of the same branches to nowhere", "s", ours, baseline, ratio => ratio <= Promised)
        {
            Parameters = new Dictionary<string, object> { ["commits"] = commits, ["activities"] = counts.Added },
            Information = new Dictionary<string, object>
            {
                ["commitsPerSecond"] = Math.Round(commits / ours.Median()),
                ["unchangedSeconds"] = Math.Round(again.TotalSeconds, 3),
                ["peakMemoryMegabytes"] = Progress.PeakMemoryMegabytes(),
            },
        };
    }

    private static async Task<SwapCounts> CollectAsync(
        ICollector collector, ActivitySwap swap, NpgsqlDataSource dataSource, Connection connection, CancellationToken cancellationToken)
    {
        var report = new CollectionReport();
        var context = new CollectionContext
        {
            Access = new(connection),
            Window = Everything,
            Report = report,
            Memory = new(dataSource, connection.Id, TimeProvider.System),
        };
        var counts = await swap.SwapAsync(connection, Everything, collector.CollectAsync(context, cancellationToken), report,
            _ => { }, (_, _, _) => Task.CompletedTask, cancellationToken);
        if (report.Failed > 0 || counts.Found == 0)
            throw new UsageException($"The repository could not be collected: {string.Join(' ', report.Problems.Select(problem => problem.Message).Distinct())}");
        return counts;
    }
}
