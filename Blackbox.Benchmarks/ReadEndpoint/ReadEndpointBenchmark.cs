using Blackbox.Benchmarks.Measuring;
using Blackbox.Core.Data;
using Blackbox.Core.Summaries;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Benchmarks.ReadEndpoint;

/// <summary>
/// Requests a second for a week of daily summaries, from the real Api and from a bare minimal API with the same SQL that answers with the same bytes.
/// Each is a process of its own.
/// </summary>
internal sealed class ReadEndpointBenchmark : IBenchmark
{
    private const double Promised = 0.7;
    private const int Days = 365;
    private const int Week = 7;

    private static readonly DateOnly First = new(2025, 1, 1);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    public string Name => "read-endpoint";

    public async Task<BenchmarkResult> RunAsync(CommandLine options, CancellationToken cancellationToken)
    {
        var connections = options.Number("connections", 12, 1, 256);
        var seconds = options.Number("seconds", 4, 1, 600);
        var rounds = options.Number("rounds", 9, 1, 100);
        options.RefuseOthers();

        await using var database = await ThrowAwayDatabase.CreateAsync("read", cancellationToken);
        await AddDaysAsync(database, cancellationToken);
        string[] paths = [.. Enumerable.Range(0, Days - Week).Select(day =>
            $"/api/v1/summaries/daily?from={First.AddDays(day):yyyy-MM-dd}&to={First.AddDays(day + Week - 1):yyyy-MM-dd}&limit={Week}")];

        Progress.Say("read-endpoint: starting both programs");
        using var api = await ServedProcess.StartAsync("Blackbox.Api.dll", [], database.ConnectionString, paths[0], cancellationToken);
        using var bare = await ServedProcess.StartAsync("Blackbox.Benchmarks.dll", [BareApi.Command], database.ConnectionString, paths[0], cancellationToken);
        var bytes = await CompareAsync(api, bare, paths[1], cancellationToken);

        var (mine, theirs) = (new LoadGenerator(api.Port, paths), new LoadGenerator(bare.Port, paths));
        foreach (var side in (LoadGenerator[])[mine, theirs])
            await side.RunAsync(connections, WarmUp, cancellationToken);
        var duration = TimeSpan.FromSeconds(seconds);
        var (ours, baseline) = await Rounds.AlternateAsync(
            rounds, () => mine.RunAsync(connections, duration, cancellationToken), () => theirs.RunAsync(connections, duration, cancellationToken),
            "requests/s", cancellationToken);
        return new(Name, $"≥ {Promised} × a bare minimal API with the same SQL by Npgsql", "requests/s", ours, baseline, ratio => ratio >= Promised)
        {
            Parameters = new Dictionary<string, object>
            {
                ["endpoint"] = $"GET /api/v1/summaries/daily of {Week} days",
                ["bodyBytes"] = bytes,
                ["connections"] = connections,
                ["secondsARound"] = seconds,
            },
            Information = new Dictionary<string, object>
            {
                ["apiPeakMemoryMegabytes"] = api.PeakMemoryMegabytes,
                ["barePeakMemoryMegabytes"] = bare.PeakMemoryMegabytes,
            },
        };
    }

    private static async Task AddDaysAsync(ThrowAwayDatabase database, CancellationToken cancellationToken)
    {
        var connection = await database.AddConnectionAsync("git", "{}", cancellationToken);
        var random = new Random(13);
        var words = new Vocabulary(13);
        await using var scope = database.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<BlackboxDb>();
        for (var day = 0; day < Days; day++)
        {
            var sentences = Enumerable.Range(0, 3 + random.Next(8)).Select(_ => words.Sentence(random, 8 + random.Next(12)) + ".").ToList();
            db.DailySummaries.Add(new()
            {
                UserId = connection.UserId!.Value,
                Date = First.AddDays(day),
                Content = string.Join('\n', sentences.Select(sentence => $"- {sentence}")),
                Model = "extractive",
                PromptVersion = "1",
                InputHash = [1],
                Evidence = [.. sentences.Select(sentence => new Evidence(
                    sentence, [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()))]))],
                ActivityCount = sentences.Count * 2,
            });
        }
        await db.SaveChangesAsync(cancellationToken);
        await database.ExecuteAsync("VACUUM ANALYZE daily_summaries", cancellationToken);
    }

    /// <returns>The length of both answers.</returns>
    private static async Task<int> CompareAsync(ServedProcess api, ServedProcess bare, string path, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        var ours = await client.GetStringAsync(new Uri($"http://127.0.0.1:{api.Port}{path}"), cancellationToken);
        var theirs = await client.GetStringAsync(new Uri($"http://127.0.0.1:{bare.Port}{path}"), cancellationToken);
        if (ours != theirs)
            throw new UsageException($"The two programs answer differently:\n{ours[..Math.Min(ours.Length, 800)]}\n{theirs[..Math.Min(theirs.Length, 800)]}");
        return ours.Length;
    }
}
