using Blackbox.Core.Collecting;
using Blackbox.Simulators;
using Blackbox.Simulators.GitHub;
using Blackbox.Tests.Infrastructure;
using static Blackbox.Tests.Collecting.GitHub.GitHubCollectorTests;

namespace Blackbox.Tests.Collecting.GitHub;

public sealed class GitHubFaultTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(FaultKind.ServerError)]
    [InlineData(FaultKind.CutMiddle)]
    [InlineData(FaultKind.MalformedJson)]
    [InlineData(FaultKind.SecondaryLimit403)]
    [InlineData(FaultKind.PrimaryLimit)]
    public async Task No_failure_at_any_page_makes_the_record_worse_and_one_more_run_makes_it_whole(FaultKind kind)
    {
        await using var world = await GitHubWorld.StartAsync(database, options => (options.Days, options.Repositories, options.People) = (4, 1, 8));
        var connection = await world.ConnectAsync();
        await world.CollectAsync(connection, world.Everything);
        var truth = world.Truth();
        AssertSame(truth, await world.RecordAsync(connection));
        world.Simulator.ClearRequests();
        await world.CollectAsync(connection, world.Everything);
        var pages = world.Simulator.Requests.Select(request => request.Path).Distinct().ToList();

        // Every kind of page, and some of those of which there are many.
        foreach (var page in pages.GroupBy(path => string.Concat(path.Split('?')[0].Where(c => !char.IsDigit(c)))).SelectMany(group => group.Take(1)))
        {
            world.Simulator.Faults.Clear();
            world.Simulator.ClearLimits();
            // As often as the client tries, so that it gives up.
            var fault = world.Simulator.Faults.Add(new()
            {
                Kind = kind,
                Path = "~^" + System.Text.RegularExpressions.Regex.Escape(page) + "$",
                Times = 20,
                RetryAfter = TimeSpan.FromSeconds(1),
            });
            try
            {
                await world.CollectAsync(connection, world.Everything);
            }
            catch (PlatformException)
            {
            }
            Assert.True(fault.Uses > 0, $"{page} was not asked for");
            AssertSame(truth, await world.RecordAsync(connection));
        }
        world.Simulator.Faults.Clear();
        await Task.Delay(TimeSpan.FromSeconds(1.1), TimeProvider.System, TestContext.Current.CancellationToken);
        world.Simulator.ClearLimits();
    }

    [Fact]
    public async Task Malformed_items_are_told_and_the_others_arrive()
    {
        await using var world = await GitHubWorld.StartAsync(database, options => (options.Days, options.Repositories) = (5, 1));
        var (truth, container) = (world.Truth(), world.Simulator.Truth()[0].Container);
        foreach (var path in new[] { "/issues/comments", "/pulls/comments", "/issues/events", "/reviews", "/pulls/[0-9]+/commits", "/issues[?]", "/pulls[?]", "/releases" })
        {
            var connection = await world.ConnectAsync();
            var fault = world.Simulator.Faults.Add(new() { Kind = FaultKind.MalformedItem, Path = $"~{container}.*{path}" });
            var result = await world.CollectAsync(connection, world.Everything);
            Assert.Equal(1, fault.Uses);
            Assert.True(result.Reports.Sum(report => report.Skipped) >= 1, path);
            Assert.All(result.Problems, problem => Assert.NotEqual(CollectionProblemKind.ContainerFailed, problem.Kind));
            var record = await world.RecordAsync(connection);
            // What is on an issue that is not understood goes without its title.
            Assert.Empty(record.Select(Untitled).Except(truth.Select(Untitled)));
            // A pull request or issue that is not understood takes what is told of it along.
            Assert.InRange(truth.Count - record.Count, 0, 12);
            Assert.Empty(world.Simulator.UnknownRequests);
        }
    }

    [Fact]
    public async Task What_changes_between_two_pages_is_not_missed()
    {
        await using var world = await GitHubWorld.StartAsync(database, options => (options.Days, options.Repositories) = (14, 1));
        var window = world.Everything;
        var connection = await world.ConnectAsync();
        await world.CollectOnceAsync(connection, window);
        AssertSame(world.Truth(), await world.RecordAsync(connection));

        var newest = (await world.RowsAsync(connection)).Where(row => row.Kind == "comment").OrderByDescending(row => row.OccurredAt).First();
        foreach (var fault in new Fault[]
        {
            // The first page loses an item after it was read, so that the second one's first moves over to it.
            new()
            {
                Kind = FaultKind.Change,
                Path = "~/issues/comments.*page=2",
                Change = new OrganisationChange { Kind = ChangeKind.DeleteComment, Repository = newest.Container, Id = IdOf(newest) },
            },
            // What stands on the second page moves to the top of the first one after that was read.
            new()
            {
                Kind = FaultKind.Change,
                Path = "~/issues[?].*page=2",
                Change = new OrganisationChange
                {
                    Kind = ChangeKind.Comment,
                    Repository = newest.Container,
                    Login = world.Simulator.Logins[0],
                    Body = "Up",
                    Number = NumberOf((await world.RowsAsync(connection)).Where(row => row.Kind == "issue_opened").OrderBy(row => row.OccurredAt).First()),
                },
            },
        })
        {
            var planned = world.Simulator.Faults.Add(fault);
            await world.CollectOnceAsync(connection, window);
            Assert.Equal(1, planned.Uses);
            Assert.DoesNotContain(world.Truth().Except(await world.RecordAsync(connection)), row => !row.Contains(" comment ", StringComparison.Ordinal));
            await world.CollectOnceAsync(connection, window);
            AssertSame(world.Truth(), await world.RecordAsync(connection));
        }
    }

    [Fact]
    public async Task Refused_token_ends_the_collection_and_leaves_the_record()
    {
        await using var world = await GitHubWorld.StartAsync(database, options => (options.Days, options.Repositories) = (2, 1));
        var connection = await world.ConnectAsync();
        await world.CollectAsync(connection, world.Everything);
        await Assert.ThrowsAsync<PlatformAuthException>(() => world.CollectAsync(connection, world.Everything, "ghp_wrong"));
        AssertSame(world.Truth(), await world.RecordAsync(connection));
    }

    [Fact]
    public async Task Consumer_that_stops_early_stops_the_reading()
    {
        await using var world = await GitHubWorld.StartAsync(database);
        var connection = await world.ConnectAsync();
        await foreach (var _ in world.Collector.CollectAsync(world.Context(connection, world.Everything), TestContext.Current.CancellationToken))
            break;
        var asked = world.Simulator.Requests.Count;
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(asked, world.Simulator.Requests.Count);
        Assert.InRange(asked, 1, 400);
    }

    private static string Untitled(string row) => string.Join(' ', row.Split(' ').Take(5));
}
