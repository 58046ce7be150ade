using System.Net;
using System.Text.RegularExpressions;
using Blackbox.Core.Collecting;
using Blackbox.Core.Summaries;
using Blackbox.Simulators.GitHub;
using Blackbox.Tests.Api;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Tests.Pages;

/// <summary>The pages as a browser without script sees them.</summary>
public sealed class PageTests(ApiApp app) : IClassFixture<ApiApp>
{
    private const string Attack = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'{{1+1}}\u202Egnp.exe";

    [Theory]
    [InlineData("/")]
    [InlineData("/?year=2026")]
    [InlineData("/?year=9999")]
    [InlineData("/day/2026-03-02")]
    [InlineData("/day/2000-01-01")]
    [InlineData("/day/2100-12-31")]
    [InlineData("/search")]
    [InlineData("/search?q=zebra&from=2026-01-01&to=2026-12-31")]
    [InlineData("/search?q=last%20week&from=rubbish&offset=-7")]
    [InlineData("/connections")]
    [InlineData("/collect")]
    [InlineData("/nothing")]
    public async Task Page_is_whole_and_holds_nothing_inline(string path)
    {
        var html = await PageAsync(path, path == "/nothing" ? HttpStatusCode.NotFound : HttpStatusCode.OK);
        AssertClean(html);
        Assert.Contains("lang=\"en\"", html, StringComparison.Ordinal);
        Assert.Matches("<title>[^<]+ · Blackbox</title>", html);
    }

    [Fact]
    public async Task Day_shows_its_log_its_evidence_and_its_note()
    {
        var html = await PageAsync("/day/2026-03-02");
        Assert.Contains("Monday, 2 March 2026", html, StringComparison.Ordinal);
        Assert.Contains("Ada Lindqvist did feat(parser): read renames.", html, StringComparison.Ordinal);
        Assert.Contains($"id=\"a-{app.Ada.Activities[0].Id:N}\"", html, StringComparison.Ordinal);
        Assert.Contains($"href=\"#a-{app.Ada.Activities[0].Id:N}\"", html, StringComparison.Ordinal);
        Assert.Contains("<time datetime=\"2026-03-01T15:30:00.0000000&#x2B;00:00\"", html, StringComparison.Ordinal);
        Assert.Contains(">00:30</time>", html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://git.example.org/engine/commit/a1\"", html, StringComparison.Ordinal);
        Assert.Contains("talked with <strong>Kim</strong>", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/day/2026-03-01\"", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Monday, 2 March 2026: 2 activities\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Mallory", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_content_is_shown_as_text_everywhere()
    {
        var date = new DateOnly(2026, 4, 1);
        await using (var db = app.CreateContext())
        {
            var connection = new Connection
            {
                UserId = app.Ada.User.Id,
                Platform = Platforms.Git,
                Name = Attack,
                StateCode = "x",
                StateMessage = Attack,
                Settings = System.Text.Json.JsonSerializer.Serialize(new { repositories = (string[])[Attack] }),
            };
            db.Add(connection);
            await db.SaveChangesAsync(ApiApp.Cancellation);
            var identity = new Identity { ConnectionId = connection.Id, ExternalId = Attack, DisplayName = Attack, UserId = app.Ada.User.Id };
            db.Add(identity);
            await db.SaveChangesAsync(ApiApp.Cancellation);
            var commit = SampleRecord.Commit(identity, Attack, date, new(10, 0), Attack, container: Attack, url: "javascript:alert(1)");
            db.Add(commit);
            await db.SaveChangesAsync(ApiApp.Cancellation);
            db.Add(SampleRecord.Daily(app.Ada.User, date, $"- {Attack}", [new Evidence(Attack, [commit.Id])]));
            db.Add(new Note { UserId = app.Ada.User.Id, Date = date, Content = Attack + "</textarea><script>alert(2)</script>" });
            await db.SaveChangesAsync(ApiApp.Cancellation);
        }
        foreach (var path in (string[])["/day/2026-04-01", "/connections", $"/search?q={Uri.EscapeDataString(Attack)}", $"/search?q=alert&from={Uri.EscapeDataString(Attack)}"])
        {
            var html = await PageAsync(path);
            AssertClean(html);
            Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
            Assert.DoesNotContain("href=\"javascript:", html, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Form_is_refused_without_its_token()
    {
        foreach (var path in (string[])["/collect", "/day/2026-03-02/note", "/connections/git", "/connections/github", $"/connections/{app.Ada.Connection.Id}/remove", $"/connections/{app.Ada.Connection.Id}/test",
            $"/connections/{app.Ada.Connection.Id}/scope", $"/connections/authors/{app.Ada.Unknown.Id}"])
        {
            using var response = await app.Client.PostAsync(path, new FormUrlEncodedContent([new("range", "today"), new("content", "stolen"), new("mine", "true")]), ApiApp.Cancellation);
            await ApiApp.AssertProblemAsync(response, HttpStatusCode.BadRequest, "form_expired");
        }
        Assert.Equal("Ada Lindqvist talked with **Kim**.", (await app.GetAsync("/api/v1/notes/2026-03-02")).GetProperty("content").GetString());
    }

    [Fact]
    public async Task Note_is_saved_by_its_form_and_a_newer_one_is_not_overwritten()
    {
        var token = await TokenAsync("/day/2026-03-04");
        using var saved = await PostAsync("/day/2026-03-04/note", token, ("content", "by form\r\nsecond"), ("etag", ""));
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        Assert.Equal("/day/2026-03-04#note", saved.Headers.Location?.ToString());
        Assert.Equal("by form\nsecond", (await app.GetAsync("/api/v1/notes/2026-03-04")).GetProperty("content").GetString());

        using var stale = await PostAsync("/day/2026-03-04/note", token, ("content", "my long text"), ("etag", "\"1\""));
        Assert.Equal(HttpStatusCode.BadRequest, stale.StatusCode);
        var html = await stale.Content.ReadAsStringAsync(ApiApp.Cancellation);
        Assert.Contains("changed somewhere else", html, StringComparison.Ordinal);
        Assert.Contains("my long text", html, StringComparison.Ordinal);

        using var tooLong = await PostAsync("/day/2026-03-04/note", token, ("content", new string('a', 20_001)), ("etag", ""));
        Assert.Equal(HttpStatusCode.BadRequest, tooLong.StatusCode);
        Assert.Contains("at most 20,000 characters", await tooLong.Content.ReadAsStringAsync(ApiApp.Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collecting_starts_by_its_form_and_shows_the_run()
    {
        var token = await TokenAsync("/collect");
        foreach (var range in (string[])["today", "yesterday", "week", "month", "year"])
        {
            using var preset = await PostAsync("/collect", token, ("range", range), ("key", $"{range} of the test"));
            Assert.Equal(HttpStatusCode.Redirect, preset.StatusCode);
        }
        using var started = await PostAsync("/collect", token, ("range", "custom"), ("from", "2026-03-02"), ("to", "2026-03-09"), ("key", "custom"));
        var run = started.Headers.Location!.ToString();
        Assert.Matches("^/runs/[0-9a-f-]{36}$", run);
        var html = await PageAsync(run);
        Assert.Contains("Waiting for a worker", html, StringComparison.Ordinal);
        Assert.Contains("http-equiv=\"refresh\"", html, StringComparison.Ordinal);

        using var refused = await PostAsync("/collect", token, ("range", "custom"), ("from", "2026-03-09"), ("to", "2026-03-02"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("must not be before", await refused.Content.ReadAsStringAsync(ApiApp.Cancellation), StringComparison.Ordinal);
        using var rubbish = await PostAsync("/collect", token, ("range", "custom"), ("from", "x"), ("to", ""));
        Assert.Equal(HttpStatusCode.BadRequest, rubbish.StatusCode);
    }

    [Theory]
    [InlineData("/collect")]
    [InlineData("/day/2026-08-08")]
    public async Task Form_that_is_sent_twice_starts_one_run(string path)
    {
        var token = await TokenAsync(path);
        var (key, other) = (await KeyAsync(path), await KeyAsync(path));
        Assert.Matches("^[0-9a-f]{32}$", key);
        Assert.NotEqual(key, other);

        var twice = await Task.WhenAll(SendAsync(key, "2026-03-02"), SendAsync(key, "2026-03-02"));
        Assert.Equal(twice[0], twice[1]);
        Assert.StartsWith("/runs/", twice[0], StringComparison.Ordinal);
        Assert.NotEqual(twice[0], await SendAsync(other, "2026-03-02"));

        using var stale = await PostAsync("/collect", token, ("range", "custom"), ("from", "2026-03-03"), ("to", "2026-03-03"), ("key", key));
        Assert.Equal(HttpStatusCode.BadRequest, stale.StatusCode);
        Assert.Contains("used before", await stale.Content.ReadAsStringAsync(ApiApp.Cancellation), StringComparison.Ordinal);
        using var without = await PostAsync("/collect", token, ("range", "today"));
        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);

        async Task<string> SendAsync(string formKey, string date)
        {
            using var response = await PostAsync("/collect", token, ("range", "custom"), ("from", date), ("to", date), ("key", formKey));
            return response.Headers.Location!.ToString();
        }
    }

    [Fact]
    public async Task Connection_is_added_tested_and_removed_by_forms()
    {
        var token = await TokenAsync("/connections");
        using var wrong = await PostAsync("/connections/git", token, ("paths", "relative/path"), ("scope", "auto"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("not an absolute path", await wrong.Content.ReadAsStringAsync(ApiApp.Cancellation), StringComparison.Ordinal);

        using var added = await PostAsync("/connections/git", token, ("paths", "/nowhere/by-form\r\n"), ("scope", "mine"));
        var id = Regex.Match(added.Headers.Location!.ToString(), "^/connections#c-([0-9a-f]{32})$").Groups[1].Value;
        Assert.Contains("by-form", await PageAsync("/connections"), StringComparison.Ordinal);
        foreach (var (action, value) in ((string, string)[])[("test", ""), ("scope", "everyone"), ("remove", "")])
        {
            using var done = await PostAsync($"/connections/{Guid.Parse(id)}/{action}", token, ("scope", value));
            Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        }
        Assert.DoesNotContain("by-form", await PageAsync("/connections"), StringComparison.Ordinal);

        using var foreign = await PostAsync($"/connections/{app.Eve.Connection.Id}/remove", token);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        using var author = await PostAsync($"/connections/authors/{app.Eve.Unknown.Id}", token, ("mine", "true"));
        Assert.Equal(HttpStatusCode.NotFound, author.StatusCode);
        await using var db = app.CreateContext();
        Assert.True(await db.Connections.AnyAsync(c => c.Id == app.Eve.Connection.Id, ApiApp.Cancellation));
    }

    [Fact]
    public async Task Form_of_a_platform_is_folded_until_something_is_wrong_and_never_shows_a_secret_again()
    {
        var token = await TokenAsync("/connections");
        Assert.Contains("""<details class="connect"><summary><h2 id="jira-title">""", await PageAsync("/connections"), StringComparison.Ordinal);

        using var without = await PostAsync("/connections/jira", token, ("baseUrl", "https://jira.example.org"), ("projects", "ENG"));
        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
        Assert.Contains("“Token” is needed.", WebUtility.HtmlDecode(await without.Content.ReadAsStringAsync(ApiApp.Cancellation)), StringComparison.Ordinal);
        using var wrong = await PostAsync("/connections/jira", token, ("baseUrl", "ftp://jira.example.org"), ("secret", "ada@example.org:hush-hush"), ("projects", "ENG"));
        var page = await wrong.Content.ReadAsStringAsync(ApiApp.Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("""<details class="connect" open>""", page, StringComparison.Ordinal);
        Assert.Contains("ftp://jira.example.org", page, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", page, StringComparison.Ordinal);

        using var nowhere = await PostAsync("/connections/carrier-pigeon", token, ("secret", "x"));
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
    }

    [Fact]
    public async Task GitHub_is_connected_and_backfilled_by_forms_and_no_token_comes_back()
    {
        await using var simulator = await GitHubSimulator.StartAsync(options => options.People = 3, ApiApp.Cancellation);
        var token = await TokenAsync("/connections");
        using var wrong = await PostAsync("/connections/github", token, ("token", "two words"), ("organization", "acme"), ("scope", "auto"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.DoesNotContain("two words", await wrong.Content.ReadAsStringAsync(ApiApp.Cancellation), StringComparison.Ordinal);

        using var added = await PostAsync(
            "/connections/github", token, ("token", GitHubSimulatorOptions.OrganisationToken), ("organization", GitHubSimulatorOptions.DefaultOrganisation),
            ("repositories", ""), ("baseUrl", simulator.ApiUrl), ("scope", "everyone"));
        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        var page = await PageAsync("/connections");
        Assert.Contains(GitHubSimulatorOptions.DefaultOrganisation, page, StringComparison.Ordinal);
        Assert.DoesNotContain(GitHubSimulatorOptions.OrganisationToken, page, StringComparison.Ordinal);

        var id = Guid.Parse(Regex.Match(added.Headers.Location!.ToString(), "#c-([0-9a-f]{32})$").Groups[1].Value);
        using var changed = await PostAsync($"/connections/{id}/secret", token, ("secret", "ghp_nobodys"));
        Assert.Equal(HttpStatusCode.Redirect, changed.StatusCode);
        Assert.Contains("Needs you", await PageAsync("/connections"), StringComparison.Ordinal);
        using var healed = await PostAsync($"/connections/{id}/secret", token, ("secret", GitHubSimulatorOptions.OrganisationToken));
        Assert.Equal(HttpStatusCode.Redirect, healed.StatusCode);

        (string, string)[] dates = [("from", "2026-03-20"), ("to", "2026-03-31"), ("connections", id.ToString())];
        using var predicted = await PostAsync("/backfills", token, [.. dates, ("action", "predict")]);
        Assert.Contains("This would take about", await predicted.Content.ReadAsStringAsync(ApiApp.Cancellation), StringComparison.Ordinal);
        using var started = await PostAsync("/backfills", token, [.. dates, ("action", "start")]);
        Assert.Equal(HttpStatusCode.Redirect, started.StatusCode);
        var backfill = Guid.Parse(Regex.Match(started.Headers.Location!.ToString(), "#b-([0-9a-f]{32})$").Groups[1].Value);
        foreach (var (change, shown) in ((string, string)[])[("pause", "Paused"), ("resume", "Running"), ("cancel", "Cancelled")])
        {
            using var done = await PostAsync($"/backfills/{backfill}", token, ("change", change));
            Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
            Assert.Contains(shown, await PageAsync("/backfills"), StringComparison.Ordinal);
        }
        using var impossible = await PostAsync("/backfills", token, ("from", "2026-03-31"), ("to", "2026-03-01"), ("action", "start"));
        Assert.Equal(HttpStatusCode.BadRequest, impossible.StatusCode);
        using var removed = await PostAsync($"/connections/{id}/remove", token);
        Assert.Equal(HttpStatusCode.Redirect, removed.StatusCode);
        Assert.Empty(simulator.UnknownRequests);
    }

    [Fact]
    public async Task Files_are_kept_for_ever_under_names_that_change_with_them()
    {
        var html = await PageAsync("/");
        foreach (Match match in Regex.Matches(html, "(?:href|src)=\"(/app\\.[a-z0-9]+\\.(?:css|js))\""))
        {
            using var file = await app.Client.GetAsync(match.Groups[1].Value, ApiApp.Cancellation);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            Assert.Contains("immutable", file.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        }
        Assert.Equal(2, Regex.Count(html, "\"/app\\.[a-z0-9]+\\.(css|js)\""));
    }

    [Theory]
    [InlineData("dark", "data-theme=\"dark\"")]
    [InlineData("light", "data-theme=\"light\"")]
    [InlineData("\"><script>", "<html lang=\"en\">")]
    public async Task Theme_follows_its_cookie_and_nothing_else(string value, string expected)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Cookie", $"theme={Uri.EscapeDataString(value)}");
        using var response = await app.Client.SendAsync(request, ApiApp.Cancellation);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync(ApiApp.Cancellation), StringComparison.Ordinal);
    }

    private async Task<string> PageAsync(string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        using var response = await app.Client.SendAsync(request, ApiApp.Cancellation);
        var html = await response.Content.ReadAsStringAsync(ApiApp.Cancellation);
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {html}");
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        return html;
    }

    private async Task<string> TokenAsync(string path) =>
        Regex.Match(await PageAsync(path), "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;

    private async Task<string> KeyAsync(string path) =>
        Regex.Match(await PageAsync(path), "<main.*name=\"key\" value=\"([^\"]+)\"", RegexOptions.Singleline).Groups[1].Value;

    private Task<HttpResponseMessage> PostAsync(string path, string token, params (string Name, string Value)[] fields) => app.Client.PostAsync(
        path, new FormUrlEncodedContent([new("__RequestVerificationToken", token), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]), ApiApp.Cancellation);

    // The content security policy would block it, and it would be a hole where there is none.
    private static void AssertClean(string html)
    {
        Assert.DoesNotMatch("(?i)<script(?![^>]*\\ssrc=\"/(?:app|live)\\.)", html);
        Assert.DoesNotMatch("(?i)<[a-z][^>\"']*(?:\"[^\"]*\"[^>\"']*)*\\s(on[a-z]+|style)\\s*=", html);
        Assert.DoesNotMatch("(?i)(src|href)=\"(https?:)?//(?!git\\.example\\.org)", html);
        Assert.DoesNotContain("<style", html, StringComparison.OrdinalIgnoreCase);
    }
}
