using System.Net;
using System.Text.Json;

namespace Blackbox.Tests.Simulators;

public class SearchTests
{
    [Theory]
    [InlineData("repo:northwind-labs/storefront is:pr", "pulls", null)]
    [InlineData("repo:northwind-labs/storefront is:pr is:merged merged:2026-03-10..2026-03-12", "pulls", "merged_at")]
    [InlineData("repo:northwind-labs/storefront is:pr created:>=2026-03-20", "pulls", "created_at")]
    public async Task A_search_finds_what_a_list_has(string query, string list, string? time)
    {
        await using var client = await SimulatorClient.StartAsync();
        var (from, to) = time == "merged_at" ? ("2026-03-10", "2026-03-13") : time is null ? ("", "9") : ("2026-03-20", "9");
        var expected = (await client.ListAsync($"/repos/northwind-labs/storefront/{list}?state=all&per_page=100"))
            .Where(item => time is null || item.GetProperty(time).GetString() is { } at && string.CompareOrdinal(at, from) >= 0 && string.CompareOrdinal(at, to) < 0);

        var found = await client.ListAsync($"/search/issues?q={Uri.EscapeDataString(query)}&per_page=50", "items");

        Assert.NotEmpty(found);
        Assert.Equal(Numbers(expected), Numbers(found));
    }

    [Fact]
    public async Task Commits_are_found_by_author_and_time_on_the_default_branch()
    {
        await using var client = await SimulatorClient.StartAsync();
        var login = client.Simulator.Logins[0];

        var found = await client.ListAsync(
            $"/search/commits?q=org:northwind-labs+author:{login}+committer-date:2026-03-01..2026-03-15&per_page=100", "items");

        Assert.NotEmpty(found);
        Assert.All(found, commit => Assert.Equal(login, commit.GetProperty("author").GetProperty("login").GetString()));
        var truth = client.Simulator.Truth(login).Select(activity => activity.ExternalId).ToHashSet();
        Assert.All(found, commit => Assert.Contains($"commit:{commit.GetProperty("sha").GetString()}", truth));
    }

    [Fact]
    public async Task A_search_gives_a_thousand_results_and_no_more()
    {
        await using var client = await SimulatorClient.StartAsync(options => options.Activity = 5);

        var page = await client.GetAsync("/search/issues?q=org:northwind-labs&per_page=100");
        var found = await client.ListAsync("/search/issues?q=org:northwind-labs&per_page=100", "items");
        using var beyond = await client.SendAsync("/search/issues?q=org:northwind-labs&per_page=100&page=11");

        Assert.True(page.GetProperty("total_count").GetInt32() > 1_000);
        Assert.False(page.GetProperty("incomplete_results").GetBoolean());
        Assert.Equal(1_000, found.Count);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, beyond.StatusCode);
    }

    private static IEnumerable<int> Numbers(IEnumerable<JsonElement> items) => items.Select(item => item.GetProperty("number").GetInt32()).Order();
}
