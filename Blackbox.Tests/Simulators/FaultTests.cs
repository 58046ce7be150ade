using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Blackbox.Simulators;
using Blackbox.Simulators.GitHub;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Simulators;

public class FaultTests
{
    private const string Issues = "/repos/northwind-labs/storefront/issues?state=all&per_page=10";

    [Theory]
    [InlineData(FaultKind.SecondaryLimit403, 403)]
    [InlineData(FaultKind.SecondaryLimit429, 429)]
    public async Task A_secondary_limit_lasts_as_long_as_it_says(FaultKind kind, int status)
    {
        var time = new ManualTime(new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero));
        await using var client = await SimulatorClient.StartAsync(options => options.Time = time);
        client.Simulator.Faults.Add(new() { Kind = kind, Path = "/issues", RetryAfter = TimeSpan.FromSeconds(30) });

        using var before = await client.SendAsync("/user");
        using var refused = await client.SendAsync(Issues);
        time.Advance(TimeSpan.FromSeconds(29));
        using var tooEarly = await client.SendAsync("/user");
        time.Advance(TimeSpan.FromSeconds(1));
        using var again = await client.SendAsync(Issues);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(status, (int)refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(30), refused.Headers.RetryAfter!.Delta);
        Assert.Contains("secondary rate limit", (await SimulatorClient.JsonOf(refused)).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(status, (int)tooEarly.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), tooEarly.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal([false, false, true, false], client.Simulator.Requests.Select(request => request.DuringPause));
    }

    [Fact]
    public async Task The_primary_limit_is_used_up_at_once()
    {
        await using var client = await SimulatorClient.StartAsync();
        client.Simulator.Faults.Add(new() { Kind = FaultKind.PrimaryLimit, Nth = 2 });

        using var before = await client.SendAsync("/user");
        using var refused = await client.SendAsync("/user");
        using var after = await client.SendAsync("/user");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("0", refused.Headers.GetValues("X-RateLimit-Remaining").Single());
        Assert.Equal(HttpStatusCode.Forbidden, after.StatusCode);
    }

    [Theory]
    [InlineData(FaultKind.ServerError, 500)]
    [InlineData(FaultKind.BadGateway, 502)]
    public async Task A_server_error_is_a_page_for_people(FaultKind kind, int status)
    {
        await using var client = await SimulatorClient.StartAsync();
        client.Simulator.Faults.Add(new() { Kind = kind, Times = 2 });

        using var first = await client.SendAsync(Issues);
        using var second = await client.SendAsync(Issues);
        using var third = await client.SendAsync(Issues);

        Assert.Equal([status, status, 200], new[] { first, second, third }.Select(response => (int)response.StatusCode));
        Assert.Equal("text/html", first.Content.Headers.ContentType!.MediaType);
        Assert.Null(first.Headers.ETag);
        Assert.Equal([status, status, 200], client.Simulator.Requests.Select(request => request.Status));
    }

    [Theory]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.CutMiddle)]
    public async Task A_cut_connection_gives_no_answer(FaultKind kind)
    {
        await using var client = await SimulatorClient.StartAsync();
        client.Simulator.Faults.Add(new() { Kind = kind });

        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(Issues));

        using var again = await client.SendAsync(Issues);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task A_slow_answer_arrives_whole()
    {
        await using var client = await SimulatorClient.StartAsync();
        var whole = await client.GetAsync(Issues);
        client.Simulator.Faults.Add(new() { Kind = FaultKind.SlowDrip, Pause = TimeSpan.FromMilliseconds(10) });
        var started = Stopwatch.GetTimestamp();

        var slow = await client.GetAsync(Issues);

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromMilliseconds(190), TimeSpan.FromSeconds(30));
        Assert.Equal(whole.GetRawText(), slow.GetRawText());
    }

    [Fact]
    public async Task A_malformed_page_is_no_JSON()
    {
        await using var client = await SimulatorClient.StartAsync();
        client.Simulator.Faults.Add(new() { Kind = FaultKind.MalformedJson });

        using var response = await client.SendAsync(Issues);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<JsonException>(() => SimulatorClient.JsonOf(response));
    }

    [Fact]
    public async Task A_malformed_item_leaves_the_others_as_they_are()
    {
        await using var client = await SimulatorClient.StartAsync();
        var whole = await client.GetAsync(Issues);
        client.Simulator.Faults.Add(new() { Kind = FaultKind.MalformedItem, Item = 3 });

        var page = await client.GetAsync(Issues);

        Assert.Equal(whole.GetArrayLength(), page.GetArrayLength());
        for (var i = 0; i < page.GetArrayLength(); i++)
            Assert.Equal(i != 3, page[i].GetRawText() == whole[i].GetRawText());
        Assert.Equal(JsonValueKind.Object, page[3].GetProperty("id").ValueKind);
        Assert.False(page[3].TryGetProperty("user", out _));
    }

    [Fact]
    public async Task A_change_between_two_pages_shifts_them()
    {
        await using var client = await SimulatorClient.StartAsync();
        var before = (await client.ListAsync("/repos/northwind-labs/storefront/issues/comments?per_page=100"))
            .ConvertAll(comment => comment.GetProperty("id").GetInt64());
        client.Simulator.Faults.Add(new()
        {
            Kind = FaultKind.Change,
            Path = "page=2",
            Change = new OrganisationChange { Kind = ChangeKind.DeleteComment, Repository = "northwind-labs/storefront", Id = before[0] },
        });

        var read = (await client.ListAsync("/repos/northwind-labs/storefront/issues/comments?per_page=10"))
            .ConvertAll(comment => comment.GetProperty("id").GetInt64());

        // The first page still had it, and the one that moved to its end is on no page.
        Assert.Equal(before.Where(id => id != before[10]), read);
        Assert.DoesNotContain(client.Simulator.Truth(), activity => activity.ExternalId == $"comment:{before[0]}");
    }

    [Fact]
    public async Task A_held_request_goes_on_when_it_is_released()
    {
        await using var client = await SimulatorClient.StartAsync();
        var hold = client.Simulator.Faults.Hold("/issues");

        var held = client.SendAsync(Issues);
        await hold.Met.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        using var other = await client.SendAsync("/user");

        Assert.False(held.IsCompleted);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        hold.Release();
        using var response = await held;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_fault_meets_the_request_that_it_names()
    {
        await using var client = await SimulatorClient.StartAsync();
        client.Simulator.Faults.Add(new() { Kind = FaultKind.ServerError, Request = 3 });
        client.Simulator.Faults.Add(new() { Kind = FaultKind.BadGateway, Path = "~^/repos/[^/]+/storefront/pulls", Times = 0 });

        var statuses = new List<int>();
        foreach (var path in new[] { "/user", "/repos/northwind-labs/storefront/pulls", "/user", "/user", "/repos/northwind-labs/storefront/pulls" })
        {
            using var response = await client.SendAsync(path);
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([200, 502, 500, 200, 502], statuses);
    }

    [Fact]
    public async Task A_search_can_give_up_half_way()
    {
        await using var client = await SimulatorClient.StartAsync();
        var whole = await client.ListAsync("/search/issues?q=is:pr&per_page=100", "items");
        client.Simulator.Faults.Add(new() { Kind = FaultKind.IncompleteSearch, Times = 0 });

        var page = await client.GetAsync("/search/issues?q=is:pr&per_page=100");
        var half = await client.ListAsync("/search/issues?q=is:pr&per_page=100", "items");

        Assert.True(page.GetProperty("incomplete_results").GetBoolean());
        Assert.Equal(whole.Count / 2, half.Count);
    }

    [Fact]
    public async Task Each_answer_takes_as_long_as_configured()
    {
        await using var client = await SimulatorClient.StartAsync(options => options.Latency = TimeSpan.FromMilliseconds(120));
        var started = Stopwatch.GetTimestamp();

        await client.GetAsync("/user");

        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(115));
    }
}
