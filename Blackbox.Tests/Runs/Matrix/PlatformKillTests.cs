using Blackbox.Core.Runs;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Runs.Matrix;

/// <summary>The real worker is killed while a request is under way; the next one makes the record whole.</summary>
public sealed class PlatformKillTests(Stack stack, ITestOutputHelper output)
{
    /// <summary>How many of a run's requests a worker is killed at; they are spread evenly over it.</summary>
    private const int Kills = 3;

    [Theory]
    [InlineData(SimulatedPlatform.JiraCloud)]
    [InlineData(SimulatedPlatform.ConfluenceCloud)]
    [InlineData(SimulatedPlatform.Slack)]
    public async Task Record_is_whole_when_workers_are_killed_at_requests(string platform)
    {
        await using var database = new TestDatabase(stack);
        await database.InitializeAsync();
        await using var scenario = await PlatformScenario.StartAsync(database.DataSource, platform);
        var simulator = scenario.Platform.Simulator;
        var connection = await scenario.ConnectAsync();
        var worker = Start(database);
        try
        {
            await FinishAsync(await scenario.RequestAsync(connection));
            var pages = simulator.Requests.Count;
            output.WriteLine($"{pages} requests in a run");
            for (var kill = 0; kill < Kills; kill++)
            {
                scenario.Platform.Step();
                await scenario.ForgetAnswersAsync();
                var held = simulator.Faults.Hold(nth: 1 + (kill * (pages - 1) / (Kills - 1)));
                var runId = await scenario.RequestAsync(connection);
                await held.Met.WaitAsync(TimeSpan.FromSeconds(90), TimeProvider.System, TestContext.Current.CancellationToken);
                await worker.KillAsync();
                await worker.DisposeAsync();
                simulator.Faults.Clear();
                worker = Start(database);
                await FinishAsync(runId);
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
            RecordScenario.AssertSame(scenario.Truth(), await scenario.RecordAsync(connection, scenario.Platform));
        }
    }

    private static WorkerProcess Start(TestDatabase database) => WorkerProcess.Start(
        database.ConnectionString, ("Slack__ListsPerMinute", "1000"), ("Slack__MessagesPerMinute", "1000"), ("Budgets__UnknownAllowance", "1000"));
}
