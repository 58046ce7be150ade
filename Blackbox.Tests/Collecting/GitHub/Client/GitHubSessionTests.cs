using System.IO.Compression;
using System.Text;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.GitHub.Client;
using Blackbox.Core.Collecting.Rest;
using Microsoft.AspNetCore.Http;

namespace Blackbox.Tests.Collecting.GitHub.Client;

public sealed class GitHubSessionTests : IAsyncLifetime
{
    private const string Body = """[{"id": 1}]""";
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private StubServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await StubServer.StartAsync();

    [Fact]
    public async Task Request_carries_what_github_asks_for()
    {
        await using var world = new ClientWorld();
        _server.On("/api/v3/repos/o/r/pulls?state=all", 200, Body, ("X-Poll-Interval", "60"), ("X-OAuth-Scopes", "repo, read:org"),
            ("GitHub-Authentication-Token-Expiration", "2026-12-01 10:00:00 UTC"));

        using var page = await world.Open($"{_server.Url}/api/v3/").GetAsync("/repos/o/r/pulls?state=all", Cancelled);

        Assert.Equal(1, page.Root[0].GetProperty("id").GetInt32());
        Assert.Equal("/repos/o/r/pulls?state=all", page.Path);
        Assert.Equal(TimeSpan.FromMinutes(1), page.PollInterval);
        Assert.Equal(["repo", "read:org"], page.Scopes!);
        Assert.Equal(new(2026, 12, 1, 10, 0, 0, TimeSpan.Zero), page.TokenExpiresAt);
        var request = Assert.Single(_server.Requests);
        Assert.Equal("application/vnd.github+json", request.Header("Accept"));
        Assert.Equal("2022-11-28", request.Header("X-GitHub-Api-Version"));
        Assert.Equal($"Bearer {ClientWorld.Token}", request.Header("Authorization"));
        Assert.StartsWith("Blackbox/", request.Header("User-Agent"), StringComparison.Ordinal);
        Assert.Equal((1, 0), (world.Tally.Requests, world.Tally.NotModified));
    }

    [Fact]
    public async Task List_is_followed_to_its_last_page()
    {
        await using var world = new ClientWorld();
        for (var page = 1; page <= 3; page++)
        {
            var link = page == 3
                ? $"<{_server.Url}/items?page=2>; rel=\"prev\""
                : $"<{_server.Url}/items?page={page + 1}>; rel=\"next\", <{_server.Url}/items?page=3>; rel=\"last\"";
            _server.On(page == 1 ? "/items" : $"/items?page={page}", 200, $"[{page}]", ("Link", link));
        }

        var read = new List<(int Number, int? Last)>();
        await foreach (var page in world.Open(_server.Url).PagesAsync("/items", Cancelled))
        {
            using (page)
                read.Add((page.Root[0].GetInt32(), page.LastPage));
        }

        Assert.Equal([(1, 3), (2, 3), (3, null)], read);
    }

    [Fact]
    public async Task List_without_end_is_not_followed_for_ever()
    {
        await using var world = new ClientWorld(options => options.MaxPages = 5);
        _server.On("/items", 200, Body, ("Link", $"<{_server.Url}/items>; rel=\"next\""));

        var failure = await Assert.ThrowsAsync<ResourceException>(() => ReadAllAsync(world.Open(_server.Url), "/items"));

        Assert.Equal("too_many_pages", failure.Code);
        Assert.Equal(5, _server.Requests.Count);
    }

    [Fact]
    public async Task Next_page_on_another_server_is_not_asked_for()
    {
        await using var world = new ClientWorld();
        await using var other = await StubServer.StartAsync();
        _server.On("/items", 200, Body, ("Link", $"<{other.Url}/items?page=2>; rel=\"next\""));

        var failure = await Assert.ThrowsAsync<ResourceException>(() => ReadAllAsync(world.Open(_server.Url), "/items"));

        Assert.Equal("foreign_link", failure.Code);
        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Renamed_repository_is_found(int status)
    {
        await using var world = new ClientWorld();
        _server.On("/repos/old/name/pulls", status, "{}", ("Location", "/repositories/17/pulls"));
        _server.On("/repositories/17/pulls", 200, Body);

        using var page = await world.Open(_server.Url).GetAsync("/repos/old/name/pulls", Cancelled);

        Assert.Equal("/repositories/17/pulls", page.Path);
        Assert.Equal(2, world.Tally.Requests);
        Assert.All(_server.Requests, request => Assert.NotNull(request.Header("Authorization")));
    }

    [Theory]
    [InlineData("{other}/repos/o/r")]
    [InlineData("//{authority}/repos/o/r")]
    [InlineData("http://user:pass@{same}/repos/o/r")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/repos/o/r")]
    [InlineData("/somewhere/else")]
    public async Task Redirect_away_or_in_circles_is_not_followed(string location)
    {
        await using var world = new ClientWorld();
        await using var other = await StubServer.StartAsync();
        location = location.Replace("{other}", other.Url, StringComparison.Ordinal).Replace("{authority}", new Uri(other.Url).Authority, StringComparison.Ordinal)
            .Replace("{same}", new Uri(_server.Url).Authority, StringComparison.Ordinal);
        _server.On("/api/repos/o/r", 301, "{}", ("Location", location == "/repos/o/r" ? "/api/repos/o/r" : location));

        var failure = await Assert.ThrowsAsync<ResourceException>(() => world.Open($"{_server.Url}/api").GetAsync("/repos/o/r", Cancelled));

        Assert.Equal(("redirected", 301), (failure.Code, failure.Status));
        Assert.Empty(other.Requests);
        Assert.InRange(_server.Requests.Count, 1, 6);
    }

    [Theory]
    [InlineData("repos/o/r")]
    [InlineData("http://elsewhere/repos")]
    [InlineData("/../../login")]
    [InlineData("")]
    public async Task Path_out_of_the_base_url_is_refused(string path)
    {
        await using var world = new ClientWorld();

        await Assert.ThrowsAsync<ArgumentException>(() => world.Open($"{_server.Url}/api/v3").GetAsync(path, Cancelled));

        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Failure_that_passes_is_tried_again()
    {
        await using var world = new ClientWorld();
        _server.InTurn("/a", Fails(500), Fails(502), Answers);
        _server.InTurn("/b", StubServer.CutAsync, StubServer.CutAsync, Answers);
        _server.InTurn("/c", http => StubServer.WriteAsync(http, 200, """[{"id": 1}, {"i"""), http => StubServer.WriteAsync(http, 200, "<html>"), Answers);
        _server.InTurn("/d", AbortAsync, AbortAsync, Answers);

        foreach (var path in (string[])["/a", "/b", "/c", "/d"])
        {
            using var page = await world.Open(_server.Url).GetAsync(path, Cancelled);
            Assert.Equal(1, page.Root.GetArrayLength());
        }

        Assert.Equal(12, _server.Requests.Count);
    }

    [Fact]
    public async Task Answer_that_only_drips_is_given_up_and_asked_for_again()
    {
        await using var world = new ClientWorld(options => options.AttemptTimeout = TimeSpan.FromMilliseconds(500));
        _server.InTurn("/slow", DripAsync, Answers);

        using var page = await world.Open(_server.Url).GetAsync("/slow", Cancelled);

        Assert.Equal(2, _server.Requests.Count);
    }

    [Theory]
    [InlineData("500", "server_error")]
    [InlineData("cut", "cut")]
    [InlineData("malformed", "malformed")]
    [InlineData("slow", "timed_out")]
    public async Task Resource_that_always_fails_is_its_own_failure_while_github_answers_others(string how, string code)
    {
        await using var world = new ClientWorld(options => options.AttemptTimeout = TimeSpan.FromMilliseconds(500));
        _server.On("/good", Answers);
        _server.On("/bad", how switch
        {
            "500" => Fails(500),
            "cut" => StubServer.CutAsync,
            "slow" => DripAsync,
            _ => http => StubServer.WriteAsync(http, 200, "[{"),
        });
        var session = world.Open(_server.Url);

        // Nothing was answered yet: it may be all of GitHub.
        var unavailable = await Assert.ThrowsAsync<PlatformUnavailableException>(() => session.GetAsync("/bad", Cancelled));
        (await session.GetAsync("/good", Cancelled)).Dispose();
        var failure = await Assert.ThrowsAsync<ResourceException>(() => session.GetAsync("/bad", Cancelled));

        Assert.Equal(code, unavailable.Code);
        Assert.Equal(code, failure.Code);
    }

    [Fact]
    public async Task Many_resources_in_a_row_that_fail_are_githubs_failure()
    {
        await using var world = new ClientWorld(options => options.Tries = 1);
        _server.On("/good", Answers);
        _server.On("/bad", Fails(503));
        var session = world.Open(_server.Url);
        (await session.GetAsync("/good", Cancelled)).Dispose();

        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<ResourceException>(() => session.GetAsync("/bad", Cancelled));
        await Assert.ThrowsAsync<PlatformUnavailableException>(() => session.GetAsync("/bad", Cancelled));
    }

    [Fact]
    public async Task Server_that_is_not_there_is_unavailable()
    {
        await using var world = new ClientWorld();
        var gone = await StubServer.StartAsync();
        await gone.DisposeAsync();

        var failure = await Assert.ThrowsAsync<PlatformUnavailableException>(() => world.Open(gone.Url).GetAsync("/user", Cancelled));

        Assert.Equal("unreachable", failure.Code);
        Assert.Contains(new Uri(gone.Url).Authority, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_where_no_github_is_gets_no_connection_whatever_its_name()
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = GuardedConnection.OpenAsync, UseProxy = false };
        using var http = new HttpClient(handler);
        var port = new Uri(_server.Url).Port;

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri($"http://0.0.0.0:{port}/"), Cancelled));

        Assert.Equal("unreachable", TransientException.Of("GitHub", failure).Code);
        Assert.Contains("where no platform is", TransientException.Of("GitHub", failure).Message, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Answer_beyond_any_measure_is_refused_also_when_it_is_packed()
    {
        await using var world = new ClientWorld(options => options.MaxResponseBytes = 64 * 1024);
        _server.On("/long", 200, $"[\"{new string('x', 70_000)}\"]");
        _server.On("/packed", async http =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(http.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(Encoding.UTF8.GetBytes($"[\"{new string('x', 3_000_000)}\"]"));
        });

        foreach (var path in (string[])["/long", "/packed"])
        {
            var failure = await Assert.ThrowsAsync<ResourceException>(() => world.Open(_server.Url).GetAsync(path, Cancelled));
            Assert.Equal("too_large", failure.Code);
        }
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task Packed_answer_is_read()
    {
        await using var world = new ClientWorld();
        _server.On("/packed", async http =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(http.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync("[1]"u8.ToArray());
        });

        using var page = await world.Open(_server.Url).GetAsync("/packed", Cancelled);

        Assert.Equal(1, page.Root[0].GetInt32());
    }

    [Fact]
    public async Task Only_four_requests_are_under_way_at_once()
    {
        await using var world = new ClientWorld();
        var (now, most) = (0, 0);
        _server.On("/x", async http =>
        {
            var current = Interlocked.Increment(ref now);
            InterlockedMax(ref most, current);
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, http.RequestAborted);
            Interlocked.Decrement(ref now);
            await Answers(http);
        });
        var session = world.Open(_server.Url);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => (await session.GetAsync("/x", Cancelled)).Dispose()));

        Assert.InRange(most, 2, 4);
    }

    [Fact]
    public async Task Cancelling_stops_it_at_once()
    {
        await using var world = new ClientWorld();
        _server.On("/slow", DripAsync);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);

        var asked = world.Open(_server.Url).GetAsync("/slow", cancel.Token);
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancelled);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Single(_server.Requests);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task ReadAllAsync(RestSession session, string path)
    {
        await foreach (var page in session.PagesAsync(path, Cancelled))
            page.Dispose();
    }

    private static void InterlockedMax(ref int most, int current)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < current)
            Interlocked.CompareExchange(ref most, current, seen);
    }

    private static Task Answers(HttpContext http) => StubServer.WriteAsync(http, 200, Body);

    private static Func<HttpContext, Task> Fails(int status) => http => StubServer.WriteAsync(http, status, "<html>Whoa there!</html>");

    private static Task AbortAsync(HttpContext http)
    {
        http.Abort();
        return Task.CompletedTask;
    }

    private static async Task DripAsync(HttpContext http)
    {
        while (!http.RequestAborted.IsCancellationRequested)
        {
            await http.Response.WriteAsync(" ", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, http.RequestAborted);
        }
    }
}
