using Blackbox.Core.Collecting;

namespace Blackbox.Tests.Collecting.GitHub.Client;

public sealed class GitHubAccessTestTests : IAsyncLifetime
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private StubServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await StubServer.StartAsync();
        User(("X-OAuth-Scopes", "repo, read:org"), ("GitHub-Authentication-Token-Expiration", "2026-12-01 10:00:00 UTC"));
    }

    [Fact]
    public async Task Working_token_is_described()
    {
        _server.On("/user/repos?per_page=100&sort=pushed", 200,
            $"[{Repository("acme/one", "2026-03-01T10:00:00Z")}, {Repository("acme/two", "2026-03-02T10:00:00Z")}]");
        Parts("acme/one", 200);
        Parts("acme/two", 409);

        var test = await RunAsync([]);

        Assert.True(test.Ok);
        Assert.False(test.NeedsAuth);
        Assert.Equal(new CollectedPerson("mona", "Mona Lisa"), test.Self);
        Assert.Equal(["acme/one", "acme/two"], test.Containers.Select(container => container.Container));
        Assert.All(test.Containers, container => Assert.True(container.Ok));
        Assert.Equal(new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero), test.LatestAt);
        Assert.Equal(
            "Mona Lisa (mona), with a classic token (repo, read:org) that ends on 2026-12-01, can read 2 repositories. "
            + "4,990 of 5,000 requests are left", test.Message[..test.Message.IndexOf(" until", StringComparison.Ordinal)]);
    }

    [Fact]
    public async Task Each_repository_says_why_it_cannot_be_read()
    {
        _server.On("/repos/acme/one", 200, Repository("acme/one"));
        Parts("acme/one", 200);
        _server.On("/repos/acme/gone", 404, """{"message": "Not Found"}""");
        _server.On("/repos/acme/blocked", 451, """{"message": "Repository access blocked"}""");
        _server.On("/repos/acme/old", 301, "{}", ("Location", "/repositories/17"));
        _server.On("/repositories/17", 200, Repository("acme/new"));
        Parts("acme/new", 200);

        var test = await RunAsync(["acme/one", "acme/gone", "acme/blocked", "acme/old", "../../user", "no-repository"]);

        Assert.True(test.Ok);
        Assert.Equal(
            [("acme/one", null), ("acme/gone", "not_found"), ("acme/blocked", "legally_blocked"), ("acme/new", null), ("../../user", "not_a_repository"),
                ("no-repository", "not_a_repository")],
            test.Containers.Select(container => (container.Container, container.Code)));
        Assert.Contains("can read 2 repositories. 4 repositories cannot be read", test.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permissions_that_a_fine_grained_token_lacks_are_named()
    {
        User();
        _server.On("/orgs/acme/repos?per_page=100&sort=pushed", 200, $"[{Repository("acme/one")}]");
        Parts("acme/one", 200);
        _server.On("/repos/acme/one/issues?per_page=1", 403, """{"message": "Resource not accessible by personal access token"}""");

        var test = await RunAsync([], "acme", token: "github_pat_123");

        Assert.True(test.Ok);
        var container = Assert.Single(test.Containers);
        Assert.Equal("forbidden", container.Code);
        Assert.Contains("'Issues: read'", container.Message, StringComparison.Ordinal);
        Assert.StartsWith("Mona Lisa (mona), with a fine-grained token, can read", test.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scopes_that_a_classic_token_lacks_are_named()
    {
        User(("X-OAuth-Scopes", ""));
        _server.On("/orgs/acme/repos?per_page=100&sort=pushed", 200, "[]");

        var test = await RunAsync([], "acme");

        Assert.False(test.Ok);
        Assert.Contains("without any scope", test.Message, StringComparison.Ordinal);
        Assert.Contains("'repo'", test.Message, StringComparison.Ordinal);
        Assert.Contains("'read:org'", test.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_of_an_app_is_nobodys()
    {
        _server.On("/user", 403, """{"message": "Resource not accessible by integration"}""");
        _server.On("/repos/acme/one", 200, Repository("acme/one"));
        Parts("acme/one", 200);

        var test = await RunAsync(["acme/one"], token: "ghs_123");

        Assert.True(test.Ok);
        Assert.Null(test.Self);
        Assert.StartsWith("An app's installation token can read 1 repository.", test.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "ghp_x", true)]
    [InlineData(200, null, true)]
    [InlineData(200, "not a token", true)]
    [InlineData(500, "ghp_x", false)]
    public async Task What_does_not_work_is_told_and_not_thrown(int status, string? token, bool needsAuth)
    {
        _server.On("/user", status, "{}");

        var test = await RunAsync([], token: token);

        Assert.False(test.Ok);
        Assert.Equal(needsAuth, test.NeedsAuth);
        Assert.NotEmpty(test.Message);
        Assert.Empty(test.Containers);
    }

    [Fact]
    public async Task Nonsense_from_the_server_is_bounded_and_not_thrown()
    {
        _server.On("/user", 200, $$"""{"login": "{{new string('x', 100_000)}}", "name": "\ud800"}""", ("X-OAuth-Scopes", new string('s', 10_000)));
        _server.On("/user/repos?per_page=100&sort=pushed", 200, """[{"full_name": "\ud800"}, 7, null, {"full_name": "../../x", "pushed_at": "yesterday"}]""");

        var test = await RunAsync([]);

        Assert.InRange(test.Message.Length, 1, Connection.MaxMessageLength);
        Assert.InRange(test.Self!.ExternalId.Length, 1, Identity.MaxExternalIdLength);
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task Organization_that_is_not_there_is_told()
    {
        _server.On("/orgs/a%2Fb/repos?per_page=100&sort=pushed", 404, """{"message": "Not Found"}""");
        _server.On("/orgs/a/b/repos?per_page=100&sort=pushed", 404, """{"message": "Not Found"}""");

        var test = await RunAsync([], "a/b");

        Assert.False(test.Ok);
        Assert.Contains("does not find", test.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("https://github.example.com/api/v3", true)]
    [InlineData("http://127.0.0.1:5000", true)]
    [InlineData("http://github-simulator", true)]
    [InlineData("http://github.example.com/api/v3", false)]
    [InlineData("http://169.254.169.254/latest", false)]
    [InlineData("https://[fe80::1]/", false)]
    [InlineData("https://[::ffff:169.254.169.254]/", false)]
    [InlineData("https://0.0.0.0/", false)]
    [InlineData("ftp://github.com", false)]
    [InlineData("https://user:secret@github.example.com", false)]
    [InlineData("https://github.example.com/?a=b", false)]
    [InlineData("github.com", false)]
    public void Address_is_checked(string? address, bool good) => Assert.Equal(good, Core.Collecting.GitHub.Client.GitHubAddress.Problem(address) is null);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<ConnectionTest> RunAsync(ClientWorld world, string url, string[] repositories, string? organization, string? token) =>
        await world.AccessTest.RunAsync(ClientWorld.Access(url, token), repositories, organization, Cancelled);

    private async Task<ConnectionTest> RunAsync(string[] repositories, string? organization = null, string? token = ClientWorld.Token)
    {
        await using var world = new ClientWorld();
        return await RunAsync(world, _server.Url, repositories, organization, token);
    }

    private void User(params (string, string)[] headers) =>
        _server.On("/user", 200, """{"login": "Mona", "name": "Mona Lisa"}""", [.. StubServer.Limit(5_000, 4_997, TimeSpan.FromHours(1)), .. headers]);

    private void Parts(string repository, int status)
    {
        foreach (var part in (string[])["commits", "pulls", "issues"])
            _server.On($"/repos/{repository}/{part}?per_page=1", status, status == 200 ? "[]" : """{"message": "Git Repository is empty."}""");
    }

    private static string Repository(string name, string pushedAt = "2026-03-01T10:00:00Z") =>
        $$"""{"full_name": "{{name}}", "private": true, "pushed_at": "{{pushedAt}}"}""";
}
