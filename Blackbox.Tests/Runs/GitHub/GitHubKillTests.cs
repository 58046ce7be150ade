using System.Globalization;
using Blackbox.Core.Runs;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Runs.GitHub;

/// <summary>The real worker is killed while a request is under way; the next one makes the record whole and does not pay twice for what was answered.</summary>
public sealed class GitHubKillTests(Stack stack, ITestOutputHelper output)
{
    private static readonly string Settings = $$"""{"repositories": ["{{GitHubScenario.Storefront}}"]}""";

    /// <summary>How many of a run's requests a worker is killed at; they are spread evenly over it.</summary>
    private const int Kills = 6;

    [Fact]
    public Task Record_is_whole_and_nothing_is_paid_twice_when_workers_are_killed_at_early_requests() => WalkAsync(0);

    [Fact]
    public Task Record_is_whole_and_nothing_is_paid_twice_when_workers_are_killed_at_late_requests() => WalkAsync(1);

    // Each worker that finishes a run is the one that is killed in the next.
    private async Task WalkAsync(int half)
    {
        await using var database = new TestDatabase(stack);
        await database.InitializeAsync();
        await using var scenario = await GitHubScenario.StartAsync(database.DataSource);
        var simulator = scenario.Simulator;
        var edits = new OrganisationEdits(simulator, GitHubScenario.Storefront);
        var connection = await scenario.ConnectAsync(Settings);
        var worker = WorkerProcess.Start(database.ConnectionString);
        try
        {
            await FinishAsync(await scenario.RequestAsync(connection));
            var pages = simulator.Requests.Count;
            output.WriteLine($"{pages} requests in a run");
            for (var kill = half * Kills / 2; kill < (half + 1) * Kills / 2; kill++)
            {
                edits.Step();
                await scenario.ForgetAnswersAsync();
                simulator.ClearRequests();
                var position = 1 + (kill * (pages - 1) / (Kills - 1));
                var held = simulator.Faults.Hold(nth: position);
                var runId = await scenario.RequestAsync(connection);
                await held.Met.WaitAsync(TimeSpan.FromSeconds(90), TimeProvider.System, TestContext.Current.CancellationToken);
                await worker.KillAsync();
                await worker.DisposeAsync();
                var paid = simulator.Requests.Where(request => request.Counted).Select(request => request.Path).ToHashSet();
                simulator.Faults.Clear();
                simulator.ClearRequests();

                worker = WorkerProcess.Start(database.ConnectionString);
                await FinishAsync(runId);
                var again = simulator.Requests.Where(request => request.Counted && paid.Contains(request.Path)).ToList();
                Assert.True(again.Count == 0, string.Create(CultureInfo.InvariantCulture, $"Killed at {position}, paid twice:\n{string.Join('\n', again)}"));
                Assert.Equal(position - 1, paid.Count);
            }
            Assert.Equal(0, await worker.StopAsync());
        }
        finally
        {
            await worker.DisposeAsync();
        }
        Assert.Empty(simulator.UnknownRequests);

        async Task FinishAsync(Guid runId)
        {
            var run = await scenario.WaitUntilFinishedAsync(runId, worker);
            Assert.True(run.Status == RunStatus.Succeeded, $"{run.Message}\n{worker.Output}");
            GitHubScenario.AssertSame(scenario.Truth(GitHubScenario.Storefront), await scenario.RecordAsync(connection));
        }
    }
}
