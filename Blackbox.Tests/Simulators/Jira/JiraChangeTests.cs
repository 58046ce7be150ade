using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Blackbox.Simulators;
using Blackbox.Simulators.Jira;

namespace Blackbox.Tests.Simulators.Jira;

public class JiraChangeTests
{
    [Theory]
    [InlineData(Deployment.Cloud)]
    [InlineData(Deployment.Server)]
    public async Task Every_change_moves_updated_and_is_seen_by_a_crawl(Deployment deployment)
    {
        await using var client = await JiraClient.StartAsync(deployment, options => options.Days = 5);
        var (simulator, login) = (client.Simulator, client.Simulator.People[1].Login);
        var made = simulator.Change(new() { Kind = JiraChangeKind.CreateIssue, Project = "WEB", Person = login, Text = "A new one" });
        var comment = await ChangesAsync(new() { Kind = JiraChangeKind.Comment, Issue = made.Key, Person = login, Text = "First" });
        var worklog = await ChangesAsync(new() { Kind = JiraChangeKind.AddWorklog, Issue = made.Key, Person = login, Started = made.At.AddDays(-3), Text = "Late" });
        await ChangesAsync(new() { Kind = JiraChangeKind.EditComment, Id = comment.Id, Text = "Second" });
        await ChangesAsync(new() { Kind = JiraChangeKind.EditWorklog, Id = worklog.Id, Seconds = 60 });
        await ChangesAsync(new() { Kind = JiraChangeKind.EditSummary, Issue = made.Key, Person = login, Text = "Another name" });
        await ChangesAsync(new() { Kind = JiraChangeKind.ChangeStatus, Issue = made.Key, Person = login, Text = "Done" });
        await ChangesAsync(new() { Kind = JiraChangeKind.Assign, Issue = made.Key, Person = login, Text = login });
        await ChangesAsync(new() { Kind = JiraChangeKind.EditField, Issue = made.Key, Person = login, Field = "labels", Text = "a b" });
        var moved = await ChangesAsync(new() { Kind = JiraChangeKind.MoveIssue, Issue = made.Key, Person = login, Project = "DATA" });
        await ChangesAsync(new() { Kind = JiraChangeKind.DeleteWorklog, Id = worklog.Id });

        Assert.Equal(client.Truth(), await JiraCrawl.EverythingAsync(client));
        Assert.Equal((made.Issue, "DATA"), (moved.Issue, moved.Key!.Split('-')[0]));
        var rows = simulator.Truth(container: "DATA").Where(row => row.Title == $"{moved.Key} Another name").ToList();
        Assert.Equal(
            ["issue_created", "comment", "issue_edited", "status_changed", "issue_edited", "issue_edited", "issue_edited"], rows.Select(row => row.Kind));
        // The old key leads there too.
        Assert.Equal(moved.Key, (await client.GetAsync($"{client.Api}/issue/{made.Key}")).GetProperty("key").GetString());

        await ChangesAsync(new() { Kind = JiraChangeKind.DeleteComment, Id = comment.Id });
        simulator.Change(new() { Kind = JiraChangeKind.DeleteIssue, Issue = made.Key });
        await client.RefusalAsync($"{client.Api}/issue/{made.Issue}", HttpStatusCode.NotFound);
        Assert.DoesNotContain(simulator.Truth(), row => row.Title.EndsWith("Another name", StringComparison.Ordinal));
        Assert.Throws<SimulatorException>(() => simulator.Change(new() { Kind = JiraChangeKind.EditComment, Id = comment.Id, Text = "Third" }));

        async Task<JiraChangeResult> ChangesAsync(JiraChange change)
        {
            var before = await UpdatedAsync();
            var result = simulator.Change(change);
            Assert.True(await UpdatedAsync() > before, $"{change.Kind} did not move updated.");
            return result;
        }

        async Task<DateTimeOffset> UpdatedAsync() =>
            JiraClient.At((await client.GetAsync($"{client.Api}/issue/{made.Issue}?fields=updated")).GetProperty("fields"), "updated");
    }

    [Fact]
    public async Task People_are_renamed_deactivated_and_show_their_address()
    {
        await using var client = await JiraClient.StartAsync(Deployment.Cloud, options => options.Days = 1);
        var person = client.Simulator.People[2];
        Assert.False((await UserAsync()).TryGetProperty("emailAddress", out _));
        client.Simulator.Change(new() { Kind = JiraChangeKind.RenameUser, Person = person.Login, Text = "New Name" });
        client.Simulator.Change(new() { Kind = JiraChangeKind.DeactivateUser, Person = person.Atlassian.AccountId });
        client.Simulator.Change(new() { Kind = JiraChangeKind.ShowEmail, Person = person.Login });

        var user = await UserAsync();

        Assert.Equal(
            ("New Name", false, person.WorkEmail),
            (user.GetProperty("displayName").GetString(), user.GetProperty("active").GetBoolean(), user.GetProperty("emailAddress").GetString()));

        async Task<JsonElement> UserAsync() => (await client.GetAsync("/rest/api/3/users/search?maxResults=100")).EnumerateArray()
            .Single(user => user.GetProperty("accountId").GetString() == person.Atlassian.AccountId);
    }

    [Fact]
    public async Task Large_issue_has_all_of_its_entries_on_pages_and_in_the_truth()
    {
        await using var client = await JiraClient.StartAsync(Deployment.Cloud, options => options.Days = 1);
        var made = client.Simulator.Change(new()
        {
            Kind = JiraChangeKind.AddLargeIssue,
            Project = "OPS",
            Person = client.Simulator.People[0].Login,
            Text = "Recalculated every second",
            Count = 10_000,
        });

        var entries = await client.ListAsync($"/issue/{made.Key}/changelog?maxResults=100", "values");

        Assert.Equal(10_000, entries.Select(entry => entry.GetProperty("id").GetString()).Distinct().Count());
        Assert.Equal(10_001, client.Simulator.Truth(container: "OPS").Count(row => row.Title == $"{made.Key} Recalculated every second"));
    }

    [Fact]
    public async Task Faults_do_what_they_say_and_a_change_between_pages_shifts_them()
    {
        await using var client = await JiraClient.StartAsync(Deployment.Server, options => options.Days = 5);
        var faults = client.Simulator.Faults;
        var path = client.Search("created >= 0 ORDER BY created ASC", "summary,created");
        var first = (await client.GetAsync(path)).GetProperty("issues")[0].GetProperty("id").GetString();

        faults.Add(new() { Kind = FaultKind.SecondaryLimit429, RetryAfter = TimeSpan.FromSeconds(7) });
        using (var limited = await client.SendAsync(path))
            Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(7)), (limited.StatusCode, limited.Headers.RetryAfter!.Delta));
        client.Simulator.ClearLimits();
        foreach (var (kind, status) in new[]
        {
            (FaultKind.Unauthorized, HttpStatusCode.Unauthorized), (FaultKind.Forbidden, HttpStatusCode.Forbidden),
            (FaultKind.NotFound, HttpStatusCode.NotFound), (FaultKind.ServerError, HttpStatusCode.InternalServerError),
            (FaultKind.BadGateway, HttpStatusCode.BadGateway), (FaultKind.PlatformError, HttpStatusCode.InternalServerError),
        })
        {
            faults.Add(new() { Kind = kind });
            using var refused = await client.SendAsync(path);
            Assert.Equal((kind, status), (kind, refused.StatusCode));
        }
        faults.Add(new() { Kind = FaultKind.CutMiddle });
        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(path));
        faults.Add(new() { Kind = FaultKind.MalformedJson });
        await Assert.ThrowsAnyAsync<JsonException>(() => client.GetAsync(path));
        faults.Add(new() { Kind = FaultKind.MalformedItem, Item = 0 });
        Assert.Equal(JsonValueKind.Object, (await client.GetAsync(path)).GetProperty("issues")[0].GetProperty("id").ValueKind);
        faults.Add(new() { Kind = FaultKind.Change, Change = new JiraChange { Kind = JiraChangeKind.DeleteIssue, Issue = first } });
        Assert.NotEqual(first, (await client.GetAsync(path)).GetProperty("issues")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Another_process_can_do_all_that_this_one_can_below_a_prefix()
    {
        await using var client = await JiraClient.StartAsync(Deployment.Cloud, options => (options.Days, options.PathPrefix) = (1, "/jira"));
        using var control = new HttpClient { BaseAddress = new(client.Simulator.ApiUrl + "/") };
        var (stop, login) = (TestContext.Current.CancellationToken, client.Simulator.People[0].Login);

        using var fault = await control.PostAsJsonAsync(
            "_simulator/faults", new { kind = "change", path = "/myself", change = new { kind = "create_issue", project = "ENG", person = login, text = "From a fault" } }, stop);
        using var change = await control.PostAsJsonAsync("_simulator/changes", new { kind = "create_issue", project = "ENG", person = login, text = "From outside" }, stop);
        using var refused = await control.PostAsJsonAsync("_simulator/changes", new { kind = "edit_comment", id = 1, text = "?" }, stop);
        await client.GetAsync("/rest/api/3/myself");
        var truth = await control.GetFromJsonAsync<JsonElement>("_simulator/truth?container=ENG", stop);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.OK, HttpStatusCode.BadRequest), (fault.StatusCode, change.StatusCode, refused.StatusCode));
        var titles = truth.EnumerateArray().Select(row => row.GetProperty("title").GetString()!.Split(' ', 2)[1]).ToList();
        Assert.Contains("From outside", titles);
        Assert.Contains("From a fault", titles);
        Assert.Equal("/rest/api/3/myself", Assert.Single(client.Simulator.Requests).Path);
    }
}
