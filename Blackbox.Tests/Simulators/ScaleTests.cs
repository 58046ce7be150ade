using System.Diagnostics;
using Blackbox.Simulators.GitHub;

namespace Blackbox.Tests.Simulators;

public class ScaleTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_thousand_people_are_there_in_seconds_and_answer_quickly()
    {
        var started = Stopwatch.GetTimestamp();
        await using var client = await SimulatorClient.StartAsync(options => (options.People, options.Repositories, options.Days) = (1_000, 100, 30));
        output.WriteLine($"generated in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromMinutes(2));
        Assert.InRange(client.Simulator.Truth().Count, 70_000, 400_000);

        foreach (var path in new[]
        {
            "/repos/northwind-labs/storefront/commits?since=2026-03-30T00:00:00Z&per_page=100",
            "/repos/northwind-labs/storefront/pulls?state=all&sort=updated&direction=desc&per_page=100",
            "/repos/northwind-labs/storefront/issues/comments?since=2026-03-30T00:00:00Z&per_page=100",
            "/repos/northwind-labs/storefront/events?per_page=100",
            $"/users/{client.Simulator.Logins[700]}/events?per_page=100",
        })
        {
            using var first = await client.SendAsync(path);
            var before = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < 50; i++)
                using (await client.SendAsync(path)) { }
            var full = (Environment.CpuUsage.TotalTime - before) / 50;
            before = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < 50; i++)
                using (await client.SendAsync(path, first.Headers.ETag!.ToString())) { }
            var unchanged = (Environment.CpuUsage.TotalTime - before) / 50;
            output.WriteLine($"{full.TotalMilliseconds:0.00} ms, unchanged {unchanged.TotalMilliseconds:0.00} ms (client included): {path}");
        }
    }

    [Fact]
    public async Task Fifty_thousand_commits_are_made_page_by_page()
    {
        await using var client = await SimulatorClient.StartAsync();
        var login = client.Simulator.Logins[0];
        var at = new DateTimeOffset(2026, 3, 31, 20, 0, 0, TimeSpan.Zero);
        var made = client.Simulator.Change(new()
        {
            Kind = ChangeKind.AddLargeRepository,
            Repository = "northwind-labs/archive",
            Login = login,
            Count = 50_000,
            At = at,
        });
        const string root = "/repos/northwind-labs/archive";

        using var first = await client.SendAsync($"{root}/commits?per_page=100");
        var newest = await SimulatorClient.JsonOf(first);
        var last = await client.GetAsync(SimulatorClient.LinkOf(first, "last")!);
        var hour = await client.ListAsync($"{root}/commits?per_page=100&since=2026-03-31T19:00:00Z&until=2026-03-31T19:29:59Z");
        var before = newest[99].GetProperty("sha").GetString();
        var comparison = await client.GetAsync($"{root}/compare/{before}...{made.Sha}?per_page=50");
        var push = (await client.GetAsync($"{root}/events"))[0].GetProperty("payload");

        Assert.Equal(made.Sha, newest[0].GetProperty("sha").GetString());
        Assert.Equal("dependabot[bot]", last[last.GetArrayLength() - 1].GetProperty("author").GetProperty("login").GetString());
        Assert.Equal(1_800, hour.Count);
        Assert.Equal(99, comparison.GetProperty("total_commits").GetInt32());
        Assert.Equal(50, comparison.GetProperty("commits").GetArrayLength());
        Assert.Equal(newest[98].GetProperty("sha").GetString(), comparison.GetProperty("commits")[0].GetProperty("sha").GetString());
        Assert.Equal(made.Sha, push.GetProperty("head").GetString());
        Assert.Equal(50_000, client.Simulator.Truth(login, container: "northwind-labs/archive").Count);
    }

    [Fact]
    public async Task A_comparison_of_many_commits_comes_in_pages_oldest_first()
    {
        await using var client = await SimulatorClient.StartAsync();
        client.Simulator.Change(new() { Kind = ChangeKind.AddLargeRepository, Repository = "northwind-labs/archive", Count = 700 });
        var all = await client.ListAsync("/repos/northwind-labs/archive/commits?per_page=100");
        var (root, head) = (all[^1].GetProperty("sha").GetString(), all[0].GetProperty("sha").GetString());

        var whole = await client.GetAsync($"/repos/northwind-labs/archive/compare/{root}...{head}");
        var paged = await client.ListAsync($"/repos/northwind-labs/archive/compare/{root}...{head}?per_page=100", "commits");

        Assert.Equal(250, whole.GetProperty("commits").GetArrayLength());
        Assert.Equal(700, whole.GetProperty("total_commits").GetInt32());
        Assert.Equal(300, whole.GetProperty("files").GetArrayLength());
        Assert.Equal(
            all.SkipLast(1).Reverse().Select(commit => commit.GetProperty("sha").GetString()), paged.Select(commit => commit.GetProperty("sha").GetString()));
    }

    [Fact]
    public async Task Three_thousand_files_are_the_most_that_a_pull_request_lists()
    {
        await using var client = await SimulatorClient.StartAsync();
        var pull = client.Simulator.Change(new()
        {
            Kind = ChangeKind.OpenPullRequest,
            Repository = "northwind-labs/storefront",
            Login = client.Simulator.Logins[0],
            Title = "Reformat everything",
            Count = 3_500,
        });

        var files = await client.ListAsync($"/repos/northwind-labs/storefront/pulls/{pull.Number}/files?per_page=100");
        var whole = await client.GetAsync($"/repos/northwind-labs/storefront/pulls/{pull.Number}");

        Assert.Equal(3_000, files.Count);
        Assert.Equal(3_000, files.Select(file => file.GetProperty("filename").GetString()).Distinct().Count());
        Assert.All(files, file => Assert.StartsWith("@@ ", file.GetProperty("patch").GetString(), StringComparison.Ordinal));
        Assert.Equal(3_501, whole.GetProperty("changed_files").GetInt32());
    }
}
