using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Tests.Collecting.GitHub.Client;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Collecting.Rest;

public sealed class RestFreshnessTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private readonly Guid _connection = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
    private readonly ManualTime _time = new(new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero));
    private RestWorld _world = null!;
    private StubServer _server = null!;
    private int _number;

    public async ValueTask InitializeAsync()
    {
        _server = await StubServer.StartAsync();
        _world = new(_time);
        await using var db = database.CreateContext();
        db.Connections.Add(new() { Id = _connection, Platform = "testify", Name = "Testify" });
        await db.SaveChangesAsync(Cancelled);
    }

    [Fact]
    public async Task Answer_of_a_known_version_is_used_without_asking()
    {
        Serve(("ETag", "\"1\""), ("Last-Modified", "Wed, 01 Apr 2026 10:00:00 GMT"));
        Assert.Equal((1, false), await ReadAsync(RestFreshness.Version("7")));

        Assert.Equal((1, true), await ReadAsync(RestFreshness.Version("7")));
        Assert.Equal((1, 1), (_world.Tally.Requests, _world.Tally.NotModified));

        Assert.Equal((2, false), await ReadAsync(RestFreshness.Version("8")));
        Assert.Equal((2, true), await ReadAsync(RestFreshness.Version("8")));
        Assert.Equal((3, false), await ReadAsync(null));

        // What the platform was never asked conditionally for, it cannot call unchanged.
        Assert.All(_server.Requests, request => Assert.Null(request.Header("If-None-Match")));
        Assert.All(_server.Requests, request => Assert.Null(request.Header("If-Modified-Since")));
    }

    [Fact]
    public async Task List_of_a_known_version_is_read_to_its_end_without_asking()
    {
        _server.On("/x", 200, """{"n": 1, "next": "/x?page=2"}""");
        _server.On("/x?page=2", 200, """{"n": 2}""");

        for (var pass = 0; pass < 2; pass++)
        {
            var numbers = new List<int>();
            await foreach (var page in Open().PagesAsync("/x", RestFreshness.Version("1"), Cancelled))
            {
                using (page)
                    numbers.Add(page.Root.GetProperty("n").GetInt32());
            }
            Assert.Equal([1, 2], numbers);
        }

        Assert.Equal(2, _server.Requests.Count);
    }

    [Theory]
    [InlineData("2026-04-01T10:00:00.000+0900")]
    [InlineData("버전 7")]
    [InlineData("a tab\tand more")]
    [InlineData("")]
    public async Task Any_text_is_a_version(string version)
    {
        Serve();
        foreach (var text in (string[])[version, version + "x", new string('x', 5_000) + version])
        {
            var (number, _) = await ReadAsync(RestFreshness.Version(text));
            Assert.Equal((number, true), await ReadAsync(RestFreshness.Version(text)));
        }

        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task Answer_is_used_without_asking_until_it_is_too_old()
    {
        Serve();
        Assert.Equal((1, false), await ReadAsync(RestFreshness.MaxAge(TimeSpan.FromDays(2))));
        for (var day = 0; day < 2; day++)
        {
            Assert.Equal((1, true), await ReadAsync(RestFreshness.MaxAge(TimeSpan.FromDays(2))));
            _time.Advance(TimeSpan.FromDays(1));
        }

        // Using it did not make it younger.
        Assert.Equal((2, false), await ReadAsync(RestFreshness.MaxAge(TimeSpan.FromDays(2))));
        Assert.All(_server.Requests, request => Assert.Null(request.Header("If-None-Match")));
    }

    [Fact]
    public async Task Old_answer_is_asked_for_conditionally_and_is_young_again_when_it_did_not_change()
    {
        _server.InTurn("/x",
            http => StubServer.WriteAsync(http, 200, """{"n": 1}""", ("ETag", "\"1\"")),
            http => StubServer.WriteAsync(http, http.Request.Headers.IfNoneMatch == "\"1\"" ? 304 : 500, ""));
        var hourly = RestFreshness.MaxAge(TimeSpan.FromHours(1));
        await ReadAsync(hourly);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal((1, true), await ReadAsync(hourly));
        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal((1, true), await ReadAsync(hourly));

        Assert.Equal(2, _server.Requests.Count);
        Assert.Equal((1, 2), (_world.Tally.Requests, _world.Tally.NotModified));
    }

    [Fact]
    public async Task Answer_from_the_future_is_asked_for_again()
    {
        Serve();
        await ReadAsync(RestFreshness.MaxAge(TimeSpan.FromDays(1)));
        _time.Advance(TimeSpan.FromHours(-2));

        Assert.Equal((2, false), await ReadAsync(RestFreshness.MaxAge(TimeSpan.FromDays(1))));
    }

    [Fact]
    public async Task Tag_of_a_platform_that_looks_like_a_version_is_not_believed()
    {
        Serve(("ETag", "v:7"));
        await ReadAsync(null);

        Assert.Equal((2, false), await ReadAsync(RestFreshness.Version("7")));
    }

    [Fact]
    public async Task Version_that_is_used_is_not_forgotten()
    {
        Serve();
        await ReadAsync(RestFreshness.Version("7"));
        _time.Advance(FetchMemory.DefaultRetention + TimeSpan.FromDays(1));
        await ReadAsync(RestFreshness.Version("7"));

        await FetchMemory.DeleteUnusedAsync(database.DataSource, _time.GetUtcNow() - FetchMemory.DefaultRetention, Cancelled);

        Assert.Equal((1, true), await ReadAsync(RestFreshness.Version("7")));
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _server.DisposeAsync();
    }

    private RestSession Open() => _world.Open(_server.Url, new(database.DataSource, _connection, _time));

    private async Task<(int Number, bool NotModified)> ReadAsync(RestFreshness? freshness)
    {
        using var page = freshness is null ? await Open().GetAsync("/x", Cancelled) : await Open().GetAsync("/x", freshness, Cancelled);
        return (page.Root.GetProperty("n").GetInt32(), page.NotModified);
    }

    private void Serve(params (string, string)[] headers) =>
        _server.On("/x", http => StubServer.WriteAsync(http, 200, $$"""{"n": {{Interlocked.Increment(ref _number)}}}""", headers));
}
