using Blackbox.Core.Collecting;
using Blackbox.Core.Runs;
using Blackbox.Tests.Infrastructure;
using Npgsql;

namespace Blackbox.Tests.Runs.GitHub;

/// <summary>What a run stands on goes away in the middle of it.</summary>
public sealed class GitHubOutageTests(Stack stack)
{
    private static readonly string Settings = $$"""{"repositories": ["{{GitHubScenario.Storefront}}"]}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Run_ends_right_when_Redis_dies_in_the_middle()
    {
        await using var database = new TestDatabase(stack);
        await database.InitializeAsync();
        await using var scenario = await GitHubScenario.StartAsync(database.DataSource);
        await using var redis = await RedisProcess.StartNewAsync();
        var connection = await scenario.ConnectAsync(Settings);
        var held = scenario.Simulator.Faults.Hold(nth: 5);
        await using var worker = WorkerProcess.Start(database.ConnectionString, ("ConnectionStrings__redis", redis.ConnectionString));
        var runId = await scenario.RequestAsync(connection);
        await held.Met.WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        await redis.KillAsync();
        held.Release();

        await AssertWholeAsync(scenario, connection, runId, worker);
        Assert.Equal(0, await worker.StopAsync());
    }

    [Fact]
    public async Task Run_is_retried_and_ends_right_when_PostgreSQL_crashes_in_the_middle()
    {
        await using var postgres = await PostgresProcess.StartNewAsync();
        var builder = new NpgsqlDataSourceBuilder(postgres.ConnectionString + ";Maximum Pool Size=4;Timeout=5");
        builder.UseVector();
        await using var dataSource = builder.Build();
        await using var scenario = await GitHubScenario.StartAsync(dataSource);
        await using var worker = WorkerProcess.Start(postgres.ConnectionString);
        await WaitForSchemaAsync(dataSource, worker);
        await dataSource.ReloadTypesAsync(TestContext.Current.CancellationToken);
        var connection = await scenario.ConnectAsync(Settings);
        var held = scenario.Simulator.Faults.Hold(nth: 5);
        var runId = await scenario.RequestAsync(connection);
        await held.Met.WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        await postgres.CrashAsync();
        held.Release();
        await postgres.StartAsync();

        await AssertWholeAsync(scenario, connection, runId, worker);
        Assert.Contains(await scenario.AttemptsAsync(connection), attempt => attempt.Status == CollectionStatus.Abandoned);
        Assert.Equal(0, await worker.StopAsync());
    }

    [Fact]
    public async Task Worker_that_was_frozen_cannot_write_over_its_successor()
    {
        await using var database = new TestDatabase(stack);
        await database.InitializeAsync();
        await using var scenario = await GitHubScenario.StartAsync(database.DataSource);
        var edits = new OrganisationEdits(scenario.Simulator, GitHubScenario.Storefront);
        var connection = await scenario.ConnectAsync(Settings);
        await using var redis = await RedisProcess.StartNewAsync();
        await using var frozen = WorkerProcess.Start(database.ConnectionString, ("ConnectionStrings__redis", redis.ConnectionString));
        var first = await scenario.WaitUntilFinishedAsync(await scenario.RequestAsync(connection), frozen);
        Assert.Equal(RunStatus.Succeeded, first.Status);

        // With the answer to its last request it has all that it wants to write, when it wakes up.
        edits.Step();
        await scenario.ForgetAnswersAsync();
        var held = scenario.Simulator.Faults.Hold("/releases");
        var runId = await scenario.RequestAsync(connection);
        await held.Met.WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        var stale = scenario.Truth(GitHubScenario.Storefront);
        await frozen.FreezeAsync();
        held.Release();
        scenario.Simulator.Faults.Clear();
        edits.Step();

        await using var successor = WorkerProcess.Start(database.ConnectionString, ("ConnectionStrings__redis", redis.ConnectionString));
        await AssertWholeAsync(scenario, connection, runId, successor);
        var truth = scenario.Truth(GitHubScenario.Storefront);
        Assert.NotEqual(stale, truth);

        await frozen.ThawAsync();
        await scenario.WaitAsync(
            _ => Task.FromResult(frozen.Output.Contains("taken over by another worker", StringComparison.Ordinal)), "the frozen worker to notice", frozen, successor);
        GitHubScenario.AssertSame(truth, await scenario.RecordAsync(connection));
        var attempts = await scenario.AttemptsAsync(connection);
        Assert.Equal([CollectionStatus.Succeeded, CollectionStatus.Abandoned, CollectionStatus.Succeeded], attempts.Select(attempt => attempt.Status));

        // Both go on afterwards.
        edits.Step();
        await AssertWholeAsync(scenario, connection, await scenario.RequestAsync(connection), frozen, successor);
        Assert.Equal(0, await frozen.StopAsync());
        Assert.Equal(0, await successor.StopAsync());
    }

    private static async Task AssertWholeAsync(GitHubScenario scenario, Connection connection, Guid runId, params WorkerProcess[] workers)
    {
        var run = await scenario.WaitUntilFinishedAsync(runId, workers);
        Assert.True(run.Status == RunStatus.Succeeded, $"{run.Message}\n{string.Join("\n---\n", workers.Select(worker => worker.Output))}");
        GitHubScenario.AssertSame(scenario.Truth(GitHubScenario.Storefront), await scenario.RecordAsync(connection));
        Assert.Empty(scenario.Simulator.UnknownRequests);
    }

    private static async Task WaitForSchemaAsync(NpgsqlDataSource dataSource, WorkerProcess worker)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!worker.Output.Contains("Application started", StringComparison.Ordinal))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, worker.Output);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        await using var command = dataSource.CreateCommand("SELECT to_regclass('runs') IS NOT NULL");
        Assert.Equal(true, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
