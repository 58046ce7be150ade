using Blackbox.Simulators.Jira;
using Blackbox.Tests.Infrastructure;
using Deployment = Blackbox.Simulators.Jira.Deployment;

namespace Blackbox.Tests.Collecting.Jira;

/// <summary>Alone, because what other tests hold would count.</summary>
[CollectionDefinition(nameof(JiraMemoryTests), DisableParallelization = true)]
public sealed class JiraMemoryGroup;

[Collection(nameof(JiraMemoryTests))]
public sealed class JiraMemoryTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    private const long Limit = 200 * 1024 * 1024;

    [Theory]
    [InlineData(Deployment.Cloud)]
    [InlineData(Deployment.Server)]
    public async Task Issue_with_ten_thousand_changes_is_read_without_holding_them(Deployment deployment)
    {
        await using var simulator = await JiraSimulator.StartAsync(options =>
        {
            (options.Deployment, options.Days, options.Activity, options.RequestLimit) = (deployment, 3, 0.05, 1_000_000);
        }, TestContext.Current.CancellationToken);
        await using var world = new JiraWorld(database);
        var window = JiraCollectorTests.Everything(simulator);
        var person = simulator.IdOf(simulator.People[0]);
        simulator.Change(new() { Kind = JiraChangeKind.AddLargeIssue, Project = "ENG", Person = person, Text = "Imported", Count = 10_000, At = window.To.AddHours(-2) });
        var connection = await world.ConnectAsync(simulator.ApiUrl);

        foreach (var what in (string[])["anew", "from memory"])
        {
            var context = world.Context(connection, window, simulator.Options.Secret);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var (count, most, seenBefore) = (0, before, 0);
            await foreach (var _ in world.Collector.CollectAsync(context, TestContext.Current.CancellationToken))
            {
                if (++count % 1_000 != 0)
                    continue;
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
                seenBefore = Math.Max(seenBefore, count);
            }
            output.WriteLine($"{deployment} {what}: {count} activities, {(most - before) / 1048576.0:0.0} MB more at the most, {context.Report.Requests} requests");
            Assert.InRange(count, 10_000, 12_000);
            Assert.InRange(most - before, 0, Limit);
        }
    }
}
