using System.Globalization;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.GitHub.Client;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Simulators;
using Blackbox.Simulators.GitHub;
using Blackbox.Tests.Collecting.Budgets;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Collecting.GitHub.Client;

public sealed class SimulatedGitHubTests(TestDatabase database, BudgetWorld redis) : IClassFixture<TestDatabase>, IClassFixture<BudgetWorld>
{
    private const string Owner = GitHubSimulatorOptions.DefaultOrganisation;
    private const string Token = GitHubSimulatorOptions.OrganisationToken;
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FaultKind.ServerError)]
    [InlineData(FaultKind.BadGateway)]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.CutMiddle)]
    [InlineData(FaultKind.MalformedJson)]
    [InlineData(FaultKind.SlowDrip)]
    [InlineData(FaultKind.SecondaryLimit403)]
    [InlineData(FaultKind.SecondaryLimit429)]
    [InlineData(FaultKind.PrimaryLimit)]
    public async Task Fault_on_any_page_of_a_list_does_no_harm(FaultKind kind)
    {
        await using var github = await StartAsync();
        await using var world = new ClientWorld(options => options.AttemptTimeout = TimeSpan.FromSeconds(kind == FaultKind.SlowDrip ? 0.5 : 10));
        var path = await LongListAsync(github, world);
        var expected = await ReadAsync(github, world, path);
        Assert.True(expected.Pages >= 3);

        for (var page = 1; page <= expected.Pages; page++)
        {
            var fault = github.Faults.Add(new() { Kind = kind, Nth = page, RetryAfter = TimeSpan.FromSeconds(1), Pause = TimeSpan.FromMilliseconds(200) });
            Assert.Equal(expected, await ReadAsync(github, world, path));
            Assert.Equal(1, fault.Uses);
            github.Faults.Clear();
        }

        Assert.DoesNotContain(github.Requests, request => request.DuringPause);
        Assert.Empty(github.UnknownRequests);
    }

    [Fact]
    public async Task Unchanged_lists_cost_nothing_and_both_sides_count_alike()
    {
        await using var github = await StartAsync();
        await using var world = new ClientWorld();
        var memory = await MemoryAsync();
        var path = await LongListAsync(github, world);
        github.ClearRequests();
        var before = world.Tally.Requests;
        var expected = await ReadAsync(github, world, path, memory);
        Assert.Equal(expected.Pages, world.Tally.Requests - before);
        Assert.Equal(expected.Pages, github.Requests.Count(request => request.Counted));
        var left = (await world.Open(github.ApiUrl, token: Token).BudgetAsync("core", Cancelled))!.Remaining;

        github.ClearRequests();
        Assert.Equal(expected, await ReadAsync(github, world, path, memory));

        Assert.All(github.Requests, request => Assert.Equal(304, request.Status));
        Assert.Equal((expected.Pages, 0), (github.Requests.Count, github.Requests.Count(request => request.Counted)));
        Assert.Equal(expected.Pages, world.Tally.NotModified);
        Assert.Equal(left, (await world.Open(github.ApiUrl, token: Token).BudgetAsync("core", Cancelled))!.Remaining);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/api/v3")]
    public async Task Renamed_repository_is_found_under_its_old_name(string prefix)
    {
        await using var github = await StartAsync(options => (options.PathPrefix, options.UnreachableRepositories) = (prefix, false));
        await using var world = new ClientWorld();
        var session = world.Open(github.ApiUrl, token: Token);
        string name;
        using (var repositories = await session.GetAsync($"/orgs/{Owner}/repos", Cancelled))
            name = repositories.Root[0].GetProperty("full_name").GetString()!;
        github.Change(new() { Kind = ChangeKind.RenameRepository, Repository = name, Title = "quite-another-name" });

        using var page = await session.GetAsync($"/repos/{name}", Cancelled);

        Assert.Equal($"{Owner}/quite-another-name", page.Root.GetProperty("full_name").GetString());
        Assert.StartsWith("/repositories/", page.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_nodes_together_stay_within_the_limit()
    {
        await using var github = await StartAsync(options => options.CoreLimit = 60);
        await using var one = new ClientWorld(redis: await redis.ConnectAsync());
        await using var other = new ClientWorld(redis: await redis.ConnectAsync());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => AskUntilRefusedAsync(github, worker % 2 == 0 ? one : other)));

        // What was under way when another answer came is counted twice until the window ends.
        Assert.InRange(github.Requests.Count, 52, 60);
        Assert.All(github.Requests, request => Assert.Equal(200, request.Status));
    }

    [Fact]
    public async Task Limit_holds_also_when_redis_dies_in_the_middle()
    {
        await using var github = await StartAsync(options =>
        {
            options.CoreLimit = 200;
            options.Latency = TimeSpan.FromMilliseconds(10);
        });
        await using var server = await RedisProcess.StartNewAsync();
        var connections = (await server.ConnectAsync(), await server.ConnectAsync());
        await using var one = new ClientWorld(redis: connections.Item1, budgets: options => options.RedisAwayFor = TimeSpan.FromMilliseconds(200));
        await using var other = new ClientWorld(redis: connections.Item2, budgets: options => options.RedisAwayFor = TimeSpan.FromMilliseconds(200));

        var work = Task.WhenAll(Enumerable.Range(0, 8).Select(worker => AskUntilRefusedAsync(github, worker % 2 == 0 ? one : other)));
        while (github.Requests.Count < 60)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancelled);
        await server.KillAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancelled);
        await server.StartAsync();
        await work;

        Assert.InRange(github.Requests.Count, 100, 200);
        Assert.All(github.Requests, request => Assert.Equal(200, request.Status));
        await connections.Item1.CloseAsync();
        await connections.Item2.CloseAsync();
    }

    [Fact]
    public async Task Connection_test_sees_what_the_token_sees()
    {
        await using var github = await StartAsync();
        await using var world = new ClientWorld();
        var access = ClientWorld.Access(github.ApiUrl, Token);

        var all = await world.AccessTest.RunAsync(access, [], Owner, Cancelled);
        var some = await world.AccessTest.RunAsync(access, [all.Containers[0].Container, $"{Owner}/nothing"], null, Cancelled);

        Assert.True(all.Ok, all.Message);
        Assert.NotNull(all.Self);
        Assert.True(all.Containers.Count >= 6);
        Assert.Equal([true, false], some.Containers.Select(container => container.Ok));
        Assert.Empty(github.UnknownRequests);
    }

    private static async Task<GitHubSimulator> StartAsync(Action<GitHubSimulatorOptions>? configure = null) =>
        await GitHubSimulator.StartAsync(configure, Cancelled);

    private static async Task AskUntilRefusedAsync(GitHubSimulator github, ClientWorld world)
    {
        var session = world.Open(github.ApiUrl, token: Token);
        try
        {
            while (true)
                (await session.GetAsync("/user", Cancelled)).Dispose();
        }
        catch (PlatformThrottledException)
        {
            // What it is for.
        }
    }

    /// <summary>Commits of a repository, on some pages.</summary>
    private static async Task<string> LongListAsync(GitHubSimulator github, ClientWorld world)
    {
        var session = world.Open(github.ApiUrl, token: Token);
        using var repositories = await session.GetAsync($"/orgs/{Owner}/repos?per_page=100", Cancelled);
        foreach (var repository in repositories.Root.EnumerateArray())
        {
            var path = $"/repos/{repository.GetProperty("full_name").GetString()}/commits?per_page=";
            try
            {
                using var page = await session.GetAsync(path + "1", Cancelled);
                if (page.LastPage is >= 12 and <= 300 and var count)
                    return path + (count / 3).ToString(CultureInfo.InvariantCulture);
            }
            catch (ResourceException)
            {
                // The empty one.
            }
        }
        throw new InvalidOperationException("No repository has a list of some pages.");
    }

    private static async Task<(int Pages, string Shas)> ReadAsync(GitHubSimulator github, ClientWorld world, string path, FetchMemory? memory = null)
    {
        var pages = 0;
        var shas = new List<string>();
        await foreach (var page in world.Open(github.ApiUrl, memory, Token).PagesAsync(path, Cancelled))
        {
            using (page)
            {
                pages++;
                shas.AddRange(page.Root.EnumerateArray().Select(commit => commit.GetProperty("sha").GetString()!));
            }
        }
        return (pages, string.Join(' ', shas));
    }

    private async Task<FetchMemory> MemoryAsync()
    {
        await using var db = database.CreateContext();
        var connection = new Connection { Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), Platform = Platforms.GitHub, Name = "GitHub" };
        db.Connections.Add(connection);
        await db.SaveChangesAsync(Cancelled);
        return new(database.DataSource, connection.Id, TimeProvider.System);
    }
}
