using System.Globalization;
using Blackbox.Core.Collecting;
using Blackbox.Core.Runs;
using Blackbox.Simulators;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Tests.Runs.GitHub;

/// <summary>Many people's tasks, shared between workers.</summary>
public sealed class GitHubWorkersTests(Stack stack, ITestOutputHelper output)
{
    private const int People = 20;

    /// <summary>Tasks of one worker.</summary>
    private const int AtOnce = 2;

    [Fact]
    public async Task Two_workers_share_the_tasks_and_one_finishes_them_when_the_other_is_killed()
    {
        await using var database = new TestDatabase(stack);
        await database.InitializeAsync();
        await using var scenario = await GitHubScenario.StartAsync(database.DataSource, options =>
        {
            (options.People, options.Days, options.Activity) = (People, 2, 0.5);
            options.Latency = TimeSpan.FromMilliseconds(5);
        });
        await using var redis = await RedisProcess.StartNewAsync();
        var connections = new Dictionary<string, Connection>();
        foreach (var login in scenario.Simulator.Logins)
            connections[login] = await scenario.ConnectPersonAsync(login);
        Assert.Equal(People, connections.Count);

        (string, string)[] settings = [("ConnectionStrings__redis", redis.ConnectionString), ("Scheduling__MaxConcurrency", AtOnce.ToString(CultureInfo.InvariantCulture))];
        await using var killed = WorkerProcess.Start(database.ConnectionString, settings);
        await using var survivor = WorkerProcess.Start(database.ConnectionString, settings);
        foreach (var worker in (WorkerProcess[])[killed, survivor])
            await scenario.WaitAsync(_ => Task.FromResult(worker.Output.Contains("Application started", StringComparison.Ordinal)), "a worker", worker);

        scenario.Simulator.Faults.Add(new() { Kind = FaultKind.Hold, Nth = 60, Times = 0 });
        var runs = new List<Guid>();
        foreach (var connection in connections.Values)
            runs.Add(await scenario.RequestAsync(connection));
        // Each is in the middle of tasks at the same moment.
        await scenario.WaitAsync(async db =>
        {
            if (await db.CollectionRuns.CountAsync(attempt => attempt.Status == CollectionStatus.Running, TestContext.Current.CancellationToken) < 2 * AtOnce)
                return false;
            var nodes = await db.Database.SqlQuery<string>($"SELECT DISTINCT instance_name AS \"Value\" FROM quartz.qrtz_fired_triggers WHERE job_group = 'tasks'")
                .ToListAsync(TestContext.Current.CancellationToken);
            return nodes.Exists(node => IsOf(node, killed)) && nodes.Exists(node => IsOf(node, survivor));
        }, "both workers to have tasks", killed, survivor);
        await killed.KillAsync();
        scenario.Simulator.Faults.Clear();

        foreach (var runId in runs)
        {
            var run = await scenario.WaitUntilFinishedAsync(runId, survivor);
            Assert.True(run.Status == RunStatus.Succeeded, $"{run.Message}\n{survivor.Output}");
        }
        var total = 0;
        foreach (var (login, connection) in connections)
        {
            var truth = scenario.Truth(login: login, token: GitHubScenario.TokenOf(login));
            GitHubScenario.AssertSame(truth, await scenario.RecordAsync(connection), login);
            total += truth.Count;
        }
        Assert.Empty(scenario.Simulator.UnknownRequests);
        await using var final = scenario.Db();
        var attempts = await final.CollectionRuns.AsNoTracking().GroupBy(attempt => attempt.Status).ToDictionaryAsync(
            group => group.Key, group => group.Count(), TestContext.Current.CancellationToken);
        output.WriteLine($"{total} activities of {People} people; attempts: {string.Join(", ", attempts.Select(pair => $"{pair.Key} {pair.Value}"))}");
        Assert.Equal(People, attempts[CollectionStatus.Succeeded]);
        Assert.Equal(AtOnce, attempts[CollectionStatus.Abandoned]);
        Assert.Equal(0, await survivor.StopAsync());
    }

    private static bool IsOf(string node, WorkerProcess worker) =>
        node.Contains(string.Create(CultureInfo.InvariantCulture, $":{worker.Id}:"), StringComparison.Ordinal);
}
