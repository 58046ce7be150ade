using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Blackbox.Tests.Simulators;

public class ControlTests
{
    [Fact]
    public async Task Another_process_can_do_all_that_this_one_can()
    {
        await using var client = await SimulatorClient.StartAsync();
        using var control = new HttpClient { BaseAddress = client.Simulator.BaseUrl };
        var stop = TestContext.Current.CancellationToken;

        using var fault = await control.PostAsJsonAsync("/_simulator/faults", new { kind = "server_error", path = "/issues", times = 1, retry_after = "00:00:05" }, stop);
        using var broken = await client.SendAsync("/repos/northwind-labs/storefront/issues");
        using var change = await control.PostAsJsonAsync(
            "/_simulator/changes",
            new { kind = "open_issue", repository = "northwind-labs/storefront", login = client.Simulator.Logins[0], title = "From outside" }, stop);
        var made = (await SimulatorClient.JsonOf(change)).GetProperty("id").GetInt64();
        var truth = await control.GetFromJsonAsync<JsonElement>($"/_simulator/truth?person={client.Simulator.Logins[0]}&from=2026-03-31T00:00:00Z", stop);
        var requests = await control.GetFromJsonAsync<JsonElement>("/_simulator/requests", stop);
        using var health = await control.GetAsync("/_simulator/health", stop);

        Assert.Equal(HttpStatusCode.NoContent, fault.StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, broken.StatusCode);
        Assert.Equal(HttpStatusCode.OK, change.StatusCode);
        var row = Assert.Single(truth.EnumerateArray(), row => row.GetProperty("external_id").GetString() == $"issue:{made}:opened");
        Assert.Equal("From outside", row.GetProperty("title").GetString());
        Assert.Equal("northwind-labs/storefront", row.GetProperty("container").GetString());
        var request = Assert.Single(requests.EnumerateArray());
        Assert.Equal(1, request.GetProperty("number").GetInt32());
        Assert.Equal("organisation", request.GetProperty("token").GetString());
        Assert.Equal("server_error", request.GetProperty("fault").GetString());
        Assert.Equal(500, request.GetProperty("status").GetInt32());
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task A_held_request_is_released_from_outside()
    {
        await using var client = await SimulatorClient.StartAsync();
        using var control = new HttpClient { BaseAddress = client.Simulator.BaseUrl };
        var stop = TestContext.Current.CancellationToken;
        using var posted = await control.PostAsJsonAsync("/_simulator/faults", new { kind = "hold", path = "/user" }, stop);

        var held = client.SendAsync("/user");
        while ((await control.GetFromJsonAsync<JsonElement>("/_simulator/faults", stop))[0].GetProperty("uses").GetInt32() == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop);
        Assert.False(held.IsCompleted);
        using var released = await control.DeleteAsync("/_simulator/faults", stop);

        using var response = await held;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_browser_gets_the_text_of_what_a_payload_links_to()
    {
        await using var client = await SimulatorClient.StartAsync();
        client.Simulator.Change(new()
        {
            Kind = Blackbox.Simulators.GitHub.ChangeKind.OpenIssue,
            Repository = "northwind-labs/storefront",
            Login = client.Simulator.Logins[0],
            Title = "<script>alert(1)</script>",
        });
        var issue = (await client.GetAsync("/repos/northwind-labs/storefront/issues"))[0];
        var commit = (await client.GetAsync("/repos/northwind-labs/storefront/commits"))[0];
        using var browser = new HttpClient();
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");

        var page = await browser.GetStringAsync(issue.GetProperty("html_url").GetString(), TestContext.Current.CancellationToken);
        var other = await browser.GetStringAsync(commit.GetProperty("html_url").GetString(), TestContext.Current.CancellationToken);
        using var missing = await browser.GetAsync(new Uri(client.Simulator.BaseUrl, "/northwind-labs/storefront/pull/99999"), TestContext.Current.CancellationToken);

        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.Contains(commit.GetProperty("commit").GetProperty("author").GetProperty("name").GetString()!, other, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(2, client.Simulator.Requests.Count);
    }

    [Theory]
    [InlineData("/_simulator/faults", """{"kind":"no_such_fault"}""")]
    [InlineData("/_simulator/faults", """{"kind":"change"}""")]
    [InlineData("/_simulator/changes", """{"kind":"delete_comment","repository":"northwind-labs/storefront","id":1}""")]
    [InlineData("/_simulator/changes", """{"kind":"delete_comment","repository":"northwind-labs/storefront","comment":1}""")]
    public async Task What_the_simulator_cannot_do_it_says(string path, string body)
    {
        await using var client = await SimulatorClient.StartAsync();
        using var control = new HttpClient { BaseAddress = client.Simulator.BaseUrl };

        using var response = await control.PostAsync(path, new StringContent(body), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
