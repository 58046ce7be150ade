using System.Net;

namespace Blackbox.Tests.Simulators;

public class AccessTests
{
    private const string Private = "/repos/northwind-labs/data-platform";
    private const string Public = "/repos/northwind-labs/storefront";

    [Theory]
    [InlineData("", "Requires authentication")]
    [InlineData("wrong", "Bad credentials")]
    public async Task A_request_without_a_known_token_is_refused(string token, string message)
    {
        await using var client = await SimulatorClient.StartAsync();
        client.Token = token;

        using var response = await client.SendAsync("/user");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(message, (await SimulatorClient.JsonOf(response)).GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_private_repository_is_for_tokens_with_the_scope_repo()
    {
        await using var client = await SimulatorClient.StartAsync(options => options.Tokens.Add(
            new() { Name = "public only", Value = "public-only", Login = "minaokafor", Scopes = [] }));
        using var seen = await client.SendAsync(Private);
        client.Token = "public-only";

        using var hidden = await client.SendAsync(Private);
        using var visible = await client.SendAsync(Public);
        var listed = await client.ListAsync("/orgs/northwind-labs/repos?per_page=100");

        Assert.Equal("repo, read:org", seen.Headers.GetValues("X-OAuth-Scopes").Single());
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        Assert.Equal(HttpStatusCode.OK, visible.StatusCode);
        Assert.DoesNotContain(listed, repository => repository.GetProperty("private").GetBoolean());
        Assert.DoesNotContain(client.Simulator.Truth(visibleTo: "public-only"), activity => activity.Container == "northwind-labs/data-platform");
        Assert.Contains(client.Simulator.Truth(), activity => activity.Container == "northwind-labs/data-platform");
    }

    [Fact]
    public async Task A_fine_grained_token_sees_its_repositories_only()
    {
        await using var client = await SimulatorClient.StartAsync(options => options.Tokens.Add(new()
        {
            Name = "fine",
            Value = "fine-grained",
            Login = "minaokafor",
            Scopes = null,
            Repositories = ["northwind-labs/storefront"],
        }));
        client.Token = "fine-grained";

        using var seen = await client.SendAsync(Public);
        using var hidden = await client.SendAsync("/repos/northwind-labs/checkout-api");
        var listed = await client.ListAsync("/user/repos");

        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
        Assert.False(seen.Headers.Contains("X-OAuth-Scopes"));
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        Assert.Equal(["northwind-labs/storefront"], listed.Select(repository => repository.GetProperty("full_name").GetString()));
    }

    [Fact]
    public async Task Repositories_that_are_not_there_say_why()
    {
        await using var client = await SimulatorClient.StartAsync();

        using var deleted = await client.SendAsync("/repos/northwind-labs/legacy-portal");
        using var blocked = await client.SendAsync("/repos/northwind-labs/media-archive/commits");
        using var empty = await client.SendAsync("/repos/northwind-labs/playground/commits");
        using var renamed = await client.SendAsync("/repos/northwind-labs/stock-bridge/pulls?state=all&page=2");
        var branches = await client.ListAsync("/repos/northwind-labs/playground/branches");
        var moved = await client.GetAsync(renamed.Headers.Location!.ToString());

        Assert.Equal(HttpStatusCode.NotFound, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.UnavailableForLegalReasons, blocked.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, empty.StatusCode);
        Assert.Equal(HttpStatusCode.MovedPermanently, renamed.StatusCode);
        Assert.EndsWith("/pulls?state=all&page=2", renamed.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Empty(branches);
        Assert.NotEmpty(moved.EnumerateArray());
    }

    [Theory]
    [InlineData("/repos/northwind-labs/storefront/stargazers", "path /repos/northwind-labs/storefront/stargazers")]
    [InlineData("/repos/northwind-labs/storefront/issues?sorted=updated", "parameter sorted of repos/{owner}/{repo}/issues")]
    [InlineData("/user?per_page=1", "parameter per_page of user")]
    [InlineData("/search/issues?q=starred:yes", "qualifier of a search")]
    public async Task A_request_that_the_simulator_does_not_know_is_remembered(string path, string why)
    {
        await using var client = await SimulatorClient.StartAsync(expectsUnknown: true);

        using var response = await client.SendAsync(path);

        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        var unknown = Assert.Single(client.Simulator.UnknownRequests);
        Assert.Equal(why, unknown.Unknown);
        Assert.Equal(path, unknown.Path);
    }

    [Fact]
    public async Task A_request_that_would_change_something_is_not_known()
    {
        await using var client = await SimulatorClient.StartAsync(expectsUnknown: true);

        using var response = await client.SendAsync(Public, change: request => request.Method = HttpMethod.Delete);

        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        Assert.Equal("method DELETE", Assert.Single(client.Simulator.UnknownRequests).Unknown);
    }

    [Fact]
    public async Task An_enterprise_server_has_its_prefix_in_links_too()
    {
        await using var client = await SimulatorClient.StartAsync(options => options.PathPrefix = "/api/v3");

        var issues = await client.ListAsync($"{Public}/issues?state=all&per_page=20");

        Assert.EndsWith("/api/v3", client.Simulator.ApiUrl, StringComparison.Ordinal);
        Assert.True(issues.Count > 20);
        Assert.StartsWith($"{client.Simulator.ApiUrl}/repos/", issues[0].GetProperty("url").GetString(), StringComparison.Ordinal);
    }
}
