using System.Net;
using System.Text.Json;
using Blackbox.Core.Collecting;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Tests.Api;

/// <summary>Reading: activities, summaries, statistics, search. Nothing here writes, so the tests share the sample record.</summary>
public sealed class RecordTests(ApiApp app) : IClassFixture<ApiApp>
{
    [Fact]
    public async Task Me_is_the_first_user()
    {
        var me = await app.GetAsync("/api/v1/me");
        Assert.Equal("ada@example.org", me.GetProperty("email").GetString());
        Assert.Equal(SampleRecord.Zone, me.GetProperty("timeZone").GetString());
        Assert.Matches("^20[0-9]{2}-[0-9]{2}-[0-9]{2}$", me.GetProperty("today").GetString());
    }

    [Fact]
    public async Task Activities_are_newest_first_each_thing_once_without_what_is_gone()
    {
        var page = await app.GetAsync("/api/v1/activities");
        Assert.Equal(["a4", "a3", "a2", "a1"], Texts(page.GetProperty("items"), "externalId"));
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData("date=2026-03-02", "a2 a1")]
    [InlineData("date=2026-03-01", "")]
    [InlineData("from=2026-03-03&to=2026-03-09", "a4 a3")]
    [InlineData("from=2026-03-04", "a4")]
    [InlineData("to=2026-03-02", "a2 a1")]
    [InlineData("container=web", "a4")]
    [InlineData("container=we", "")]
    [InlineData("platform=git&date=2026-03-09", "a4")]
    [InlineData("platform=jira", "")]
    [InlineData("date=2000-01-01", "")]
    [InlineData("date=2100-12-31", "")]
    public async Task Activities_are_filtered_by_local_date_platform_and_container(string query, string expected) =>
        Assert.Equal(expected, string.Join(' ', Texts((await app.GetAsync($"/api/v1/activities?{query}")).GetProperty("items"), "externalId")));

    [Fact]
    public async Task Activities_are_paged_without_gaps_or_repetitions()
    {
        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await app.GetAsync($"/api/v1/activities?limit=1{(cursor is null ? null : $"&cursor={cursor}")}");
            seen.AddRange(Texts(page.GetProperty("items"), "externalId"));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null && seen.Count < 10);
        Assert.Equal(["a4", "a3", "a2", "a1"], seen);
    }

    [Fact]
    public async Task Activity_shows_all_that_its_platform_said()
    {
        var activity = await app.GetAsync($"/api/v1/activities/{app.Ada.Activities[0].Id}");
        Assert.Equal("feat(parser): read renames", activity.GetProperty("title").GetString());
        Assert.Equal("Ada Lindqvist", activity.GetProperty("person").GetString());
        Assert.Equal(12, activity.GetProperty("details").GetProperty("added").GetInt32());
    }

    [Fact]
    public async Task Summaries_of_days_are_read_one_by_one_and_in_pages()
    {
        var one = await app.GetAsync("/api/v1/summaries/daily/2026-03-02");
        Assert.Equal(2, one.GetProperty("activities").GetInt32());
        Assert.Equal(app.Ada.Activities[0].Id, one.GetProperty("evidence")[0].GetProperty("activityIds")[0].GetGuid());

        var first = await app.GetAsync("/api/v1/summaries/daily?limit=2");
        Assert.Equal(["2026-03-09", "2026-03-03"], Texts(first.GetProperty("items"), "date"));
        var second = await app.GetAsync($"/api/v1/summaries/daily?limit=2&cursor={first.GetProperty("next").GetString()}");
        Assert.Equal(["2026-03-02"], Texts(second.GetProperty("items"), "date"));
        Assert.Equal(["2026-03-03"], Texts((await app.GetAsync("/api/v1/summaries/daily?date=2026-03-03")).GetProperty("items"), "date"));
        await app.AssertProblemAsync(HttpMethod.Get, "/api/v1/summaries/daily/2026-03-04", null, HttpStatusCode.NotFound, "summary_not_found");
    }

    [Fact]
    public async Task Summaries_of_platforms_are_read_in_pages()
    {
        var first = await app.GetAsync("/api/v1/summaries/platforms?limit=2&platform=git");
        Assert.Equal(["2026-03-09", "2026-03-03"], Texts(first.GetProperty("items"), "date"));
        Assert.Equal(["git", "git"], Texts(first.GetProperty("items"), "platform"));
        var second = await app.GetAsync($"/api/v1/summaries/platforms?limit=2&platform=git&cursor={first.GetProperty("next").GetString()}");
        Assert.Equal(["2026-03-02"], Texts(second.GetProperty("items"), "date"));
        Assert.Empty(Texts((await app.GetAsync("/api/v1/summaries/platforms?platform=jira")).GetProperty("items"), "date"));
    }

    [Fact]
    public async Task Heatmap_counts_each_thing_once_on_its_local_date()
    {
        var heatmap = await app.GetAsync("/api/v1/stats/heatmap?year=2026");
        Assert.Equal("""[{"date":"2026-03-02","count":2},{"date":"2026-03-03","count":1},{"date":"2026-03-09","count":1}]""", heatmap.GetProperty("days").GetRawText());
        Assert.Equal((4, 2, 2), (heatmap.GetProperty("total").GetInt32(), heatmap.GetProperty("max").GetInt32(), heatmap.GetProperty("longestStreak").GetInt32()));
        var empty = await app.GetAsync("/api/v1/stats/heatmap?year=2025");
        Assert.Equal((0, 0), (empty.GetProperty("total").GetInt32(), empty.GetProperty("days").GetArrayLength()));
    }

    [Fact]
    public async Task Overview_counts_where_and_what()
    {
        var overview = await app.GetAsync("/api/v1/stats/overview?from=2026-03-02&to=2026-03-31");
        Assert.Equal(4, overview.GetProperty("activities").GetInt32());
        Assert.Equal(["engine", "web"], Texts(overview.GetProperty("containers"), "container"));
        Assert.Equal(3, overview.GetProperty("containers")[0].GetProperty("activities").GetInt32());
    }

    [Fact]
    public async Task Search_finds_the_day_and_says_why()
    {
        var answer = await app.GetAsync("/api/v1/search?q=zebra%20crossing");
        var best = answer.GetProperty("items")[0];
        Assert.Equal("2026-03-02", best.GetProperty("date").GetString());
        Assert.Equal(1, best.GetProperty("score").GetProperty("textRank").GetInt32());
        Assert.Contains(best.GetProperty("snippet").EnumerateArray(), part => part.GetProperty("isMatch").GetBoolean());
        Assert.DoesNotContain("Mallory", answer.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, (await app.GetAsync("/api/v1/search?q=zebra&from=2026-03-03")).GetProperty("items").EnumerateArray()
            .Count(item => item.GetProperty("date").GetString() == "2026-03-02"));
    }

    [Theory]
    [InlineData("limit=51", "limit")]
    [InlineData("offset=501", "offset")]
    [InlineData("from=2026-03-03&to=2026-03-02", "to")]
    public async Task Search_refuses_what_is_out_of_bounds(string query, string parameter)
    {
        var problem = await app.AssertProblemAsync(HttpMethod.Get, $"/api/v1/search?q=a&{query}", null, HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty(parameter, out _), problem.ToString());
    }

    [Theory]
    [InlineData("'; DROP TABLE users; --")]
    [InlineData("\"unclosed")]
    [InlineData("& | ! <-> ()")]
    [InlineData("%00\u0000")]
    public async Task Search_takes_any_text(string text)
    {
        using var response = await app.Client.GetAsync($"/api/v1/search?q={Uri.EscapeDataString(text)}", ApiApp.Cancellation);
        Assert.True((int)response.StatusCode < 500, await response.Content.ReadAsStringAsync(ApiApp.Cancellation));
    }

    [Fact]
    public async Task Record_of_somebody_else_is_not_there()
    {
        var eve = app.Eve;
        foreach (var (path, code) in ((string, string)[])[
            ($"activities/{eve.Activities[0].Id}", "activity_not_found"), ($"connections/{eve.Connection.Id}", "connection_not_found"),
            ($"runs/{eve.Run.Id}", "run_not_found"), ($"runs/{eve.Run.Id}/events", "run_not_found")])
            await app.AssertProblemAsync(HttpMethod.Get, $"/api/v1/{path}", null, HttpStatusCode.NotFound, code);

        foreach (var path in (string[])["activities", "summaries/daily", "summaries/platforms", "connections", "identities", "runs", "search?q=Mallory", "search?q=zebra", "stats/overview", "notes/2026-03-02"])
        {
            var text = (await app.GetAsync($"/api/v1/{path}")).GetRawText();
            Assert.DoesNotContain("Mallory", text.Replace("\"text\":\"Mallory\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("eve@", text, StringComparison.Ordinal);
            Assert.DoesNotContain(eve.Connection.Id.ToString(), text, StringComparison.Ordinal);
            Assert.DoesNotContain(eve.Run.Id.ToString(), text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Changes_to_somebody_elses_record_are_refused_and_do_nothing()
    {
        var eve = app.Eve;
        await app.AssertProblemAsync(HttpMethod.Patch, $"/api/v1/connections/{eve.Connection.Id}", new { name = "mine" }, HttpStatusCode.NotFound, "connection_not_found");
        await app.AssertProblemAsync(HttpMethod.Delete, $"/api/v1/connections/{eve.Connection.Id}", null, HttpStatusCode.NotFound, "connection_not_found");
        await app.AssertProblemAsync(HttpMethod.Post, $"/api/v1/connections/{eve.Connection.Id}/test", null, HttpStatusCode.NotFound, "connection_not_found");
        await app.AssertProblemAsync(HttpMethod.Post, $"/api/v1/identities/{eve.Mine.Id}/claim", null, HttpStatusCode.NotFound, "identity_not_found");
        await app.AssertProblemAsync(HttpMethod.Post, $"/api/v1/identities/{eve.Unknown.Id}/claim", null, HttpStatusCode.NotFound, "identity_not_found");
        await app.AssertProblemAsync(HttpMethod.Post, $"/api/v1/identities/{eve.Mine.Id}/release", null, HttpStatusCode.NotFound, "identity_not_found");
        await app.AssertProblemAsync(
            HttpMethod.Post, "/api/v1/runs", new { date = "2026-03-02", connectionId = eve.Connection.Id }, HttpStatusCode.NotFound, "connection_not_found");

        await using var db = app.CreateContext();
        Assert.Equal("engine", (await db.Connections.SingleAsync(c => c.Id == eve.Connection.Id, ApiApp.Cancellation)).Name);
        Assert.Equal(eve.User.Id, (await db.Identities.SingleAsync(i => i.Id == eve.Mine.Id, ApiApp.Cancellation)).UserId);
        Assert.Null((await db.Identities.SingleAsync(i => i.Id == eve.Unknown.Id, ApiApp.Cancellation)).UserId);
    }

    [Fact]
    public async Task Enums_are_words_and_members_are_camel_case()
    {
        var run = (await app.GetAsync($"/api/v1/runs/{app.Ada.Run.Id}")).GetProperty("run");
        Assert.Equal("partial", run.GetProperty("status").GetString());
        var identity = (await app.GetAsync("/api/v1/identities")).EnumerateArray().First();
        Assert.Equal(nameof(IdentityAssignment.Email).ToLowerInvariant(), identity.GetProperty("assignedBy").GetString());
        Assert.Equal("mine", (await app.GetAsync("/api/v1/connections"))[0].GetProperty("scope").GetString());
    }

    [Fact]
    public async Task Document_describes_every_operation_and_its_errors()
    {
        var document = await app.GetAsync("/openapi/v1.json");
        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Object)
                .Select(operation => (Name: $"{operation.Name} {path.Name}", operation.Value, Path: path.Name))).ToList();
        Assert.True(operations.Count >= 25, $"{operations.Count} operations");
        Assert.All(operations, operation =>
        {
            Assert.True(operation.Value.TryGetProperty("summary", out _), operation.Name);
            Assert.False(operation.Path.StartsWith("/day", StringComparison.Ordinal), operation.Name);
            if (operation.Path.StartsWith("/api/", StringComparison.Ordinal))
                Assert.True(operation.Value.GetProperty("responses").TryGetProperty("503", out _), operation.Name);
        });
        var date = operations.Single(operation => operation.Name == "get /api/v1/summaries/daily/{date}").Value.GetProperty("parameters")[0].GetProperty("schema");
        Assert.DoesNotContain("object", date.GetRawText(), StringComparison.Ordinal);
    }

    private static List<string> Texts(JsonElement items, string member) => [.. items.EnumerateArray().Select(item => item.GetProperty(member).GetString()!)];
}
