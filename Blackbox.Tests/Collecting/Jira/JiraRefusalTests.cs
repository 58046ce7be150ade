using Blackbox.Core.Collecting;
using Blackbox.Core.Secrets;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Collecting.Jira;

/// <summary>What goes wrong is said in words that a user can act on, and takes nothing for gone.</summary>
public sealed class JiraRefusalTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly TimeWindow Window = new(new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero), new(2026, 3, 9, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(401, "", "", "bad_credentials", "Jira refuses the token")]
    [InlineData(403, "X-Seraph-LoginReason", "AUTHENTICATION_DENIED", "captcha_required", "log in to Jira in a browser once")]
    [InlineData(401, "X-Authentication-Denied-Reason", "CAPTCHA_CHALLENGE; login-url=https://jira.example/login.jsp", "captcha_required", "CAPTCHA")]
    [InlineData(200, "X-Seraph-LoginReason", "AUTHENTICATED_FAILED", "bad_credentials", "Jira refuses the token")]
    [InlineData(200, "X-AUSERNAME", "anonymous", "bad_credentials", "Jira refuses the token")]
    public async Task Token_that_is_refused_needs_its_owner(int status, string header, string value, string code, string message)
    {
        await using var stub = await JiraStub.StartAsync();
        await using var world = new JiraWorld(database);
        stub.Instead = async http =>
        {
            if (header.Length > 0)
                http.Response.Headers[header] = value;
            await JiraStub.WriteAsync(http, status, """{"errorMessages": ["No."]}""");
            return true;
        };
        var connection = await world.ConnectAsync(stub.Url);
        var refused = await Assert.ThrowsAsync<PlatformAuthException>(() => world.CollectAsync(connection, Window, JiraStub.Secret));
        Assert.Equal(code, refused.Code);
        Assert.Contains(message, refused.Message);
    }

    [Theory]
    [InlineData(200, "login_page", "single sign-on")]
    [InlineData(403, "forbidden", "no licence")]
    public async Task Web_page_instead_of_data_needs_its_owner(int status, string code, string message)
    {
        await using var stub = await JiraStub.StartAsync();
        await using var world = new JiraWorld(database);
        stub.Instead = async http =>
        {
            await JiraStub.WriteAsync(http, status, "<!DOCTYPE html><html><body>Log in</body></html>", "text/html;charset=UTF-8");
            return true;
        };
        var connection = await world.ConnectAsync(stub.Url);
        var refused = await Assert.ThrowsAsync<PlatformAuthException>(() => world.CollectAsync(connection, Window, JiraStub.Secret));
        Assert.Equal(code, refused.Code);
        Assert.Contains(message, refused.Message);

        var test = await world.Collector.TestAsync(new(connection, new Secret(JiraStub.Secret)), TestContext.Current.CancellationToken);
        Assert.Equal((false, true), (test.Ok, test.NeedsAuth));
    }

    [Fact]
    public async Task Limit_pauses_until_it_is_over_and_says_why()
    {
        await using var stub = await JiraStub.StartAsync();
        await using var world = new JiraWorld(database);
        stub.Instead = async http =>
        {
            if (!http.Request.Path.Value!.EndsWith("/search", StringComparison.Ordinal))
                return false;
            http.Response.Headers.RetryAfter = "1800";
            http.Response.Headers["RateLimit-Reason"] = "jira-quota-tenant-based";
            await JiraStub.WriteAsync(http, 429, "{}");
            return true;
        };
        var connection = await world.ConnectAsync(stub.Url);
        var throttled = await Assert.ThrowsAsync<PlatformThrottledException>(() => world.CollectAsync(connection, Window, JiraStub.Secret));
        Assert.Equal("rate_limited", throttled.Code);
        Assert.Contains("(jira-quota-tenant-based)", throttled.Message);
        Assert.InRange(throttled.Until - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(31));
    }

    [Theory]
    [InlineData("/rest/api/2/project", """{"unexpected": true}""")]
    [InlineData("/rest/api/2/search", """{"unexpected": true}""")]
    [InlineData("/rest/api/2/search", """[]""")]
    public async Task Answer_of_another_shape_takes_nothing_for_gone(string path, string body)
    {
        await using var stub = await JiraStub.StartAsync();
        await using var world = new JiraWorld(database);
        stub.Issues[1] = Window.From.AddHours(5);
        var connection = await world.ConnectAsync(stub.Url);
        await world.CollectAsync(connection, Window, JiraStub.Secret);
        stub.Instead = async http =>
        {
            if (http.Request.Path != path)
                return false;
            await JiraStub.WriteAsync(http, 200, body);
            return true;
        };
        var slice = Assert.Single(await world.CollectAsync(connection, Window, JiraStub.Secret));
        Assert.Equal((0, 1), (slice.Counts.Tombstoned, slice.Report.Failed));
        Assert.Single(await world.RecordAsync(connection));
    }

    [Fact]
    public async Task Malformed_issue_is_left_out_and_the_others_are_recorded()
    {
        await using var stub = await JiraStub.StartAsync();
        await using var world = new JiraWorld(database);
        stub.Issues[1] = Window.From.AddHours(5);
        stub.Issues[2] = Window.From.AddHours(6);
        stub.Instead = async http =>
        {
            if (!http.Request.Query["jql"].ToString().StartsWith("id in", StringComparison.Ordinal))
                return false;
            await JiraStub.WriteAsync(http, 200, """
                {"startAt": 0, "maxResults": 2, "total": 2, "issues": [
                 {"id": "1", "key": "ENG-1", "fields": {"summary": 7, "created": "nonsense", "updated": []} },
                 {"id": "2", "key": "ENG-2", "fields": {"summary": "Two", "created": "2026-03-02T06:00:00.000+0000", "updated": "2026-03-02T07:00:00.000+0000", "creator": {"name": "ada"},
                  "comment": {"total": 2, "comments": [{"id": "7"}, {"id": "8", "created": "2026-03-02T07:00:00.000+0000", "author": {"name": "ada"}, "body": "Fine"}]} } }]}
                """);
            return true;
        };
        var connection = await world.ConnectAsync(stub.Url);
        var slice = Assert.Single(await world.CollectAsync(connection, Window, JiraStub.Secret));
        Assert.Equal(["comment:8", "issue:2:created"], (await world.RowsAsync(connection)).Select(row => row.Row.ExternalId).Order(StringComparer.Ordinal));
        Assert.Equal(2, slice.Report.Skipped);
        Assert.Empty(slice.Report.Listed);
        Assert.Empty(slice.Report.ListedThreads);
    }

    [Fact]
    public async Task Test_says_what_the_token_sees_and_what_it_lacks()
    {
        await using var stub = await JiraStub.StartAsync();
        await using var world = new JiraWorld(database);
        stub.Issues[1] = Window.From.AddHours(5);
        stub.Instead = async http =>
        {
            switch (http.Request.Path.Value)
            {
                case "/rest/api/2/myself":
                    await JiraStub.WriteAsync(http, 200, """{"key": "robot", "name": "robot", "displayName": "Robot"}""");
                    return true;
                case "/rest/api/2/user/search":
                    await JiraStub.WriteAsync(http, 403, """{"errorMessages": ["You do not have permission to browse users."]}""");
                    return true;
                default:
                    return false;
            }
        };
        var connection = await world.ConnectAsync(stub.Url, """{"projects": ["ENG", "OPS"]}""");
        var test = await world.Collector.TestAsync(new(connection, new Secret(JiraStub.Secret)), TestContext.Current.CancellationToken);
        Assert.True(test.Ok);
        Assert.StartsWith("It is Jira Data Center; the token is Robot's and sees 1 project. 1 project of the settings cannot be seen: see why at each. It cannot browse users, so the directory stays empty", test.Message);
        Assert.Equal([("ENG", true), ("OPS", false)], test.Containers.Select(c => (c.Container, c.Ok)));
        Assert.Equal(new("robot", "Robot"), test.Self);

        var context = world.Context(connection, Window, JiraStub.Secret);
        await foreach (var _ in world.Directory.PeopleAsync(context.Access, context.Memory, context.Report, TestContext.Current.CancellationToken))
            Assert.Fail("Nobody may be listed.");
        Assert.Contains("Browse users and groups", Assert.Single(context.Report.Problems).Message);
    }
}
