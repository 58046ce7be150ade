using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Collecting.GitHub.Client;

public sealed class ConditionalRequestTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private readonly Guid _connection = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
    private readonly Dictionary<string, (string Tag, string Body, string? Link)> _pages = [];
    private StubServer _server = null!;

    private FetchMemory Memory => new(database.DataSource, _connection, TimeProvider.System);

    public async ValueTask InitializeAsync()
    {
        _server = await StubServer.StartAsync();
        await using var db = database.CreateContext();
        db.Connections.Add(new() { Id = _connection, Platform = Platforms.GitHub, Name = "GitHub" });
        await db.SaveChangesAsync(Cancelled);
    }

    [Fact]
    public async Task Unchanged_list_is_read_from_memory_and_costs_nothing()
    {
        await using var world = new ClientWorld();
        Serve("/items", "\"1\"", "[1]", next: "/items?page=2");
        Serve("/items?page=2", "W/\"2\"", "[2]");
        Assert.Equal([1, 2], await ReadAsync(world, "/items"));

        Assert.Equal([1, 2], await ReadAsync(world, "/items"));

        Assert.Equal((2, 2), (world.Tally.Requests, world.Tally.NotModified));
        Assert.Equal("W/\"2\"", _server.Requests[3].Header("If-None-Match"));
        var budget = await world.Open(_server.Url).BudgetAsync("core", Cancelled);
        Assert.Equal(98, budget!.Remaining);
    }

    [Fact]
    public async Task Change_on_the_second_page_is_seen_though_the_first_did_not_change()
    {
        await using var world = new ClientWorld();
        Serve("/items", "\"1\"", "[1]", next: "/items?page=2");
        Serve("/items?page=2", "\"2\"", "[2]");
        await ReadAsync(world, "/items");

        Serve("/items?page=2", "\"3\"", "[3]");

        Assert.Equal([1, 3], await ReadAsync(world, "/items"));
        Assert.Equal([1, 3], await ReadAsync(world, "/items"));
        Assert.Equal((3, 3), (world.Tally.Requests, world.Tally.NotModified));
    }

    [Fact]
    public async Task Page_that_a_list_got_since_is_found_though_the_last_one_did_not_change()
    {
        await using var world = new ClientWorld();
        Serve("/items", "\"1\"", "[1]");
        Assert.Equal([1], await ReadAsync(world, "/items"));

        Serve("/items", "\"1\"", "[1]", next: "/items?page=2");
        Serve("/items?page=2", "\"2\"", "[2]");

        Assert.Equal([1, 2], await ReadAsync(world, "/items"));

        // A server that sends no links with "not modified": the last ones that it sent count.
        _server.On("/items", 304, "");
        Assert.Equal([1, 2], await ReadAsync(world, "/items"));
    }

    [Fact]
    public async Task Memory_that_was_lost_or_damaged_costs_a_request_and_nothing_else()
    {
        await using var world = new ClientWorld();
        Serve("/items", "\"1\"", "[1]");
        await ReadAsync(world, "/items");
        await ExecuteAsync("UPDATE fetch_states SET body = '\\x1234567890' WHERE connection_id = $1");
        Assert.Equal([1], await ReadAsync(world, "/items"));
        await ExecuteAsync("DELETE FROM fetch_states WHERE connection_id = $1");
        Assert.Equal([1], await ReadAsync(world, "/items"));

        Assert.Equal(3, world.Tally.Requests);
        Assert.Null(_server.Requests[^1].Header("If-None-Match"));

        // What is remembered is no JSON: it is asked for again.
        await Memory.SaveAsync("/items", new("\"1\"", null), null, "nonsense"u8.ToArray(), Cancelled);
        Assert.Equal([1], await ReadAsync(world, "/items"));
        Assert.Null(_server.Requests[^1].Header("If-None-Match"));
    }

    [Fact]
    public async Task Date_is_used_where_there_is_no_tag()
    {
        await using var world = new ClientWorld();
        const string Date = "Wed, 01 Apr 2026 10:00:00 GMT";
        _server.InTurn("/items",
            http => StubServer.WriteAsync(http, 200, "[1]", ("Last-Modified", Date)),
            http => StubServer.WriteAsync(http, http.Request.Headers.IfModifiedSince == Date ? 304 : 500, ""));

        Assert.Equal([1], await ReadAsync(world, "/items"));
        Assert.Equal([1], await ReadAsync(world, "/items"));

        Assert.Equal((1, 1), (world.Tally.Requests, world.Tally.NotModified));
    }

    [Fact]
    public async Task Renamed_repository_is_asked_conditionally_too()
    {
        await using var world = new ClientWorld();
        _server.On("/repos/old/name", 301, "{}", ("Location", "/repositories/17"));
        Serve("/repositories/17", "\"17\"", "[17]");

        Assert.Equal([17], await ReadAsync(world, "/repos/old/name"));
        Assert.Equal([17], await ReadAsync(world, "/repos/old/name"));

        Assert.Equal(1, world.Tally.NotModified);
    }

    [Fact]
    public async Task Failed_answer_is_never_remembered()
    {
        await using var world = new ClientWorld(options => options.Tries = 1);
        _server.InTurn("/items",
            http => StubServer.WriteAsync(http, 200, "[1", ("ETag", "\"1\"")),
            http => StubServer.WriteAsync(http, 404, """{"message": "Not Found"}""", ("ETag", "\"2\"")),
            http => StubServer.WriteAsync(http, 200, "[2]", ("ETag", "\"3\"")));

        await Assert.ThrowsAsync<PlatformUnavailableException>(() => ReadAsync(world, "/items"));
        await Assert.ThrowsAsync<ResourceException>(() => ReadAsync(world, "/items"));
        Assert.Equal([2], await ReadAsync(world, "/items"));

        Assert.All(_server.Requests, request => Assert.Null(request.Header("If-None-Match")));
    }

    [Fact]
    public async Task Not_modified_that_nobody_asked_for_is_a_failure()
    {
        await using var world = new ClientWorld();
        _server.On("/items", 304, "");

        var failure = await Assert.ThrowsAsync<PlatformUnavailableException>(() => ReadAsync(world, "/items"));

        Assert.Equal("malformed", failure.Code);
        Assert.Equal(0, world.Tally.NotModified);
    }

    [Fact]
    public async Task Request_without_token_is_counted_also_when_nothing_changed()
    {
        await using var world = new ClientWorld();
        Serve("/items", "\"1\"", "[1]");
        var session = world.Open(_server.Url, Memory, token: null);

        for (var i = 0; i < 5; i++)
            (await session.GetAsync("/items", Cancelled)).Dispose();

        // GitHub's own number is not in the stub's hands: what is taken is not given back.
        Assert.Equal(95, (await session.BudgetAsync("core", Cancelled))!.Remaining);
        Assert.All(_server.Requests, request => Assert.Null(request.Header("Authorization")));
    }

    [Fact]
    public async Task Long_address_is_remembered_by_its_hash()
    {
        await using var world = new ClientWorld();
        var path = "/search/issues?q=" + new string('x', 3_000);
        Serve(path, "\"1\"", "[1]");

        await ReadAsync(world, path);
        await ReadAsync(world, path);

        Assert.Equal(1, world.Tally.NotModified);
    }

    [Fact]
    public async Task Unused_memories_are_deleted_and_cursors_stay()
    {
        await using var world = new ClientWorld();
        Serve("/used", "\"1\"", "[1]");
        await ReadAsync(world, "/used");
        await Memory.SaveAsync("/old", new("\"1\"", null), null, "[]"u8.ToArray(), Cancelled);
        await Memory.SaveAsync("/cursor", new("\"1\"", null), null, "[]"u8.ToArray(), Cancelled);
        await ExecuteAsync("UPDATE fetch_states SET fetched_at = now() - interval '101 days' WHERE connection_id = $1");
        await ExecuteAsync("UPDATE fetch_states SET cursor = 'here' WHERE connection_id = $1 AND resource = '/cursor'");
        // Used again, though not fetched again.
        await ReadAsync(world, "/used");

        var before = TimeProvider.System.GetUtcNow() - FetchMemory.DefaultRetention;
        await FetchMemory.DeleteUnusedAsync(database.DataSource, before, Cancelled);

        Assert.NotNull(await Memory.FindAsync("/used", Cancelled));
        Assert.Null(await Memory.FindAsync("/old", Cancelled));
        Assert.Null(await Memory.FindAsync("/cursor", Cancelled));
        Assert.Equal("here", await Memory.CursorAsync("/cursor", Cancelled));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<List<int>> ReadAsync(ClientWorld world, string path)
    {
        var numbers = new List<int>();
        await foreach (var page in world.Open(_server.Url, Memory).PagesAsync(path, Cancelled))
        {
            using (page)
                numbers.AddRange(page.Root.EnumerateArray().Select(item => item.GetInt32()));
        }
        return numbers;
    }

    private void Serve(string path, string tag, string body, string? next = null)
    {
        _pages[path] = (tag, body, next is null ? null : $"<{_server.Url}{next}>; rel=\"next\"");
        var used = 0;
        _server.On(path, http =>
        {
            var page = _pages[path];
            var same = http.Request.Headers.IfNoneMatch == page.Tag;
            used += same ? 0 : 1;
            // Both pages of a list, each asked for once.
            var left = path.Contains("page=2", StringComparison.Ordinal) ? 98 : 100 - used;
            var headers = StubServer.Limit(100, left, TimeSpan.FromHours(1)).Append(("ETag", page.Tag));
            return StubServer.WriteAsync(http, same ? 304 : 200, page.Body, [.. page.Link is null ? headers : headers.Append(("Link", page.Link))]);
        });
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        command.Parameters.Add(new() { Value = _connection });
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
