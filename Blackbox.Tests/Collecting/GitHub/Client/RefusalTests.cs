using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Tests.Collecting.GitHub.Client;

public sealed class RefusalTests : IAsyncLifetime
{
    private const string Secondary = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private StubServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await StubServer.StartAsync();

    [Theory]
    [InlineData(404, "Not Found", "not_found")]
    [InlineData(409, "Git Repository is empty.", "empty_repository")]
    [InlineData(409, "Something else", "conflict")]
    [InlineData(410, "Issues are disabled for this repo", "gone")]
    [InlineData(422, "Validation Failed", "invalid")]
    [InlineData(451, "Repository access blocked", "legally_blocked")]
    [InlineData(403, "Repository access blocked", "blocked")]
    [InlineData(403, "Resource not accessible by personal access token", "forbidden")]
    [InlineData(403, "Resource not accessible by integration", "forbidden")]
    [InlineData(403, "`acme` forbids access via a personal access token (classic).", "forbidden")]
    [InlineData(403, "Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled", "forbidden")]
    [InlineData(400, "Problems parsing JSON", "rejected")]
    [InlineData(406, "", "rejected")]
    [InlineData(501, "Not here", "rejected")]
    public async Task Refusal_of_one_resource_leaves_the_others(int status, string message, string code)
    {
        await using var world = new ClientWorld();
        _server.On("/x", status, JsonSerializer.Serialize(new { message }), [.. StubServer.Limit(5_000, 4_000, TimeSpan.FromHours(1)), ("X-OAuth-Scopes", "repo")]);

        var failure = await Assert.ThrowsAsync<ResourceException>(() => world.Open(_server.Url).GetAsync("/x", Cancelled));

        Assert.Equal((status, code), (failure.Status, failure.Code));
        Assert.Single(_server.Requests);
        Assert.Equal(1, world.Tally.Requests);
    }

    [Theory]
    [InlineData(401, "Bad credentials", "", "", "bad_credentials")]
    [InlineData(401, "Requires authentication", "", "", "bad_credentials")]
    [InlineData(403, "Maximum number of login attempts exceeded. Please try again later.", "", "", "bad_credentials")]
    [InlineData(403, "Sorry. Your account was suspended.", "", "", "bad_credentials")]
    [InlineData(403, "Resource protected by organization SAML enforcement. You must grant your token access.", "", "", "sso_required")]
    [InlineData(403, "Forbidden", "X-GitHub-SSO", "required; url=https://github.com/orgs/acme/sso?authorization_request=ABC", "sso_required")]
    [InlineData(403, "You need at least read:org scope", "X-Accepted-OAuth-Scopes", "read:org, admin:org", "missing_scope")]
    public async Task Refusal_of_the_token_asks_for_a_person(int status, string message, string header, string value, string code)
    {
        await using var world = new ClientWorld();
        (string, string)[] headers = [.. StubServer.Limit(5_000, 4_000, TimeSpan.FromHours(1)), ("X-OAuth-Scopes", "user")];
        _server.On("/x", status, JsonSerializer.Serialize(new { message }), header.Length == 0 ? headers : [.. headers, (header, value)]);

        var failure = await Assert.ThrowsAsync<PlatformAuthException>(() => world.Open(_server.Url).GetAsync("/x", Cancelled));

        Assert.Equal(code, failure.Code);
        Assert.DoesNotContain("authorization_request", failure.Message, StringComparison.Ordinal);
        Assert.Single(_server.Requests);
        Assert.Equal(0, world.Tally.Requests);
    }

    [Theory]
    [InlineData("read:org")]
    [InlineData("admin:org")]
    [InlineData("write:org, repo")]
    public async Task Scope_that_contains_the_wanted_one_is_not_missing(string scopes)
    {
        await using var world = new ClientWorld();
        _server.On("/x", 403, """{"message": "No"}""", ("X-OAuth-Scopes", scopes), ("X-Accepted-OAuth-Scopes", "read:org"));

        var failure = await Assert.ThrowsAsync<ResourceException>(() => world.Open(_server.Url).GetAsync("/x", Cancelled));

        Assert.Equal("forbidden", failure.Code);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(429)]
    public async Task Used_up_hour_is_waited_for_and_nothing_more_is_asked(int status)
    {
        await using var world = new ClientWorld();
        _server.On("/x", status, """{"message": "API rate limit exceeded for user ID 1."}""", StubServer.Limit(5_000, 0, TimeSpan.FromMinutes(30)));
        var session = world.Open(_server.Url);

        for (var i = 0; i < 3; i++)
        {
            var failure = await Assert.ThrowsAsync<PlatformThrottledException>(() => session.GetAsync("/x", Cancelled));
            Assert.Equal("rate_limited", failure.Code);
            AssertAbout(TimeSpan.FromMinutes(30), failure.Until);
        }
        Assert.Single(_server.Requests);
        Assert.Equal(0, world.Tally.Requests);

        // Searches are counted on their own.
        _server.On("/search/issues", 200, "{}");
        (await session.GetAsync("/search/issues", Cancelled)).Dispose();
    }

    [Theory]
    [InlineData(403)]
    [InlineData(429)]
    public async Task Asked_for_rest_holds_for_everything_with_this_token(int status)
    {
        await using var world = new ClientWorld();
        _server.On("/x", status, JsonSerializer.Serialize(new { message = Secondary }), ("Retry-After", "120"));

        foreach (var path in (string[])["/x", "/x", "/search/issues", "/user"])
        {
            var failure = await Assert.ThrowsAsync<PlatformThrottledException>(() => world.Open(_server.Url).GetAsync(path, Cancelled));
            AssertAbout(TimeSpan.FromMinutes(2), failure.Until);
        }
        Assert.Single(_server.Requests);
    }

    [Theory]
    [InlineData(403, Secondary)]
    [InlineData(403, "You have triggered an abuse detection mechanism. Please retry your request again later.")]
    [InlineData(429, "")]
    public async Task Rest_of_unknown_length_is_a_minute_at_least(int status, string message)
    {
        await using var world = new ClientWorld();
        _server.On("/x", status, JsonSerializer.Serialize(new { message }), StubServer.Limit(5_000, 4_000, TimeSpan.FromHours(1)));

        var failure = await Assert.ThrowsAsync<PlatformThrottledException>(() => world.Open(_server.Url).GetAsync("/x", Cancelled));

        Assert.Equal("secondary_limit", failure.Code);
        AssertAbout(TimeSpan.FromMinutes(1), failure.Until);
        await Assert.ThrowsAsync<PlatformThrottledException>(() => world.Open(_server.Url).GetAsync("/x", Cancelled));
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Short_rest_is_waited_for()
    {
        await using var world = new ClientWorld();
        var began = TimeProvider.System.GetTimestamp();
        _server.InTurn("/x",
            http => StubServer.WriteAsync(http, 429, "{}", ("Retry-After", "1")),
            http => StubServer.WriteAsync(http, 200, "[]"));

        (await world.Open(_server.Url).GetAsync("/x", Cancelled)).Dispose();

        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(10));
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task Server_that_asks_for_rests_without_end_is_left_alone_after_some()
    {
        await using var world = new ClientWorld();
        _server.On("/x", 429, "{}", ("Retry-After", "0"));

        await Assert.ThrowsAsync<PlatformThrottledException>(() => world.Open(_server.Url).GetAsync("/x", Cancelled));

        Assert.Equal(4, _server.Requests.Count);
    }

    [Fact]
    public async Task Gateway_that_says_when_it_is_back_is_not_asked_before()
    {
        await using var world = new ClientWorld();
        _server.On("/x", 503, "<html>", ("Retry-After", "600"));

        var failure = await Assert.ThrowsAsync<PlatformThrottledException>(() => world.Open(_server.Url).GetAsync("/x", Cancelled));

        AssertAbout(TimeSpan.FromMinutes(10), failure.Until);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Less_urgent_work_is_stopped_before_the_hour_is_used_up()
    {
        await using var world = new ClientWorld();
        _server.On("/x", 200, "[]", StubServer.Limit(100, 30, TimeSpan.FromMinutes(30)));
        (await world.Open(_server.Url).GetAsync("/x", Cancelled)).Dispose();

        var failure = await Assert.ThrowsAsync<PlatformThrottledException>(
            () => world.Open(_server.Url, priority: TaskPriority.Low).GetAsync("/x", Cancelled));

        Assert.Equal("budget_reserved", failure.Code);
        (await world.Open(_server.Url, priority: TaskPriority.Critical).GetAsync("/x", Cancelled)).Dispose();
    }

    [Theory]
    [InlineData("ghp_with space")]
    [InlineData("ghp_with\r\nX-Evil: 1")]
    [InlineData("ghp_ünï")]
    public async Task Token_that_cannot_be_one_is_refused_without_being_shown(string token)
    {
        await using var world = new ClientWorld();

        var failure = Assert.Throws<PlatformAuthException>(() => world.Open(_server.Url, token: token));

        Assert.DoesNotContain("ghp_", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_is_in_no_log_span_or_exception()
    {
        await using var world = new ClientWorld(options => options.AttemptTimeout = TimeSpan.FromMilliseconds(500));
        await using var other = await StubServer.StartAsync();
        const string Said = $$"""{"message": "Bad token {{ClientWorld.Token}} \u0000\u001b[31m"}""";
        _server.On("/ok", 200, "[]");
        foreach (var status in (int[])[400, 401, 403, 404, 422, 451, 500])
            _server.On($"/{status}", status, Said);
        _server.On("/429", http => StubServer.WriteAsync(http, 429, Said));
        _server.On("/away", 302, Said, ("Location", $"{other.Url}/?token={ClientWorld.Token}"));
        _server.On("/cut", StubServer.CutAsync);
        _server.On("/drip", http => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted));

        foreach (var path in (string[])["/ok", "/400", "/401", "/403", "/404", "/422", "/451", "/500", "/away", "/cut", "/drip", "/429"])
        {
            try
            {
                (await world.Open(_server.Url).GetAsync(path, Cancelled)).Dispose();
            }
            catch (Exception exception) when (exception is PlatformException or ResourceException)
            {
                world.Said.Enqueue(exception.ToString());
                Assert.DoesNotContain(exception.Message, char.IsControl);
            }
        }

        Assert.Contains(world.Said, line => line.Contains("Bad token ***", StringComparison.Ordinal));
        Assert.Contains(world.Said, line => line.Contains("/404", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Said, line => line.Contains(ClientWorld.Token, StringComparison.Ordinal));
        Assert.Empty(other.Requests);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static void AssertAbout(TimeSpan expected, DateTimeOffset until) =>
        Assert.InRange(until - TimeProvider.System.GetUtcNow(), expected - TimeSpan.FromSeconds(20), expected + TimeSpan.FromSeconds(3));
}
