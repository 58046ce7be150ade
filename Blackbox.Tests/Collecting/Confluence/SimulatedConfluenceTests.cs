using Blackbox.Core.Collecting;
using Blackbox.Simulators;
using Blackbox.Simulators.Confluence;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Collecting.Confluence;

/// <summary>The collector against a whole simulated wiki: the record is the truth, row by row.</summary>
public sealed class SimulatedConfluenceTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(ConfluenceDeployment.Cloud)]
    [InlineData(ConfluenceDeployment.DataCenter)]
    public async Task Record_equals_the_truth_and_a_second_run_asks_little(ConfluenceDeployment deployment)
    {
        await using var simulator = await ConfluenceSimulator.StartAsync(options => options.Deployment = deployment, TestContext.Current.CancellationToken);
        await using var world = new ConfluenceWorld(database, deployment == ConfluenceDeployment.Cloud);
        var connection = await world.ConnectAsync(simulator.ApiUrl);
        var month = Everything(simulator);

        var (counts, report) = await world.CollectAsync(connection, month);
        Assert.Empty(simulator.UnknownRequests);
        Assert.Empty(report.Problems);
        Assert.Equal(Truth(simulator, month), await world.RecordAsync(connection));
        output.WriteLine($"{deployment}: {report.Requests} requests for {counts.Found} activities: {(double)report.Requests / counts.Found:0.00} each");

        simulator.ClearRequests();
        var (again, second) = await world.CollectAsync(connection, month);
        output.WriteLine($"{deployment}: second run {second.Requests} requests");
        foreach (var kind in simulator.Requests.GroupBy(request => request.Path.Split('?')[0]))
            output.WriteLine($"{kind.Count()} {kind.Key}");
        Assert.Equal((0, 0, 0), (again.Added, again.Changed, again.Tombstoned));
        Assert.DoesNotContain(simulator.Requests, request => request.Path.Contains("historical", StringComparison.Ordinal) || request.Path.Contains("/version", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ConfluenceDeployment.Cloud)]
    [InlineData(ConfluenceDeployment.DataCenter)]
    public async Task Changes_of_everything_arrive_with_the_next_run(ConfluenceDeployment deployment)
    {
        await using var simulator = await ConfluenceSimulator.StartAsync(options => options.Deployment = deployment, TestContext.Current.CancellationToken);
        await using var world = new ConfluenceWorld(database, deployment == ConfluenceDeployment.Cloud);
        var connection = await world.ConnectAsync(simulator.ApiUrl);
        var month = Everything(simulator);
        await world.CollectAsync(connection, month);
        var at = month.To.AddHours(-2);
        var member = simulator.MemberIds[1];
        var pages = simulator.Truth(null, month.From, month.To).Where(a => a.Kind == "page_created").Select(a => long.Parse(a.ExternalId.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        var comments = simulator.Truth(null, month.From, month.To).Where(a => a.Kind == "comment").Select(a => long.Parse(a.ExternalId.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        var space = simulator.Truth(null, month.From, month.To).Select(a => a.Container).Distinct().First(key => key != "HR");

        simulator.Change(new() { Kind = ConfluenceChangeKind.EditPage, Content = pages[0], Member = member, Title = "Renamed by a test", Body = "<p>All new</p>", At = at });
        simulator.Change(new() { Kind = ConfluenceChangeKind.RevertPage, Content = pages[1], Number = 1, Member = member, At = at });
        simulator.Change(new() { Kind = ConfluenceChangeKind.MovePage, Content = pages[2], Space = space, Member = member, At = at });
        simulator.Change(new() { Kind = ConfluenceChangeKind.MovePage, Content = pages[3], Space = space, At = at });
        simulator.Change(new() { Kind = ConfluenceChangeKind.TrashPage, Content = pages[4], At = at });
        simulator.Change(new() { Kind = ConfluenceChangeKind.AddComment, Content = pages[0], Member = member, Body = "<p>Said</p>", At = at });
        simulator.Change(new() { Kind = ConfluenceChangeKind.EditComment, Comment = comments[0], Body = "<p>Said otherwise</p>", At = at });
        await world.CollectAsync(connection, month);
        Assert.Equal(Truth(simulator, month), await world.RecordAsync(connection));

        simulator.Change(new() { Kind = ConfluenceChangeKind.RestorePage, Content = pages[4], At = at });
        simulator.Change(new() { Kind = ConfluenceChangeKind.DeleteComment, Comment = comments[0], At = at });
        await world.CollectAsync(connection, month);
        Assert.Equal(Truth(simulator, month), await world.RecordAsync(connection));
        Assert.Empty(simulator.UnknownRequests);
    }

    [Theory]
    [InlineData(FaultKind.ServerError)]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.CutMiddle)]
    [InlineData(FaultKind.MalformedJson)]
    [InlineData(FaultKind.MalformedItem)]
    [InlineData(FaultKind.Forbidden)]
    [InlineData(FaultKind.NotFound)]
    public async Task Faults_on_the_way_lose_nothing_that_is_recorded_and_the_next_run_is_complete(FaultKind kind)
    {
        await using var simulator = await ConfluenceSimulator.StartAsync(options => (options.Days, options.People) = (7, 8), TestContext.Current.CancellationToken);
        await using var world = new ConfluenceWorld(database, isCloud: true);
        var connection = await world.ConnectAsync(simulator.ApiUrl);
        var week = Everything(simulator);
        await world.CollectAsync(connection, week);
        var whole = await world.RecordAsync(connection);
        Assert.Equal(Truth(simulator, week), whole);
        foreach (var path in new[] { "/space", "type%20in", "comment", "trashed" })
        {
            var fault = simulator.Faults.Add(new() { Kind = kind, Path = path, Times = 0 });
            try
            {
                var (counts, _) = await world.CollectAsync(connection, week);
                Assert.Equal(0, counts.Tombstoned);
            }
            catch (PlatformException exception)
            {
                output.WriteLine($"{kind} {path}: {exception.Code}");
            }
            simulator.Faults.Remove(fault);
            Assert.Equal(whole, await world.RecordAsync(connection));
        }
        await world.CollectAsync(connection, week);
        Assert.Equal(whole, await world.RecordAsync(connection));
    }

    private static TimeWindow Everything(ConfluenceSimulator simulator)
    {
        var end = new DateTimeOffset(simulator.Options.EndDate.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        return new(end.AddDays(-simulator.Options.Days), end);
    }

    private static List<string> Truth(ConfluenceSimulator simulator, TimeWindow window) =>
    [
        .. simulator.Truth(null, window.From, window.To, visibleTo: SimulatorOptions.OrganisationToken)
            .Select(a => ConfluenceWorld.Row(a.Person, a.Kind, a.ExternalId, a.OccurredAt, a.Container, a.Title)).Order(StringComparer.Ordinal),
    ];
}
