using System.Net;
using Microsoft.AspNetCore.Http;

namespace Blackbox.Tests.Api;

public sealed class AccessTests(ApiApp app) : IClassFixture<ApiApp>
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:1234")]
    [InlineData("blackbox.localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("127.9.9.9:80")]
    [InlineData("[::1]")]
    [InlineData("[::1]:7420")]
    public async Task Request_is_answered_when_it_is_addressed_to_this_machine(string host)
    {
        var request = ApiApp.Request(HttpMethod.Get, "/api/v1/me");
        request.Headers.Host = host;
        using var response = await app.Client.SendAsync(request, ApiApp.Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("notlocalhost")]
    [InlineData("192.168.1.2")]
    [InlineData("0.0.0.0")]
    [InlineData("[2001:db8::1]")]
    public async Task Request_is_refused_when_a_foreign_name_was_made_to_lead_here(string host)
    {
        foreach (var path in (string[])["/api/v1/me", "/", "/health", "/openapi/v1.json", "/app.css"])
        {
            var request = ApiApp.Request(HttpMethod.Get, path);
            request.Headers.Host = host;
            await app.AssertProblemAsync(request, HttpStatusCode.Forbidden, "host_not_allowed");
        }
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://localhost:1")]
    public async Task Change_is_refused_when_a_page_of_another_origin_asks_for_it(string header, string value)
    {
        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Patch, "/api/v1/me"), (HttpMethod.Post, "/api/v1/runs"), (HttpMethod.Post, "/collect"), (HttpMethod.Delete, $"/api/v1/connections/{app.Ada.Connection.Id}")])
        {
            var request = ApiApp.Request(method, path, new { });
            request.Headers.Add(header, value);
            await app.AssertProblemAsync(request, HttpStatusCode.Forbidden, "cross_site");
        }
    }

    [Fact]
    public async Task Change_is_accepted_from_the_own_origin_and_from_programs()
    {
        var own = ApiApp.Request(HttpMethod.Patch, "/api/v1/me", new { });
        own.Headers.Add("Origin", app.Address.GetLeftPart(UriPartial.Authority));
        own.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var fromPage = await app.Client.SendAsync(own, ApiApp.Cancellation);
        Assert.Equal(HttpStatusCode.OK, fromPage.StatusCode);
        await app.SendAsync(HttpMethod.Patch, "/api/v1/me", new { });
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    public async Task Request_is_refused_when_it_came_through_a_proxy(string header, string value)
    {
        var request = ApiApp.Request(HttpMethod.Get, "/api/v1/me");
        request.Headers.Add(header, value);
        await app.AssertProblemAsync(request, HttpStatusCode.Forbidden, "not_local");
    }

    [Theory]
    [InlineData("192.168.1.7", StatusCodes.Status403Forbidden)]
    [InlineData("2001:db8::7", StatusCodes.Status403Forbidden)]
    [InlineData("::ffff:10.0.0.1", StatusCodes.Status403Forbidden)]
    [InlineData("::ffff:127.0.0.1", StatusCodes.Status200OK)]
    [InlineData("::1", StatusCodes.Status200OK)]
    public async Task Connection_is_refused_when_it_comes_from_another_machine_whatever_the_server_listens_on(string remote, int expected)
    {
        // In memory, because only there the other end can be any address.
        await using var factory = ApiApp.Factory("Host=127.0.0.1;Port=1;Database=none;Username=none");
        foreach (var (path, status) in ((string, int)[])[("/openapi/v1.json", expected), ("/alive", StatusCodes.Status200OK)])
        {
            var context = await factory.Server.SendAsync(http =>
            {
                http.Connection.RemoteIpAddress = IPAddress.Parse(remote);
                http.Request.Method = "GET";
                http.Request.Path = path;
                http.Request.Host = new HostString("localhost");
            }, ApiApp.Cancellation);
            Assert.Equal(status, context.Response.StatusCode);
        }
    }

    [Fact]
    public async Task Browser_is_told_to_run_and_show_nothing_from_elsewhere()
    {
        foreach (var path in (string[])["/", "/connections", "/collect", "/nowhere", "/api/v1/me"])
        {
            using var response = await app.Client.GetAsync(path, ApiApp.Cancellation);
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
            Assert.False(response.Headers.Contains("Server"));
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }
}
