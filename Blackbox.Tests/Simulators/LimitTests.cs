using System.Globalization;
using System.Net;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Simulators;

public class LimitTests
{
    private static readonly DateTimeOffset Noon = new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_unchanged_answer_is_not_sent_again_and_not_counted()
    {
        await using var client = await SimulatorClient.StartAsync();
        const string path = "/repos/northwind-labs/storefront/issues?state=all&per_page=50";
        using var first = await client.SendAsync(path);

        using var again = await client.SendAsync(path, first.Headers.ETag!.ToString());
        client.Simulator.Change(new()
        {
            Kind = Blackbox.Simulators.GitHub.ChangeKind.OpenIssue,
            Repository = "northwind-labs/storefront",
            Login = client.Simulator.Logins[0],
            Title = "Something new",
        });
        using var changed = await client.SendAsync(path, first.Headers.ETag!.ToString());

        Assert.True(first.Headers.ETag!.IsWeak);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal("1", Header(again, "X-RateLimit-Used"));
        Assert.Equal(Header(first, "Link"), Header(again, "Link"));
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("2", Header(changed, "X-RateLimit-Used"));
        Assert.Equal([true, false, true], client.Simulator.Requests.Select(request => request.Counted));
    }

    [Fact]
    public async Task A_change_elsewhere_leaves_an_answer_as_it_is()
    {
        await using var client = await SimulatorClient.StartAsync();
        const string path = "/repos/northwind-labs/storefront/issues/comments";
        using var first = await client.SendAsync(path);
        client.Simulator.Change(new()
        {
            Kind = Blackbox.Simulators.GitHub.ChangeKind.AddCommit,
            Repository = "northwind-labs/storefront",
            Login = client.Simulator.Logins[0],
            Title = "A commit changes no comment",
        });

        using var again = await client.SendAsync(path, first.Headers.ETag!.ToString());

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task A_repository_that_has_not_changed_since_is_not_sent_again()
    {
        await using var client = await SimulatorClient.StartAsync();
        using var first = await client.SendAsync("/repos/northwind-labs/storefront");

        using var again = await client.SendAsync(
            "/repos/northwind-labs/storefront", change: request => request.Headers.IfModifiedSince = first.Content.Headers.LastModified);

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task A_used_up_limit_refuses_until_its_reset()
    {
        var time = new ManualTime(Noon);
        await using var client = await SimulatorClient.StartAsync(options => (options.CoreLimit, options.Time) = (2, time));

        using var first = await client.SendAsync("/user");
        using var second = await client.SendAsync("/user");
        using var third = await client.SendAsync("/user");
        client.Token = $"simulated-token-{client.Simulator.Logins[1].ToLowerInvariant()}";
        using var other = await client.SendAsync("/user");
        client.Token = Blackbox.Simulators.GitHub.GitHubSimulatorOptions.OrganisationToken;
        var limits = await client.GetAsync("/rate_limit");
        time.Advance(TimeSpan.FromHours(1));
        using var later = await client.SendAsync("/user");

        Assert.Equal("1", Header(first, "X-RateLimit-Remaining"));
        Assert.Equal(Noon.AddHours(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), Header(first, "X-RateLimit-Reset"));
        Assert.Equal("0", Header(second, "X-RateLimit-Remaining"));
        Assert.Equal(HttpStatusCode.Forbidden, third.StatusCode);
        Assert.StartsWith("API rate limit exceeded", (await SimulatorClient.JsonOf(third)).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("0", Header(third, "X-RateLimit-Remaining"));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(0, limits.GetProperty("resources").GetProperty("core").GetProperty("remaining").GetInt32());
        Assert.Equal(30, limits.GetProperty("resources").GetProperty("search").GetProperty("remaining").GetInt32());
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task Searches_have_a_limit_of_their_own()
    {
        var time = new ManualTime(Noon);
        await using var client = await SimulatorClient.StartAsync(options => (options.SearchLimit, options.Time) = (1, time));

        using var first = await client.SendAsync("/search/issues?q=is:pr");
        using var second = await client.SendAsync("/search/commits?q=fix");
        using var core = await client.SendAsync("/user");

        Assert.Equal("search", Header(first, "X-RateLimit-Resource"));
        Assert.Equal(HttpStatusCode.Forbidden, second.StatusCode);
        Assert.Equal(HttpStatusCode.OK, core.StatusCode);
        time.Advance(TimeSpan.FromMinutes(1));
        using var later = await client.SendAsync("/search/commits?q=fix");
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
