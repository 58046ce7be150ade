using System.Net;
using Blackbox.Simulators.Jira;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Simulators.Jira;

public class JiraRefusalTests
{
    [Theory]
    [InlineData("ORDER BY created ASC", "Unbounded JQL queries are not allowed here")]
    [InlineData("", "Unbounded JQL queries are not allowed here")]
    [InlineData("colour = red", "Field 'colour' does not exist")]
    [InlineData("project in (\"NOPE\")", "The value 'NOPE' does not exist for the field 'project'.")]
    [InlineData("id in (99)", "A value with ID '99' does not exist for the field 'id'.")]
    [InlineData("updated >= \"yesterday\"", "Date value 'yesterday' is invalid.")]
    [InlineData("updated >=", "Error in the JQL Query")]
    [InlineData("project in (\"ENG\" AND created >= 0", "Error in the JQL Query")]
    [InlineData("created >= 0 created < 5", "Error in the JQL Query")]
    public async Task Jql_that_Jira_refuses_is_refused_with_its_words(string jql, string message)
    {
        await using var client = await JiraClient.StartAsync(Deployment.Cloud, options => options.Days = 1);

        Assert.Contains(message, await client.RefusalAsync(client.Search(jql), HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Deployment.Cloud, "/rest/api/3/search/jql?jql=assignee%20%3D%20x")]
    [InlineData(Deployment.Cloud, "/rest/api/3/search/jql?jql=created%20%3E%3D%200%20OR%20updated%20%3E%3D%200")]
    [InlineData(Deployment.Cloud, "/rest/api/3/search/jql?jql=created%20%3E%3D%200&fields=colour")]
    [InlineData(Deployment.Cloud, "/rest/api/3/search/jql?jql=created%20%3E%3D%200&expand=names")]
    [InlineData(Deployment.Cloud, "/rest/api/3/search/jql?jql=created%20%3E%3D%200&startAt=50")]
    [InlineData(Deployment.Cloud, "/rest/api/3/search?jql=created%20%3E%3D%200")]
    [InlineData(Deployment.Cloud, "/rest/api/2/myself")]
    [InlineData(Deployment.Server, "/rest/api/3/myself")]
    [InlineData(Deployment.Server, "/rest/api/2/issue/ENG-1/changelog")]
    public async Task What_the_simulator_does_not_know_is_answered_with_501_and_remembered(Deployment deployment, string path)
    {
        await using var client = await JiraClient.StartAsync(deployment, options => options.Days = 1, expectsUnknown: true);

        using var response = await client.SendAsync(path);

        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        Assert.Single(client.Simulator.UnknownRequests);
    }

    [Theory]
    [InlineData(Deployment.Cloud, "")]
    [InlineData(Deployment.Cloud, "robot@northwind.example:wrong")]
    [InlineData(Deployment.Cloud, "somebody@northwind.example:simulated-organisation-token")]
    [InlineData(Deployment.Server, "")]
    [InlineData(Deployment.Server, "wrong")]
    public async Task Who_is_not_known_gets_401_but_what_anybody_may_know(Deployment deployment, string secret)
    {
        await using var client = await JiraClient.StartAsync(deployment, options => options.Days = 1);
        client.Secret = secret;

        using var response = await client.SendAsync($"{client.Api}/myself");
        var info = await client.GetAsync("/rest/api/2/serverInfo");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("AUTHENTICATED_FAILED", Assert.Single(response.Headers.GetValues("X-Seraph-LoginReason")));
        Assert.Equal(client.IsCloud ? "Cloud" : "Server", info.GetProperty("deploymentType").GetString());
    }

    [Fact]
    public async Task Token_sees_its_projects_only_and_people_only_with_the_permission()
    {
        await using var client = await JiraClient.StartAsync(Deployment.Server, options =>
        {
            options.Tokens.Add(new() { Name = "one", Value = "one", Projects = ["OPS"], MayBrowseUsers = false });
            options.Tokens.Add(new() { Name = "captcha", Value = "captcha", NeedsCaptcha = true });
        });
        var issue = client.Simulator.Truth(container: "ENG").First(row => row.Kind == "issue_created").ExternalId.Split(':')[1];
        client.Secret = "one";

        var found = await JiraCrawl.EverythingAsync(client);

        Assert.Equal(client.Truth("OPS"), found);
        Assert.Equal(found.Count, client.Simulator.Truth(visibleTo: "one").Count);
        Assert.Contains("do not have permission", await client.RefusalAsync($"/rest/api/2/issue/{issue}", HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Contains("'ENG' does not exist", await client.RefusalAsync(client.Search("project = ENG"), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Contains("browse users", await client.RefusalAsync("/rest/api/2/user/search?username=.", HttpStatusCode.Forbidden), StringComparison.Ordinal);
        client.Secret = "captcha";
        using var captcha = await client.SendAsync("/rest/api/2/myself");
        Assert.Equal(HttpStatusCode.Forbidden, captcha.StatusCode);
        Assert.StartsWith("CAPTCHA_CHALLENGE", Assert.Single(captcha.Headers.GetValues("X-Authentication-Denied-Reason")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Used_up_limit_says_how_long_to_wait()
    {
        var time = new ManualTime(new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero));
        await using var client = await JiraClient.StartAsync(Deployment.Cloud, options => (options.Days, options.RequestLimit, options.Time) = (1, 2, time));

        using var first = await client.SendAsync("/rest/api/3/myself");
        using var second = await client.SendAsync("/rest/api/3/myself");
        using var third = await client.SendAsync("/rest/api/3/myself");
        time.Advance(TimeSpan.FromSeconds(61));
        using var fourth = await client.SendAsync("/rest/api/3/myself");

        Assert.Equal("1", Assert.Single(first.Headers.GetValues("X-RateLimit-Remaining")));
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(60), third.Headers.RetryAfter!.Delta);
        Assert.Equal("jira-quota-tenant-based", Assert.Single(third.Headers.GetValues("RateLimit-Reason")));
        Assert.Equal("2026-04-01T00:01:00Z", Assert.Single(third.Headers.GetValues("X-RateLimit-Reset")));
        Assert.Equal(HttpStatusCode.OK, fourth.StatusCode);
        Assert.Equal([true, true, false, true], client.Simulator.Requests.Select(request => request.Counted));
    }
}
