using System.Net;
using System.Text;

namespace Blackbox.Tests.Api;

public sealed class ProblemTests(ApiApp app) : IClassFixture<ApiApp>
{
    [Fact]
    public Task Unknown_address_is_a_problem() =>
        app.AssertProblemAsync(HttpMethod.Get, "/api/v1/nothing", null, HttpStatusCode.NotFound, "not_found");

    [Fact]
    public async Task Unknown_address_is_a_problem_for_whoever_asks_for_html_of_the_api()
    {
        var request = ApiApp.Request(HttpMethod.Get, "/api/v1/nothing");
        request.Headers.Accept.ParseAdd("text/html");
        await app.AssertProblemAsync(request, HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Unknown_address_is_a_page_for_a_person()
    {
        var request = ApiApp.Request(HttpMethod.Get, "/nothing");
        request.Headers.Accept.ParseAdd("text/html");
        using var response = await app.Client.SendAsync(request, ApiApp.Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Not here", await response.Content.ReadAsStringAsync(ApiApp.Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_method_is_a_problem_that_names_the_right_ones()
    {
        using var response = await app.Client.SendAsync(ApiApp.Request(HttpMethod.Put, "/api/v1/runs", new { }), ApiApp.Cancellation);
        await ApiApp.AssertProblemAsync(response, HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        Assert.Contains("POST", response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    public Task Body_that_is_not_json_is_a_problem(string type) => app.AssertProblemAsync(
        new(HttpMethod.Post, "/api/v1/runs") { Content = new StringContent("date=2026-03-02", Encoding.UTF8, type) },
        HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");

    [Theory]
    [InlineData("", "invalid_request")]
    [InlineData("null", "invalid_request")]
    [InlineData("{", "invalid_json")]
    [InlineData("[]", "invalid_json")]
    [InlineData("\"date\"", "invalid_json")]
    [InlineData("{} {}", "invalid_json")]
    [InlineData("""{"date": "2026-03-02", "date": "2026-03-03"}""", "invalid_request")]
    public Task Body_that_is_not_the_expected_object_is_a_problem(string body, string code) => app.AssertProblemAsync(
        new(HttpMethod.Post, "/api/v1/runs") { Content = new StringContent(body, Encoding.UTF8, "application/json") }, HttpStatusCode.BadRequest, code);

    [Theory]
    [InlineData("""{"date": 5}""", "date")]
    [InlineData("""{"date": "yesterday"}""", "date")]
    [InlineData("""{"date": "2026-02-30"}""", "date")]
    [InlineData("""{"dates": "2026-03-02"}""", "dates")]
    [InlineData("""{"date": "2026-03-02", "connectionId": "x"}""", "connectionId")]
    public async Task Member_that_is_wrong_is_named(string body, string member)
    {
        var problem = await app.AssertProblemAsync(
            new(HttpMethod.Post, "/api/v1/runs") { Content = new StringContent(body, Encoding.UTF8, "application/json") },
            HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty(member, out _), problem.ToString());
    }

    [Fact]
    public Task Body_that_is_too_large_is_a_problem() => app.AssertProblemAsync(
        HttpMethod.Put, "/api/v1/notes/2026-03-02", new { content = new string('a', 300_000) }, HttpStatusCode.RequestEntityTooLarge, "body_too_large");

    [Theory]
    [InlineData("activities?date=2026-3-2", "date")]
    [InlineData("activities?date=03/02/2026", "date")]
    [InlineData("activities?from=1999-12-31", "from")]
    [InlineData("activities?to=2101-01-01", "to")]
    [InlineData("activities?from=2026-03-02&to=2026-03-01", "to")]
    [InlineData("activities?date=2026-03-02&from=2026-03-01", "date")]
    [InlineData("activities?limit=0", "limit")]
    [InlineData("activities?limit=201", "limit")]
    [InlineData("activities?limit=many", "limit")]
    [InlineData("activities?cursor=%F0%9F%92%A9", "cursor")]
    [InlineData("activities?cursor=AAAA", "cursor")]
    [InlineData("activities?platform=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "platform")]
    [InlineData("summaries/daily?date=tomorrow", "date")]
    [InlineData("summaries/daily/2026-13-01", "date")]
    [InlineData("summaries/platforms?limit=-1", "limit")]
    [InlineData("notes/someday", "date")]
    [InlineData("stats/heatmap?year=1999", "year")]
    [InlineData("stats/heatmap?year=two", "year")]
    [InlineData("stats/overview?from=x", "from")]
    [InlineData("runs?limit=1000", "limit")]
    [InlineData("identities?connectionId=mine", "connectionId")]
    public async Task Parameter_that_is_wrong_is_named(string path, string parameter)
    {
        var problem = await app.AssertProblemAsync(HttpMethod.Get, $"/api/v1/{path}", null, HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty(parameter, out _), problem.ToString());
    }

    [Theory]
    [InlineData("activities?container=a%00b")]
    [InlineData("activities?platform=%00")]
    [InlineData("activities?container=%ED%A0%80")]
    public async Task Text_that_cannot_be_stored_is_never_a_server_error(string path)
    {
        using var response = await app.Client.GetAsync($"/api/v1/{path}", ApiApp.Cancellation);
        Assert.True((int)response.StatusCode < 500, await response.Content.ReadAsStringAsync(ApiApp.Cancellation));
    }

    [Theory]
    [InlineData("GET", "connections/{0}", "connection_not_found")]
    [InlineData("DELETE", "connections/{0}", "connection_not_found")]
    [InlineData("POST", "connections/{0}/test", "connection_not_found")]
    [InlineData("POST", "identities/{0}/claim", "identity_not_found")]
    [InlineData("POST", "identities/{0}/release", "identity_not_found")]
    [InlineData("GET", "activities/{0}", "activity_not_found")]
    [InlineData("GET", "runs/{0}", "run_not_found")]
    [InlineData("GET", "runs/{0}/events", "run_not_found")]
    public Task Id_that_nothing_has_is_a_problem(string method, string path, string code) => app.AssertProblemAsync(
        new(new HttpMethod(method), string.Format(System.Globalization.CultureInfo.InvariantCulture, $"/api/v1/{path}", Guid.AllBitsSet)), HttpStatusCode.NotFound, code);
}
