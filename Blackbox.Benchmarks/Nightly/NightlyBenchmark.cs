using Blackbox.Benchmarks.Measuring;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Secrets;
using Blackbox.Core.Users;
using Blackbox.Simulators.GitHub;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Benchmarks.Nightly;

/// <summary>
/// A night of many people, each with a token of their own, on a GitHub that takes 20 ms for each answer: from the first run's begin to the last one's
/// end, in the real worker. The bound is the time that the requests alone take with as many at once as the worker's jobs allow, each job waiting for one
/// answer at a time.
/// </summary>
internal sealed class NightlyBenchmark : IBenchmark
{
    private const double Promised = 1.3;

    /// <summary>Jobs that one worker carries out at the same time, as configured by default.</summary>
    private const int Concurrency = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    public string Name => "nightly";

    public async Task<BenchmarkResult> RunAsync(CommandLine options, CancellationToken cancellationToken)
    {
        var people = options.Number("people", 1_000, 1, 5_000);
        var latency = TimeSpan.FromMilliseconds(options.Number("latency", 20, 0, 1_000));
        options.RefuseOthers();

        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        Progress.Say($"nightly: making an organisation of {people:N0} people");
        await using var simulator = await GitHubSimulator.StartAsync(made =>
        {
            made.People = people;
            made.Repositories = Math.Clamp(people / 10, 3, 1_000);
            made.Days = 3;
            made.EndDate = today.AddDays(-1);
            made.UnreachableRepositories = false;
            made.Latency = latency;
            made.LogCapacity = 2_000_000;
        }, cancellationToken);
        var key = WorkerUnderTest.NewKey();
        await using var database = await ThrowAwayDatabase.CreateAsync("nightly", cancellationToken);
        await AddPeopleAsync(database, simulator, key, cancellationToken);

        var worker = WorkerUnderTest.Start(database.ConnectionString, key);
        using (worker)
        {
            await WaitAsync(database, worker, people, cancellationToken);
            var took = await database.ScalarAsync<double>(
                "SELECT extract(epoch FROM max(finished_at) - min(started_at))::float8 FROM runs WHERE trigger = 'nightly'", cancellationToken);
            var requests = simulator.Requests.Count;
            var counted = await database.ScalarAsync<long>("SELECT coalesce(sum(requests), 0) FROM collection_runs", cancellationToken);
            var activities = await database.ScalarAsync<long>("SELECT count(*) FROM activities", cancellationToken);
            var bound = requests * latency.TotalSeconds / Concurrency;
            return new(Name, $"≤ {Promised} × requests × latency / {Concurrency} jobs", "s", [took], [bound], ratio => ratio <= Promised)
            {
                Parameters = new Dictionary<string, object> { ["people"] = people, ["latencyMilliseconds"] = latency.TotalMilliseconds },
                Information = new Dictionary<string, object>
                {
                    ["requests"] = requests,
                    ["countedRequests"] = counted,
                    ["activities"] = activities,
                    ["requestsPerActivity"] = Math.Round((double)counted / Math.Max(1, activities), 2),
                    ["succeededRuns"] = await database.ScalarAsync<long>("SELECT count(*) FROM runs WHERE trigger = 'nightly' AND status = 'succeeded'", cancellationToken),
                    ["unknownRequests"] = simulator.UnknownRequests.Count,
                    ["workerPeakMemoryMegabytes"] = worker.PeakMemoryMegabytes,
                },
            };
        }
    }

    private static async Task AddPeopleAsync(ThrowAwayDatabase database, GitHubSimulator simulator, string key, CancellationToken cancellationToken)
    {
        var protector = new SecretProtector(Microsoft.Extensions.Options.Options.Create(new EncryptionOptions { Key = key }));
        await using var scope = database.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<BlackboxDb>();
        foreach (var login in simulator.Logins)
        {
            var user = new User { Email = $"{login.ToLowerInvariant()}@bench.example", Name = login, TimeZone = "Etc/UTC" };
            db.Users.Add(user);
            db.Connections.Add(new Connection
            {
                UserId = user.Id,
                Platform = Platforms.GitHub,
                Name = "GitHub",
                BaseUrl = simulator.ApiUrl,
                Secret = protector.Protect(new($"simulated-token-{login.ToLowerInvariant()}")),
            });
        }
        await db.SaveChangesAsync(cancellationToken);
        // A user of today has no night yet; the worker asks for the one that these missed as soon as it starts.
        await db.Database.ExecuteSqlRawAsync("UPDATE users SET created_at = now() - interval '1 day'", cancellationToken);
    }

    private static async Task WaitAsync(ThrowAwayDatabase database, WorkerUnderTest worker, int people, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var said = 0L; ;)
        {
            var done = await database.ScalarAsync<long>(
                "SELECT count(*) FROM runs WHERE trigger = 'nightly' AND status NOT IN ('queued', 'running')", cancellationToken);
            if (done >= people)
                return;
            if (done - said >= people / 5)
                Progress.Say($"nightly: {said = done:N0} of {people:N0} people");
            if (worker.HasExited || TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new UsageException($"The night did not end: {done} of {people}. The worker said:{worker.Said}");
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellationToken);
        }
    }
}
