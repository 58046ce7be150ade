using System.Net;
using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Simulators.GitHub;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Tests.Api;

public sealed class GitHubConnectionTests(ApiApp app) : IClassFixture<ApiApp>
{
    private static readonly object Settings = new { organization = GitHubSimulatorOptions.DefaultOrganisation };

    [Fact]
    public async Task Token_is_kept_encrypted_and_told_to_nobody()
    {
        await using var simulator = await SmallAsync();
        var added = await AddAsync(simulator, GitHubSimulatorOptions.OrganisationToken);
        var connection = added.GetProperty("connection");

        Assert.Equal(("active", true), (connection.GetProperty("status").GetString(), connection.GetProperty("hasSecret").GetBoolean()));
        Assert.DoesNotContain(GitHubSimulatorOptions.OrganisationToken, added.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(GitHubSimulatorOptions.OrganisationToken, (await app.GetAsync("/api/v1/connections")).ToString(), StringComparison.Ordinal);
        await using var db = app.CreateContext();
        var id = connection.GetProperty("id").GetGuid();
        var stored = await db.Connections.Where(c => c.Id == id).Select(c => c.Secret).SingleAsync(ApiApp.Cancellation);
        Assert.False(string.IsNullOrEmpty(stored));
        Assert.DoesNotContain("simulated", stored, StringComparison.Ordinal);
        Assert.Empty(simulator.UnknownRequests);
    }

    [Fact]
    public async Task Refused_token_needs_its_owner_and_another_one_helps()
    {
        await using var simulator = await SmallAsync();
        var added = await AddAsync(simulator, "ghp_nobodys");
        var connection = added.GetProperty("connection");
        Assert.Equal("needs_auth", connection.GetProperty("status").GetString());
        Assert.False(string.IsNullOrEmpty(connection.GetProperty("stateMessage").GetString()));

        var path = $"/api/v1/connections/{connection.GetProperty("id").GetGuid()}";
        await app.AssertProblemAsync(HttpMethod.Patch, path, new { secret = "two words" }, HttpStatusCode.BadRequest, "invalid_request");
        var changed = await app.SendAsync(HttpMethod.Patch, path, new { secret = GitHubSimulatorOptions.OrganisationToken });
        Assert.Equal("active", changed.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("""{"platform": "github", "settings": {}}""")]
    [InlineData("""{"platform": "github", "settings": {}, "secret": ""}""")]
    [InlineData("""{"platform": "github", "settings": {"repositories": ["no-owner"]}, "secret": "ghp_x"}""")]
    [InlineData("""{"platform": "github", "settings": {}, "secret": "ghp_x", "baseUrl": "ftp://example.org"}""")]
    [InlineData("""{"platform": "github", "settings": {}, "secret": "ghp_x", "baseUrl": "http://169.254.169.254/latest"}""")]
    [InlineData("""{"platform": "git", "settings": {"repositories": ["/srv/x"]}, "secret": "ghp_x"}""")]
    public async Task Connection_without_what_GitHub_needs_is_refused(string body)
    {
        await using var db = app.CreateContext();
        var before = await db.Connections.CountAsync(ApiApp.Cancellation);
        await app.AssertProblemAsync(HttpMethod.Post, "/api/v1/connections", JsonSerializer.Deserialize<JsonElement>(body), HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(before, await db.Connections.CountAsync(ApiApp.Cancellation));
    }

    [Fact]
    public async Task Backfill_is_predicted_started_paused_resumed_and_cancelled()
    {
        await using var simulator = await SmallAsync();
        var connection = (await AddAsync(simulator, GitHubSimulatorOptions.OrganisationToken)).GetProperty("connection").GetProperty("id").GetGuid();
        var request = new { connectionIds = (Guid[])[connection], from = "2026-03-20", to = "2026-03-31" };

        var prediction = Assert.Single((await app.SendAsync(HttpMethod.Post, "/api/v1/backfills/prediction", request)).EnumerateArray());
        Assert.True(prediction.GetProperty("requests").GetInt32() > 0, prediction.ToString());

        var started = await app.SendAsync(HttpMethod.Post, "/api/v1/backfills", request, HttpStatusCode.Accepted);
        var path = $"/api/v1/backfills/{started.GetProperty("id").GetGuid()}";
        Assert.Equal(("running", 12, 0), (started.GetProperty("status").GetString(), started.GetProperty("days").GetInt32(), started.GetProperty("daysDone").GetInt32()));
        Assert.NotEqual(JsonValueKind.Null, started.GetProperty("etaAt").ValueKind);

        Assert.Equal("paused", (await app.SendAsync(HttpMethod.Post, $"{path}/pause", null)).GetProperty("status").GetString());
        await app.AssertProblemAsync(HttpMethod.Post, $"{path}/pause", null, HttpStatusCode.Conflict, "backfill_state");
        Assert.Equal("running", (await app.SendAsync(HttpMethod.Post, $"{path}/resume", null)).GetProperty("status").GetString());
        Assert.Equal("cancelled", (await app.SendAsync(HttpMethod.Post, $"{path}/cancel", null)).GetProperty("status").GetString());
        Assert.Contains(path[^36..], (await app.GetAsync("/api/v1/backfills")).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-31", "2026-03-01", "to")]
    [InlineData("1990-01-01", "2026-03-01", "from")]
    [InlineData("2026-03-01", "2999-03-01", "to")]
    public async Task Backfill_over_impossible_dates_is_refused(string from, string to, string member)
    {
        var problem = await app.AssertProblemAsync(HttpMethod.Post, "/api/v1/backfills", new { from, to }, HttpStatusCode.BadRequest, "invalid_request");
        Assert.Contains(member, problem.GetProperty("errors").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_elses_connection_and_backfill_are_not_there()
    {
        var request = new { connectionIds = (Guid[])[app.Eve.Connection.Id], from = "2026-03-20", to = "2026-03-31" };
        await app.AssertProblemAsync(HttpMethod.Post, "/api/v1/backfills", request, HttpStatusCode.NotFound, "connection_not_found");
        await app.AssertProblemAsync(HttpMethod.Post, $"/api/v1/backfills/{Guid.Empty}/cancel", null, HttpStatusCode.NotFound, "backfill_not_found");
        await app.AssertProblemAsync(HttpMethod.Post, $"/api/v1/runs/{app.Eve.Run.Id}/cancel", null, HttpStatusCode.NotFound, "run_not_found");
        await app.AssertProblemAsync(HttpMethod.Post, $"/api/v1/runs/{app.Ada.Run.Id}/cancel", null, HttpStatusCode.Conflict, "run_finished");
    }

    private static Task<GitHubSimulator> SmallAsync() => GitHubSimulator.StartAsync(options =>
    {
        options.People = 3;
        options.Repositories = 1;
        options.Days = 5;
        options.UnreachableRepositories = false;
    });

    private Task<JsonElement> AddAsync(GitHubSimulator simulator, string token) => app.SendAsync(
        HttpMethod.Post, "/api/v1/connections",
        new { platform = Platforms.GitHub, settings = Settings, baseUrl = simulator.ApiUrl, secret = token, scope = "everyone" }, HttpStatusCode.Created);
}
