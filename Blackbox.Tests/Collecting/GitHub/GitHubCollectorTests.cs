using Blackbox.Core.Collecting;
using Blackbox.Simulators.GitHub;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Collecting.GitHub;

public sealed class GitHubCollectorTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Record_of_an_organisation_equals_the_truth_and_looking_again_costs_nothing()
    {
        await using var world = await GitHubWorld.StartAsync(database);
        var connection = await world.ConnectAsync();

        var first = await world.CollectAsync(connection, world.Everything);
        output.WriteLine($"{first.Counts.Found} activities, {first.Requests} requests counted, {first.NotModified} not: {(double)first.Requests / first.Counts.Added:0.00} for each");
        foreach (var group in world.Simulator.Requests.Where(r => r.Counted).GroupBy(r => System.Text.RegularExpressions.Regex.Replace(r.Path.Split('?')[0], @"^/repos/[^/]+/[^/]+|\d+|[0-9a-f]{40}", "*")).OrderByDescending(g => g.Count()))
            output.WriteLine($"{group.Count(),6} {group.Key}");
        AssertSame(world.Truth(), await world.RecordAsync(connection));
        Assert.Empty(world.Simulator.UnknownRequests);
        Assert.All(first.Problems, problem => Assert.Equal(CollectionProblemKind.Note, problem.Kind));
        Assert.InRange((double)first.Requests / first.Counts.Added, 0.01, 1.2);

        world.Simulator.ClearRequests();
        var second = await world.CollectAsync(connection, world.Everything);
        Assert.Equal((0, 0, 0, 0), (second.Requests, second.Counts.Added, second.Counts.Changed, second.Counts.Tombstoned));
        Assert.DoesNotContain(world.Simulator.Requests, request => request.Counted);
        Assert.Equal(first.Counts.Found, second.Counts.Found);
    }

    internal static void AssertSame(IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        var missing = expected.Except(actual).Take(10);
        var wrong = actual.Except(expected).Take(10);
        Assert.True(expected.SequenceEqual(actual), $"missing:\n{string.Join('\n', missing)}\nnot in the truth:\n{string.Join('\n', wrong)}");
    }
}
