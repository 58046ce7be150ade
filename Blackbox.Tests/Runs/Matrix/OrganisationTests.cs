using System.Globalization;
using Blackbox.Core.Collecting;
using Blackbox.Core.Runs;
using Blackbox.Core.Users;
using Blackbox.Simulators;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Tests.Runs.Matrix;

/// <summary>20 people and 30 days on four platforms over the whole path: runs, shared tasks, scheduler, swap, who is who, summaries.</summary>
public sealed class OrganisationTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    private const int People = 20;
    private const int Days = 30;
    private const double MaxRequestsPerItem = 1.2;

    [Fact]
    public async Task Record_of_four_platforms_equals_the_truth_and_is_everyones_own()
    {
        await using var scenario = await StartAsync();
        var admin = await scenario.AddUserAsync(isAdmin: true);
        List<Connection> connections = [];
        foreach (var platform in scenario.Platforms)
            connections.Add(await scenario.ConnectAsync(null, platform));
        await using var worker = Start(database);
        await CollectAsync(scenario, admin, connections, worker);

        var (requests, items) = (0, 0);
        foreach (var connection in connections)
        {
            var attempts = await scenario.AttemptsAsync(connection);
            var (asked, added) = (attempts.Sum(attempt => attempt.Requests), attempts.Sum(attempt => attempt.Added));
            (requests, items) = (requests + asked, items + added);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{connection.Platform}: {added} activities, {asked} requests counted, {(double)asked / added:0.00} for each, {attempts[0].Problems}"));
        }
        Assert.InRange((double)requests / items, 0.01, MaxRequestsPerItem);

        // Nobody is known yet: it waits, and is somebody's as soon as they are.
        var people = await AssignAsync(scenario, connections);
        foreach (var (user, identities) in people)
        {
            await using var db = scenario.Db();
            var expected = await db.Activities.CountAsync(a => identities.Contains(a.IdentityId) && a.DeletedAt == null, TestContext.Current.CancellationToken);
            Assert.Equal(expected, await db.ActivitiesOf(user).CountAsync(TestContext.Current.CancellationToken));
            Assert.True(expected > 0);
        }

        await CollectAsync(scenario, admin, connections, worker);
        foreach (var connection in connections)
        {
            var again = (await scenario.AttemptsAsync(connection))[^1];
            output.WriteLine($"{connection.Platform} again: {again.Requests} requests counted, {again.NotModified} not");
            Assert.Equal((0, 0, 0), (again.Added, again.Changed, again.Tombstoned));
            Assert.InRange(again.Requests, 0, connection.Platform == GitHubPlatform.Name ? 0 : 60);
        }
        Assert.Equal(0, await worker.StopAsync());
        Assert.All(scenario.Platforms, platform => Assert.Empty(platform.Simulator.UnknownRequests));
    }

    [Fact]
    public async Task Words_that_are_deleted_at_the_source_cannot_be_found_any_more_after_one_run()
    {
        const string Secret = "quarkmelon";
        await using var scenario = await StartAsync(people: 4, days: 4);
        var user = await scenario.AddUserAsync();
        List<Connection> connections = [];
        foreach (var platform in scenario.Platforms)
            connections.Add(await scenario.ConnectAsync(user, platform));
        var deletions = scenario.Platforms.Select(platform => platform.Say(Secret)).ToList();
        await using var worker = Start(database);
        await CollectAsync(scenario, user, connections, worker);
        await AssignAllAsync(scenario, user);
        await CollectAsync(scenario, user, connections, worker);
        Assert.True(await scenario.CountTextsAsync(Secret) >= 3 * connections.Count, "Nothing tells of it.");

        foreach (var delete in deletions)
            delete();
        await CollectAsync(scenario, user, connections, worker);
        Assert.Equal(0, await scenario.CountTextsAsync(Secret));
        Assert.Equal(0, await worker.StopAsync());
    }

    [Fact]
    public async Task Night_without_one_platform_is_complete_in_the_others_says_what_is_missing_and_is_filled_later()
    {
        await using var scenario = await StartAsync(people: 4, days: 4);
        var user = await scenario.AddUserAsync();
        List<Connection> connections = [];
        foreach (var platform in scenario.Platforms)
            connections.Add(await scenario.ConnectAsync(user, platform));
        var down = scenario.Platforms.Single(platform => platform.Platform == "jira");
        var fault = down.Simulator.Faults.Add(new() { Kind = FaultKind.ServerError, Times = 0 });
        await using var worker = Start(database, ("Collecting__RunPatience", "00:00:01"), ("Collecting__BreakerPause", "00:00:02"), ("Collecting__MaxBreakerPause", "00:00:02"));

        var run = await scenario.WaitUntilFinishedAsync(await scenario.RequestAsync(user.Id), worker);
        Assert.Equal(RunStatus.Partial, run.Status);
        foreach (var (platform, connection) in scenario.Platforms.Zip(connections).Where(pair => pair.First != down))
            RecordScenario.AssertSame(scenario.Truth(platform), await scenario.RecordAsync(connection, platform), platform.Platform);
        Assert.Equal(4, await CountDaysAsync(scenario, user, "**Jira** could not be read completely yet."));

        down.Simulator.Faults.Remove(fault);
        var jira = connections[scenario.Platforms.ToList().IndexOf(down)];
        await scenario.WaitAsync(async db => await db.CollectionTasks.AllAsync(
            task => task.ConnectionId != jira.Id || task.Status == CollectionTaskStatus.Succeeded, TestContext.Current.CancellationToken), "Jira's part", worker);
        RecordScenario.AssertSame(scenario.Truth(down), await scenario.RecordAsync(jira, down));
        await scenario.WaitAsync(async _ => await CountDaysAsync(scenario, user, "could not be read") == 0, "days that say nothing is missing", worker);
        Assert.Equal(0, await worker.StopAsync());
    }

    private async Task<PlatformScenario> StartAsync(int people = People, int days = Days)
    {
        List<SimulatedPlatform> platforms = [await GitHubPlatform.StartAsync(people, days)];
        foreach (var name in (string[])[SimulatedPlatform.JiraCloud, SimulatedPlatform.ConfluenceCloud, SimulatedPlatform.Slack])
            platforms.Add(await SimulatedPlatform.StartAsync(name, people, days));
        return new(database.DataSource, platforms);
    }

    private static async Task CollectAsync(PlatformScenario scenario, User user, List<Connection> connections, WorkerProcess worker)
    {
        var run = await scenario.WaitUntilFinishedAsync(await scenario.RequestAsync(user.Id), worker);
        Assert.True(run.Status == RunStatus.Succeeded, $"{run.Message}\n{worker.Output}");
        foreach (var (platform, connection) in scenario.Platforms.Zip(connections))
            RecordScenario.AssertSame(scenario.Truth(platform), await scenario.RecordAsync(connection, platform), platform.Platform);
    }

    // Who acted on a platform becomes a user with what they did on all of them, as far as the names are the same.
    private static async Task<Dictionary<Guid, List<Guid>>> AssignAsync(PlatformScenario scenario, List<Connection> connections)
    {
        await using var db = scenario.Db();
        var ids = connections.ConvertAll(connection => connection.Id);
        var identities = await db.Identities.Where(i => ids.Contains(i.ConnectionId) && db.Activities.Any(a => a.IdentityId == i.Id && a.DeletedAt == null))
            .ToListAsync(TestContext.Current.CancellationToken);
        Dictionary<Guid, List<Guid>> people = [];
        foreach (var person in identities.GroupBy(identity => identity.DisplayName).Take(People))
        {
            var user = await scenario.AddUserAsync();
            foreach (var identity in person)
                (identity.UserId, identity.AssignedBy) = (user.Id, IdentityAssignment.Admin);
            people[user.Id] = [.. person.Select(identity => identity.Id)];
        }
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return people;
    }

    private static async Task AssignAllAsync(PlatformScenario scenario, User user)
    {
        await using var db = scenario.Db();
        await db.Identities.Where(identity => db.Connections.Any(c => c.Id == identity.ConnectionId && c.UserId == user.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(i => i.UserId, user.Id).SetProperty(i => i.AssignedBy, IdentityAssignment.Claim), TestContext.Current.CancellationToken);
    }

    private static async Task<int> CountDaysAsync(PlatformScenario scenario, User user, string words)
    {
        await using var db = scenario.Db();
        return await db.DailySummaries.CountAsync(day => day.UserId == user.Id && day.Content.Contains(words), TestContext.Current.CancellationToken);
    }

    private static WorkerProcess Start(TestDatabase database, params (string, string)[] settings) => WorkerProcess.Start(database.ConnectionString,
        [("Slack__ListsPerMinute", "1000"), ("Slack__MessagesPerMinute", "1000"), ("Budgets__UnknownAllowance", "1000"), .. settings]);
}
