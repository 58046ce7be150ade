using System.Globalization;
using Blackbox.Core.Collecting;
using Blackbox.Core.Runs;
using Blackbox.Simulators.GitHub;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Runs.GitHub;

/// <summary>20 people and 30 days over the whole path: run, tasks, scheduler, swap, summaries.</summary>
public sealed class OrganisationRecordTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    private const double MaxRequestsPerItem = 1.2;

    [Fact]
    public async Task Record_equals_the_truth_row_by_row_costs_nothing_when_unchanged_and_follows_what_changes()
    {
        await using var scenario = await GitHubScenario.StartAsync(database.DataSource, options => (options.People, options.Repositories, options.Days) = (20, 6, 30));
        var connection = await scenario.ConnectAsync($$"""{"organization": "{{GitHubSimulatorOptions.DefaultOrganisation}}"}""");
        await using var worker = WorkerProcess.Start(database.ConnectionString);

        await CollectAsync(scenario, connection, worker);
        var first = Assert.Single(await scenario.AttemptsAsync(connection));
        var perItem = (double)first.Requests / first.Added;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{first.Added} activities, {first.Requests} requests counted, {perItem:0.00} for each"));
        Assert.InRange(perItem, 0.01, MaxRequestsPerItem);
        Assert.Equal(scenario.Simulator.Requests.Count(request => request.Counted), first.Requests);

        scenario.Simulator.ClearRequests();
        await CollectAsync(scenario, connection, worker);
        var second = (await scenario.AttemptsAsync(connection))[1];
        output.WriteLine($"again: {second.Requests} requests counted, {second.NotModified} not");
        Assert.DoesNotContain(scenario.Simulator.Requests, request => request.Counted);
        Assert.Equal((0, 0, 0, 0), (second.Requests, second.Added, second.Changed, second.Tombstoned));

        const string Secret = "quarkmelon";
        var edits = new OrganisationEdits(scenario.Simulator, GitHubScenario.Storefront);
        var login = scenario.Simulator.Logins[1];
        var issue = scenario.Simulator.Change(new()
        {
            Kind = ChangeKind.OpenIssue,
            Repository = GitHubScenario.Storefront,
            Login = login,
            Title = $"The {Secret} leaks",
            Body = $"A {Secret} was seen",
        });
        edits.Step();
        scenario.Simulator.ClearRequests();
        await CollectAsync(scenario, connection, worker);
        Assert.True(await scenario.CountTextsAsync(Secret) > 0, "Nothing tells of the issue.");
        var third = (await scenario.AttemptsAsync(connection))[2];
        var changed = third.Added + third.Changed + third.Tombstoned;
        output.WriteLine($"after changes: {changed} activities, {third.Requests} requests counted");

        scenario.Simulator.Change(new() { Kind = ChangeKind.DeleteIssue, Repository = GitHubScenario.Storefront, Number = issue.Number });
        edits.Step();
        await CollectAsync(scenario, connection, worker);
        Assert.Equal(0, await scenario.CountTextsAsync(Secret));
        Assert.Equal(0, await worker.StopAsync());
        Assert.Empty(scenario.Simulator.UnknownRequests);
    }

    private static async Task CollectAsync(GitHubScenario scenario, Connection connection, WorkerProcess worker)
    {
        var run = await scenario.WaitUntilFinishedAsync(await scenario.RequestAsync(connection), worker);
        Assert.True(run.Status == RunStatus.Succeeded, $"{run.Message}\n{worker.Output}");
        GitHubScenario.AssertSame(scenario.Truth(), await scenario.RecordAsync(connection));
    }
}
