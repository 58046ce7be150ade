using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Blackbox.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Tests.Api;

/// <summary>Writing. The tests touch different things of the record, so they may run in any order.</summary>
public sealed class ChangeTests(ApiApp app) : IClassFixture<ApiApp>
{
    [Fact]
    public async Task Me_takes_a_name_and_a_time_zone_and_refuses_others()
    {
        var changed = await app.SendAsync(HttpMethod.Patch, "/api/v1/me", new { name = "  Ada L. " });
        Assert.Equal("Ada L.", changed.GetProperty("name").GetString());
        Assert.Equal("Ada L.", (await app.GetAsync("/api/v1/me")).GetProperty("name").GetString());
        foreach (var zone in (string[])["Mars/Base", "", "asia/seoul", "Korea Standard Time", "+09:00", "../../etc/passwd"])
            await app.AssertProblemAsync(HttpMethod.Patch, "/api/v1/me", new { timeZone = zone }, HttpStatusCode.BadRequest, "invalid_request");
        await app.AssertProblemAsync(HttpMethod.Patch, "/api/v1/me", new { name = " " }, HttpStatusCode.BadRequest, "invalid_request");
        await app.AssertProblemAsync(HttpMethod.Patch, "/api/v1/me", new { name = new string('a', 201) }, HttpStatusCode.BadRequest, "invalid_request");
        await app.AssertProblemAsync(HttpMethod.Patch, "/api/v1/me", new { email = "eve@example.org" }, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Connection_lives_from_its_test_to_its_removal()
    {
        using var repository = new SampleRepository();
        var settings = new { repositories = (string[])[repository.Path] };
        var before = await app.SendAsync(HttpMethod.Post, "/api/v1/connections/test", new { platform = "git", settings });
        Assert.True(before.GetProperty("ok").GetBoolean(), before.ToString());

        var added = await app.SendAsync(HttpMethod.Post, "/api/v1/connections", new { platform = "git", settings, scope = "auto" }, HttpStatusCode.Created);
        var id = added.GetProperty("connection").GetProperty("id").GetGuid();
        // Nobody of the repository is Ada, so that it would look empty: everyone's work is recorded.
        Assert.Equal("everyone", added.GetProperty("connection").GetProperty("scope").GetString());
        Assert.Equal("active", added.GetProperty("connection").GetProperty("status").GetString());
        Assert.Equal(Path.GetFileName(repository.Path), added.GetProperty("connection").GetProperty("name").GetString());

        var changed = await app.SendAsync(HttpMethod.Patch, $"/api/v1/connections/{id}", new { name = "renamed", scope = "mine" });
        Assert.Equal(("renamed", "mine"), (changed.GetProperty("name").GetString(), changed.GetProperty("scope").GetString()));
        Assert.True((await app.SendAsync(HttpMethod.Post, $"/api/v1/connections/{id}/test", null)).GetProperty("ok").GetBoolean());

        await app.SendAsync(HttpMethod.Delete, $"/api/v1/connections/{id}", null, HttpStatusCode.NoContent);
        await app.AssertProblemAsync(HttpMethod.Get, $"/api/v1/connections/{id}", null, HttpStatusCode.NotFound, "connection_not_found");
        await using var db = app.CreateContext();
        Assert.NotNull((await db.Connections.IgnoreQueryFilters().SingleAsync(c => c.Id == id, ApiApp.Cancellation)).DeletedAt);
    }

    [Fact]
    public async Task Connection_that_does_not_work_is_kept_and_says_what_is_wrong()
    {
        var settings = new { repositories = (string[])["/nowhere/at/all"] };
        var added = await app.SendAsync(HttpMethod.Post, "/api/v1/connections", new { platform = "git", name = "broken", settings }, HttpStatusCode.Created);
        var connection = added.GetProperty("connection");
        Assert.Equal("inactive", connection.GetProperty("status").GetString());
        Assert.False(string.IsNullOrEmpty(connection.GetProperty("stateCode").GetString()));
        Assert.False(string.IsNullOrEmpty(connection.GetProperty("stateMessage").GetString()));
        Assert.False(added.GetProperty("test").GetProperty("ok").GetBoolean());
    }

    [Theory]
    [InlineData("""{"platform": "svn", "settings": {}}""", "platform")]
    [InlineData("""{"settings": {}}""", "platform")]
    [InlineData("""{"platform": "git"}""", "settings")]
    [InlineData("""{"platform": "git", "settings": []}""", "settings")]
    [InlineData("""{"platform": "git", "settings": {"repositories": []}}""", "settings")]
    [InlineData("""{"platform": "git", "settings": {"repositories": ["relative"]}}""", "settings")]
    [InlineData("""{"platform": "git", "settings": {"repositories": ["https://user:word@example.org/a.git"]}}""", "settings")]
    [InlineData("""{"platform": "git", "settings": {"repositories": ["/a"]}, "scope": "all"}""", "scope")]
    public async Task Connection_that_is_malformed_is_refused(string body, string member)
    {
        var problem = await app.AssertProblemAsync(
            new(HttpMethod.Post, "/api/v1/connections") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") },
            HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty(member, out _), problem.ToString());
        Assert.DoesNotContain("word@", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identity_is_claimed_and_released()
    {
        var id = app.Ada.Unknown.Id;
        Assert.False(await IsMineAsync());
        await app.SendAsync(HttpMethod.Post, $"/api/v1/identities/{id}/claim", null, HttpStatusCode.NoContent);
        Assert.True(await IsMineAsync());
        Assert.Contains("u1", (await app.GetAsync("/api/v1/activities?date=2026-03-03")).GetRawText(), StringComparison.Ordinal);
        await app.SendAsync(HttpMethod.Post, $"/api/v1/identities/{id}/release", null, HttpStatusCode.NoContent);
        Assert.False(await IsMineAsync());

        async Task<bool> IsMineAsync()
        {
            var identities = await app.GetAsync($"/api/v1/identities?connectionId={app.Ada.Connection.Id}");
            var identity = identities.EnumerateArray().Single(row => row.GetProperty("id").GetGuid() == id);
            Assert.Equal(1, identity.GetProperty("activities").GetInt32());
            return identity.GetProperty("mine").GetBoolean();
        }
    }

    [Theory]
    [InlineData("{}", "date")]
    [InlineData("""{"date": "2026-03-02", "to": "2026-03-03"}""", "date")]
    [InlineData("""{"from": "2026-03-02"}""", "date")]
    [InlineData("""{"from": "2026-03-02", "to": "2026-03-01"}""", "to")]
    [InlineData("""{"date": "2099-01-01"}""", "date")]
    [InlineData("""{"from": "2026-03-02", "to": "2099-01-01"}""", "to")]
    [InlineData("""{"date": "1999-12-31"}""", "date")]
    [InlineData("""{"from": "2019-01-01", "to": "2024-01-01"}""", "from")]
    [InlineData("""{"date": "0001-01-01"}""", "date")]
    [InlineData("""{"from": "0001-01-01", "to": "9999-12-31"}""", "from")]
    public async Task Run_over_dates_that_make_no_sense_is_refused(string body, string member)
    {
        var problem = await app.AssertProblemAsync(
            new(HttpMethod.Post, "/api/v1/runs") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") },
            HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty(member, out _), problem.ToString());
    }

    [Fact]
    public Task Run_may_cover_five_years() =>
        app.SendAsync(HttpMethod.Post, "/api/v1/runs", new { from = "2019-01-01", to = "2023-12-31" }, HttpStatusCode.Accepted);

    [Fact]
    public async Task Run_shows_what_was_collected_and_runs_are_paged()
    {
        var run = await app.GetAsync($"/api/v1/runs/{app.Ada.Run.Id}");
        var collection = run.GetProperty("collections")[0];
        Assert.Equal(("engine", 4), (collection.GetProperty("connection").GetString(), collection.GetProperty("found").GetInt32()));
        Assert.Equal("shallow", collection.GetProperty("problems")[0].GetProperty("code").GetString());
        Assert.True(run.GetProperty("run").GetProperty("finished").GetBoolean());

        await app.SendAsync(HttpMethod.Post, "/api/v1/runs", new { date = "2026-03-03" }, HttpStatusCode.Accepted);
        HashSet<Guid> seen = [];
        string? cursor = null;
        do
        {
            var page = await app.GetAsync($"/api/v1/runs?limit=1{(cursor is null ? null : $"&cursor={cursor}")}");
            Assert.True(seen.Add(page.GetProperty("items")[0].GetProperty("id").GetGuid()));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);
        await using var db = app.CreateContext();
        Assert.Equal(await db.Runs.CountAsync(r => r.UserId == app.Ada.User.Id, ApiApp.Cancellation), seen.Count);
    }

    [Fact]
    public async Task Events_tell_each_change_and_end_with_the_run()
    {
        var started = await app.SendAsync(HttpMethod.Post, "/api/v1/runs", new { date = "2026-03-02" }, HttpStatusCode.Accepted);
        var id = started.GetProperty("id").GetGuid();
        using var stream = await app.Client.GetAsync($"/api/v1/runs/{id}/events", HttpCompletionOption.ResponseHeadersRead, ApiApp.Cancellation);
        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(ApiApp.Cancellation));

        Assert.Equal(("progress", "queued"), await NextAsync());
        await SetAsync(RunStatus.Running, RunStep.Collecting);
        Assert.Equal(("progress", "running"), await NextAsync());
        await SetAsync(RunStatus.Succeeded, RunStep.Done);
        Assert.Equal(("finished", "succeeded"), await NextAsync());
        Assert.Null(await reader.ReadLineAsync(ApiApp.Cancellation));

        async Task<(string, string?)> NextAsync()
        {
            var name = (await reader.ReadLineAsync(ApiApp.Cancellation))!.Replace("event: ", "", StringComparison.Ordinal);
            var run = JsonSerializer.Deserialize<JsonElement>((await reader.ReadLineAsync(ApiApp.Cancellation))!["data: ".Length..]);
            await reader.ReadLineAsync(ApiApp.Cancellation);
            return (name, run.GetProperty("status").GetString());
        }

        async Task SetAsync(RunStatus status, RunStep step)
        {
            await using var db = app.CreateContext();
            await db.Runs.Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, status).SetProperty(r => r.Step, step), ApiApp.Cancellation);
        }
    }

    [Fact]
    public async Task Events_let_go_of_those_who_left()
    {
        var started = await app.SendAsync(HttpMethod.Post, "/api/v1/runs", new { date = "2026-03-02" }, HttpStatusCode.Accepted);
        var path = $"/api/v1/runs/{started.GetProperty("id").GetGuid()}/events";
        // More than may follow at once, one after the other.
        for (var round = 0; round < 70; round++)
        {
            using var stream = await app.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, ApiApp.Cancellation);
            if (stream.StatusCode != HttpStatusCode.OK)
            {
                // The server may hear of a closed connection a little later.
                Assert.Equal(HttpStatusCode.ServiceUnavailable, stream.StatusCode);
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, ApiApp.Cancellation);
            }
        }
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, ApiApp.Cancellation);
        using var last = await app.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, ApiApp.Cancellation);
        Assert.Equal(HttpStatusCode.OK, last.StatusCode);
    }

    [Fact]
    public async Task Note_is_written_read_guarded_and_removed_and_the_day_follows()
    {
        const string Path = "/api/v1/notes/2026-03-03";
        await app.AssertProblemAsync(HttpMethod.Get, Path, null, HttpStatusCode.NotFound, "note_not_found");
        using var written = await app.Client.SendAsync(ApiApp.Request(HttpMethod.Put, Path, new { content = "first\r\n한글 **x**" }), ApiApp.Cancellation);
        Assert.Equal(HttpStatusCode.OK, written.StatusCode);
        Assert.Equal("first\n한글 **x**", (await app.GetAsync(Path)).GetProperty("content").GetString());
        Assert.Contains("한글", (await app.GetAsync("/api/v1/summaries/daily/2026-03-03")).GetProperty("content").GetString(), StringComparison.Ordinal);

        var current = ApiApp.Request(HttpMethod.Put, Path, new { content = "second" });
        current.Headers.IfMatch.Add(written.Headers.ETag!);
        using var accepted = await app.Client.SendAsync(current, ApiApp.Cancellation);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        var stale = ApiApp.Request(HttpMethod.Put, Path, new { content = "third" });
        stale.Headers.IfMatch.Add(written.Headers.ETag!);
        await app.AssertProblemAsync(stale, HttpStatusCode.PreconditionFailed, "note_changed");
        Assert.Equal("second", (await app.GetAsync(Path)).GetProperty("content").GetString());

        await app.SendAsync(HttpMethod.Put, Path, new { content = "  \n" }, HttpStatusCode.NoContent);
        await app.AssertProblemAsync(HttpMethod.Get, Path, null, HttpStatusCode.NotFound, "note_not_found");
        Assert.DoesNotContain("second", (await app.GetAsync("/api/v1/summaries/daily/2026-03-03")).GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Note_has_a_limit_and_takes_any_text_within()
    {
        const string Path = "/api/v1/notes/2026-03-05";
        await app.SendAsync(HttpMethod.Put, Path, new { content = new string('a', 20_000) });
        await app.AssertProblemAsync(HttpMethod.Put, Path, new { content = new string('a', 20_001) }, HttpStatusCode.BadRequest, "invalid_request");
        await app.AssertProblemAsync(HttpMethod.Put, Path, new { }, HttpStatusCode.BadRequest, "invalid_request");
        await app.SendAsync(HttpMethod.Put, Path, new { content = "a\0b" });
        Assert.Equal("a\uFFFDb", (await app.GetAsync(Path)).GetProperty("content").GetString());
    }

    [Fact]
    public async Task Notes_written_at_once_leave_one_and_no_error()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            using var response = await app.Client.SendAsync(ApiApp.Request(HttpMethod.Put, "/api/v1/notes/2026-03-06", new { content = $"number {number}" }), ApiApp.Cancellation);
            return response.StatusCode;
        }));
        Assert.All(answers, answer => Assert.True(answer is HttpStatusCode.OK or HttpStatusCode.Conflict, answer.ToString()));
        Assert.Contains(HttpStatusCode.OK, answers);
        Assert.StartsWith("number ", (await app.GetAsync("/api/v1/notes/2026-03-06")).GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    /// <summary>A real repository with one commit of somebody else.</summary>
    private sealed class SampleRepository : IDisposable
    {
        public SampleRepository()
        {
            Directory.CreateDirectory(Path);
            Git("init", "-q");
            Git("-c", "user.name=Kim", "-c", "user.email=kim@example.org", "commit", "-q", "--allow-empty", "-m", "feat: begin");
        }

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"blackbox-{System.IO.Path.GetRandomFileName()}");

        public void Dispose() => Directory.Delete(Path, recursive: true);

        private void Git(params string[] arguments)
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Path })!;
            git.WaitForExit();
            Assert.Equal(0, git.ExitCode);
        }
    }
}
