using System.Text;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Tests.Collecting.GitHub.Client;

namespace Blackbox.Tests.Collecting.Rest;

public sealed class RestSessionTests : IAsyncLifetime
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private StubServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await StubServer.StartAsync();

    [Fact]
    public async Task List_is_followed_where_the_answers_name_the_next_page()
    {
        await using var world = new RestWorld();
        _server.On("/api/things?page=1", 200, """{"n": 1, "next": "/things?page=2"}""");
        _server.On("/api/things?page=2", 200, $$"""{"n": 2, "next": "{{_server.Url}}/api/things?page=3"}""");
        _server.On("/api/things?page=3", 200, """{"n": 3}""");

        var numbers = new List<int>();
        await foreach (var page in world.Open($"{_server.Url}/api").PagesAsync("/things?page=1", Cancelled))
        {
            using (page)
                numbers.Add(page.Root.GetProperty("n").GetInt32());
        }

        Assert.Equal([1, 2, 3], numbers);
        Assert.All(_server.Requests, request => Assert.Equal("Bearer token-of-tess", request.Header("Authorization")));
        Assert.All(_server.Requests, request => Assert.Equal("application/json", request.Header("Accept")));
    }

    [Theory]
    [InlineData("http://elsewhere.example/things")]
    [InlineData("//elsewhere.example/../../../etc")]
    [InlineData("/../login")]
    [InlineData("things?page=2")]
    [InlineData("file:///etc/passwd")]
    public async Task Next_page_out_of_the_base_url_is_not_asked_for(string next)
    {
        await using var world = new RestWorld();
        _server.On("/api/things", 200, $$"""{"next": "{{next}}"}""");

        var failure = await Assert.ThrowsAsync<ResourceException>(() => world.Open($"{_server.Url}/api").GetAsync("/things", Cancelled));

        Assert.Equal("foreign_link", failure.Code);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task Answer_that_says_with_status_200_that_it_is_none_is_a_refusal()
    {
        await using var world = new RestWorld();
        _server.On("/gone", 200, """{"error": "channel_not_found"}""");
        _server.InTurn("/busy", Fails("internal_error"), Fails("internal_error"), http => StubServer.WriteAsync(http, 200, """{"n": 1}"""));
        _server.InTurn("/limited", Fails("ratelimited", ("Retry-After", "1")), http => StubServer.WriteAsync(http, 200, """{"n": 2}"""));
        _server.On("/refused", Fails("invalid_auth"));
        var session = world.Open(_server.Url);

        Assert.Equal("channel_not_found", (await Assert.ThrowsAsync<ResourceException>(() => session.GetAsync("/gone", Cancelled))).Code);
        (await session.GetAsync("/busy", Cancelled)).Dispose();
        (await session.GetAsync("/limited", Cancelled)).Dispose();
        Assert.Equal("bad_credentials", (await Assert.ThrowsAsync<PlatformAuthException>(() => session.GetAsync("/refused", Cancelled))).Code);

        Assert.Equal(["/gone", "/busy", "/busy", "/busy", "/limited", "/limited", "/refused"], _server.Requests.Select(request => request.Path));
    }

    [Theory]
    [InlineData("tess@example.org:api-token-of-tess")]
    [InlineData("token-of-tess")]
    public async Task Secret_that_the_platform_repeats_is_in_no_message(string secret)
    {
        await using var world = new RestWorld();
        var sent = Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
        _server.On("/x", 200, $$"""{"error": "invalid_auth", "said": "{{secret}}, {{secret[(secret.IndexOf(':') + 1)..]}} and {{sent}}"}""");

        var failure = await Assert.ThrowsAsync<PlatformAuthException>(() => world.Open(_server.Url, secret: secret).GetAsync("/x", Cancelled));

        Assert.DoesNotContain("token-of-tess", failure.ToString(), StringComparison.Ordinal);
        if (secret.Contains(':'))
            Assert.DoesNotContain(sent, failure.ToString(), StringComparison.Ordinal);
        Assert.Contains("Testify refuses", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("line\nbreak")]
    [InlineData("tökén")]
    [InlineData(":only-a-token")]
    [InlineData("only-a-user:")]
    public async Task Secret_that_cannot_be_one_is_refused_without_repeating_it(string secret)
    {
        await using var world = new RestWorld();

        var failure = Assert.Throws<PlatformAuthException>(() => world.Open(_server.Url, secret: secret));

        Assert.Equal("bad_credentials", failure.Code);
        Assert.DoesNotContain(secret, failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(failure.Message, new TestDialect().Problem(_server.Url, secret));
    }

    [Fact]
    public async Task Own_section_of_a_platform_goes_before_the_common_one()
    {
        await using var world = new RestWorld(null, null, ("Rest:Tries", "4"), ("Testify:Client:Tries", "2"), ("GitHub:Client:Tries", "9"));
        _server.On("/x", 500, "{}");

        var failure = await Assert.ThrowsAsync<PlatformUnavailableException>(() => world.Open(_server.Url).GetAsync("/x", Cancelled));

        Assert.Equal("Testify fails with status 500.", failure.Message);
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task Published_limit_of_a_minute_is_waited_for()
    {
        var time = new Infrastructure.ManualTime(new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero));
        await using var world = new RestWorld(time);
        _server.On("/x", 200, "{}");
        var session = world.Open(_server.Url, dialect: new TestDialect(perMinute: 1));
        var began = time.GetUtcNow();

        for (var i = 0; i < 3; i++)
            (await time.RunAsync(session.GetAsync("/x", Cancelled))).Dispose();

        Assert.InRange(time.GetUtcNow() - began, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(4));
    }

    [Fact]
    public async Task Published_limit_that_would_be_waited_for_too_long_is_told()
    {
        await using var world = new RestWorld(null, options => options.MaxMinuteWait = TimeSpan.Zero);
        _server.On("/x", 200, "{}");
        var session = world.Open(_server.Url, dialect: new TestDialect(perMinute: 2));
        (await session.GetAsync("/x", Cancelled)).Dispose();
        (await session.GetAsync("/x", Cancelled)).Dispose();

        var throttled = await Assert.ThrowsAsync<PlatformThrottledException>(() => session.GetAsync("/x", Cancelled));

        Assert.Equal("rate_limited", throttled.Code);
        Assert.Equal(2, _server.Requests.Count);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static Func<Microsoft.AspNetCore.Http.HttpContext, Task> Fails(string error, params (string, string)[] headers) =>
        http => StubServer.WriteAsync(http, 200, $$"""{"error": "{{error}}", "said": "it"}""", headers);
}
