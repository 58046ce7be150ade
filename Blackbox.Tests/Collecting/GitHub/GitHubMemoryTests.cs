using Blackbox.Core.Collecting;
using Blackbox.Simulators.GitHub;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Collecting.GitHub;

/// <summary>Alone, because what other tests hold would count.</summary>
[CollectionDefinition(nameof(GitHubMemoryTests), DisableParallelization = true)]
public sealed class GitHubMemoryGroup;

[Collection(nameof(GitHubMemoryTests))]
public sealed class GitHubMemoryTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    private const long Limit = 200 * 1024 * 1024;

    [Fact]
    public async Task Fifty_thousand_commits_are_read_without_holding_them()
    {
        await using var world = await GitHubWorld.StartAsync(database, options => (options.Days, options.Repositories, options.Activity) = (3, 1, 0.01));
        var name = $"{world.Organization}/import";
        world.Change(ChangeKind.AddLargeRepository, name, c => c with { Count = 50_000 });
        var connection = await world.ConnectAsync($$"""{"repositories": ["{{name}}"]}""");

        var (count, growth) = await MeasureAsync(world, connection);
        output.WriteLine($"{count} commits, {growth / 1048576.0:0.0} MB more at the most");
        Assert.Equal(world.Truth(repository: name).Count, count);
        Assert.InRange(count, 49_000, 50_000);
        Assert.InRange(growth, 0, Limit);
    }

    [Fact]
    public async Task Three_thousand_files_are_counted_and_the_first_kept()
    {
        await using var world = await GitHubWorld.StartAsync(database, options => (options.Days, options.Repositories, options.Activity) = (2, 1, 0.01));
        var name = $"{world.Organization}/storefront";
        var opened = world.Change(ChangeKind.OpenPullRequest, name, c => c with { Title = "Everything at once", Count = 2_999 });
        var connection = await world.ConnectAsync();

        var (_, growth) = await MeasureAsync(world, connection);
        output.WriteLine($"{growth / 1048576.0:0.0} MB more at the most");
        Assert.InRange(growth, 0, Limit);
        await world.CollectAsync(connection, world.Everything);
        var details = Recorded.Json((await world.RowsAsync(connection)).Single(row => row.ExternalId == $"pull:{opened.Id}:opened").Details);
        Assert.Equal((3_000, 300), (details.GetProperty("filesChanged").GetInt32(), details.GetProperty("files").GetArrayLength()));
        Assert.Equal("[\"files\"]", details.GetProperty("truncated").GetRawText());
        Assert.Equal(4, world.Simulator.Requests.Count(request => request.Counted && request.Path.Contains($"/pulls/{opened.Number}", StringComparison.Ordinal)
            && !request.Path.Contains("/reviews", StringComparison.Ordinal) && !request.Path.Contains("/commits", StringComparison.Ordinal)));
    }

    // The simulator lives in this process as well, so what it holds counts too.
    private static async Task<(int Count, long Growth)> MeasureAsync(GitHubWorld world, Connection connection)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (count, most) = (0, before);
        await foreach (var _ in world.Collector.CollectAsync(world.Context(connection, world.Everything), TestContext.Current.CancellationToken))
        {
            if (++count % 1_000 == 0)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
        }
        return (count, Math.Max(most, GC.GetTotalMemory(forceFullCollection: true)) - before);
    }
}
