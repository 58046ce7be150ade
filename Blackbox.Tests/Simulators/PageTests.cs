using System.Net;
using System.Text.Json;

namespace Blackbox.Tests.Simulators;

public class PageTests
{
    private const string Issues = "/repos/northwind-labs/storefront/issues?state=all";

    [Fact]
    public async Task Links_lead_to_the_other_pages_and_no_further()
    {
        await using var client = await SimulatorClient.StartAsync();
        var all = await client.ListAsync($"{Issues}&per_page=100");

        using var first = await client.SendAsync($"{Issues}&per_page=10");
        var last = SimulatorClient.LinkOf(first, "last")!;
        using var second = await client.SendAsync(SimulatorClient.LinkOf(first, "next")!);
        using var end = await client.SendAsync(last);
        using var beyond = await client.SendAsync($"{Issues}&per_page=10&page=4000");

        Assert.Null(SimulatorClient.LinkOf(first, "prev"));
        Assert.Null(SimulatorClient.LinkOf(first, "first"));
        Assert.Equal(all[..10].Select(Number), (await SimulatorClient.JsonOf(first)).EnumerateArray().Select(Number));
        Assert.Equal(all[10..20].Select(Number), (await SimulatorClient.JsonOf(second)).EnumerateArray().Select(Number));
        Assert.EndsWith($"page={(all.Count + 9) / 10}", last, StringComparison.Ordinal);
        Assert.NotNull(SimulatorClient.LinkOf(second, "prev"));
        Assert.NotNull(SimulatorClient.LinkOf(second, "first"));
        Assert.Null(SimulatorClient.LinkOf(end, "next"));
        Assert.Empty((await SimulatorClient.JsonOf(beyond)).EnumerateArray());
        // GitHub's links name the repository by its id.
        Assert.Contains("/repositories/", last, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("per_page=1000", 100)]
    [InlineData("per_page=0", 30)]
    [InlineData("per_page=x", 30)]
    [InlineData("", 30)]
    public async Task A_page_has_at_most_a_hundred_items_and_thirty_unless_told(string parameter, int expected)
    {
        await using var client = await SimulatorClient.StartAsync(options => options.Activity = 3);

        var page = await client.GetAsync($"{Issues}&{parameter}");

        Assert.Equal(expected, page.GetArrayLength());
    }

    [Fact]
    public async Task Lists_are_sorted_and_filtered_by_their_parameters()
    {
        await using var client = await SimulatorClient.StartAsync();
        const string pulls = "/repos/northwind-labs/storefront/pulls?state=all&sort=updated&direction=desc&per_page=100";
        var updated = (await client.ListAsync(pulls)).ConvertAll(pull => pull.GetProperty("updated_at").GetDateTimeOffset());
        var since = updated[updated.Count / 2];

        var issues = await client.ListAsync($"{Issues}&sort=updated&direction=asc&per_page=100&since={since:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        var commits = await client.ListAsync(
            "/repos/northwind-labs/storefront/commits?per_page=100&since=2026-03-10T00:00:00Z&until=2026-03-12T00:00:00Z");

        Assert.Equal(updated.OrderDescending(), updated);
        Assert.All(issues, issue => Assert.True(issue.GetProperty("updated_at").GetDateTimeOffset() >= since));
        Assert.Equal(issues.Select(Updated).Order(), issues.Select(Updated));
        Assert.NotEmpty(commits);
        Assert.All(commits, commit => Assert.InRange(
            commit.GetProperty("commit").GetProperty("committer").GetProperty("date").GetDateTimeOffset(),
            new(2026, 3, 10, 0, 0, 0, TimeSpan.Zero), new(2026, 3, 12, 0, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task Events_end_after_three_hundred_and_after_thirty_days()
    {
        await using var client = await SimulatorClient.StartAsync(options =>
        {
            options.Days = 60;
            options.Activity = 2;
        });

        var events = await client.ListAsync("/repos/northwind-labs/storefront/events?per_page=100");
        using var beyond = await client.SendAsync("/repos/northwind-labs/storefront/events?per_page=100&page=4");
        await using var quiet = await SimulatorClient.StartAsync(options =>
        {
            options.Days = 60;
            options.Activity = 0.1;
        });
        var few = await quiet.ListAsync("/repos/northwind-labs/storefront/events?per_page=100");

        Assert.Equal(300, events.Count);
        Assert.Equal(events.Select(At).OrderDescending(), events.Select(At));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, beyond.StatusCode);
        Assert.InRange(few.Count, 1, 299);
        Assert.All(few, entry => Assert.True(At(entry) > new DateTimeOffset(2026, 3, 1, 23, 0, 0, TimeSpan.Zero)));
        var push = events.First(entry => entry.GetProperty("type").GetString() == "PushEvent").GetProperty("payload");
        Assert.Equal(["repository_id", "push_id", "ref", "head", "before"], push.EnumerateObject().Select(field => field.Name));

        static DateTimeOffset At(JsonElement entry) => entry.GetProperty("created_at").GetDateTimeOffset();
    }

    [Fact]
    public async Task A_push_compares_to_the_commits_that_it_brought()
    {
        await using var client = await SimulatorClient.StartAsync();
        var events = await client.ListAsync("/repos/northwind-labs/storefront/events?per_page=100");
        var pushes = events.Where(entry => entry.GetProperty("type").GetString() == "PushEvent").Select(entry => entry.GetProperty("payload"));
        var known = pushes.First(push => push.GetProperty("before").GetString() != new string('0', 40));

        var comparison = await client.GetAsync(
            $"/repos/northwind-labs/storefront/compare/{known.GetProperty("before").GetString()}...{known.GetProperty("head").GetString()}");

        Assert.Equal("ahead", comparison.GetProperty("status").GetString());
        Assert.Equal(
            known.GetProperty("head").GetString(), comparison.GetProperty("commits").EnumerateArray().Last().GetProperty("sha").GetString());
        Assert.Equal(comparison.GetProperty("total_commits").GetInt32(), comparison.GetProperty("commits").GetArrayLength());
    }

    private static int Number(JsonElement item) => item.GetProperty("number").GetInt32();

    private static DateTimeOffset Updated(JsonElement item) => item.GetProperty("updated_at").GetDateTimeOffset();
}
