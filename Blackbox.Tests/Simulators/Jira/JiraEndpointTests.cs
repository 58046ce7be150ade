using System.Text.Json;
using Blackbox.Simulators.Jira;

namespace Blackbox.Tests.Simulators.Jira;

public class JiraEndpointTests
{
    [Fact]
    public async Task Cloud_shows_an_issue_with_ADF_and_accounts_and_cuts_what_is_long()
    {
        await using var client = await JiraClient.StartAsync(Deployment.Cloud);
        var person = client.Simulator.People[3];
        var made = client.Simulator.Change(new()
        {
            Kind = JiraChangeKind.CreateIssue,
            Project = "ENG",
            Person = person.Login,
            Text = "Reserve stock",
            Body = $"First **bold** and `code`\n\n- one @[{person.Atlassian.AccountId}]\n- [two](https://example.com/2)\n\n```\nraw\n```",
        });
        for (var i = 0; i < 60; i++)
        {
            client.Simulator.Change(new() { Kind = JiraChangeKind.EditField, Issue = made.Key, Person = person.Login, Field = "priority", Text = $"P{i}" });
            client.Simulator.Change(new() { Kind = JiraChangeKind.Comment, Issue = made.Key, Person = person.Login, Text = $"Comment {i}" });
            client.Simulator.Change(new() { Kind = JiraChangeKind.AddWorklog, Issue = made.Key, Person = person.Login, Seconds = 5_400 });
        }

        var issue = await client.GetAsync($"/rest/api/3/issue/{made.Issue}?expand=changelog");
        var fields = issue.GetProperty("fields");
        var content = fields.GetProperty("description").GetProperty("content");

        Assert.Equal(made.Key, issue.GetProperty("key").GetString());
        Assert.Equal(["paragraph", "bulletList", "codeBlock"], content.EnumerateArray().Select(node => node.GetProperty("type").GetString()));
        Assert.Contains("\"type\":\"strong\"", content.GetRawText(), StringComparison.Ordinal);
        Assert.Contains($"\"text\":\"@{person.Atlassian.DisplayName}\"", content.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("\"href\":\"https://example.com/2\"", content.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("atlassian", fields.GetProperty("creator").GetProperty("accountType").GetString());
        Assert.Equal((40, 60), Counts(issue.GetProperty("changelog"), "histories"));
        Assert.Equal((50, 60), Counts(fields.GetProperty("comment"), "comments"));
        Assert.Equal((20, 60), Counts(fields.GetProperty("worklog"), "worklogs"));
        Assert.Equal("P59", issue.GetProperty("changelog").GetProperty("histories")[0].GetProperty("items")[0].GetProperty("toString").GetString());
        Assert.Equal("1h 30m", fields.GetProperty("worklog").GetProperty("worklogs")[0].GetProperty("timeSpent").GetString());
        Assert.Equal(60, (await client.ListAsync($"/issue/{made.Key}/changelog?maxResults=25", "values")).Count);
        Assert.Equal(60, (await client.ListAsync($"/issue/{made.Key}/comment?maxResults=25&orderBy=-created", "comments")).Count);
        Assert.Equal(60, (await client.ListAsync($"/issue/{made.Key}/worklog?maxResults=25", "worklogs")).Count);
    }

    [Fact]
    public async Task Server_shows_an_issue_with_wiki_markup_and_names_and_all_of_its_changelog()
    {
        await using var client = await JiraClient.StartAsync(Deployment.Server);
        var person = client.Simulator.People[3];
        var made = client.Simulator.Change(new()
        {
            Kind = JiraChangeKind.CreateIssue,
            Project = "ENG",
            Person = person.Login,
            Text = "Reserve stock",
            Body = $"First **bold** and `code`\n\n- one @[{person.Atlassian.ServerKey}]\n- [two](https://example.com/2)\n\n```\nraw\n```",
        });
        for (var i = 0; i < 60; i++)
            client.Simulator.Change(new() { Kind = JiraChangeKind.EditField, Issue = made.Key, Person = person.Login, Field = "priority", Text = $"P{i}" });

        var issue = await client.GetAsync($"/rest/api/2/issue/{made.Key}?expand=changelog");
        var creator = issue.GetProperty("fields").GetProperty("creator");

        Assert.Equal(
            $"First *bold* and {{{{code}}}}\r\n\r\n* one [~{person.Atlassian.UserName}]\r\n* [two|https://example.com/2]\r\n\r\n{{code}}\r\nraw\r\n{{code}}",
            issue.GetProperty("fields").GetProperty("description").GetString());
        Assert.Equal((person.Atlassian.ServerKey, person.Atlassian.UserName), (creator.GetProperty("key").GetString(), creator.GetProperty("name").GetString()));
        Assert.False(creator.TryGetProperty("accountId", out _));
        Assert.Equal((60, 60), Counts(issue.GetProperty("changelog"), "histories"));
        Assert.Equal("P0", issue.GetProperty("changelog").GetProperty("histories")[0].GetProperty("items")[0].GetProperty("toString").GetString());
    }

    [Theory]
    [InlineData(Deployment.Cloud, "Cloud")]
    [InlineData(Deployment.Server, "Server")]
    public async Task Both_say_what_they_are_and_who_asks_and_list_projects_and_people(Deployment deployment, string type)
    {
        await using var client = await JiraClient.StartAsync(deployment);

        var info = await client.GetAsync("/rest/api/2/serverInfo");
        var me = await client.GetAsync($"{client.Api}/myself");
        var projects = client.IsCloud
            ? (await client.GetAsync("/rest/api/3/project/search?startAt=1&maxResults=2")).GetProperty("values")
            : await client.GetAsync("/rest/api/2/project");
        var path = client.IsCloud ? "/rest/api/3/users/search?" : "/rest/api/2/user/search?username=.&includeInactive=true&";
        var people = await client.GetAsync($"{path}startAt=0&maxResults=1000");
        var page = await client.GetAsync($"{path}startAt=2&maxResults=5");

        Assert.Equal(type, info.GetProperty("deploymentType").GetString());
        Assert.Equal("America/New_York", me.GetProperty("timeZone").GetString());
        Assert.Equal(client.IsCloud ? ["OPS", "WEB"] : ["ENG", "OPS", "WEB", "DATA"], projects.EnumerateArray().Select(project => project.GetProperty("key").GetString()));
        // Twenty people, the robot and the automation.
        Assert.Equal(22, people.GetArrayLength());
        Assert.Equal(2, people.EnumerateArray().Count(user => !user.GetProperty("active").GetBoolean()) + 1);
        Assert.Equal(people[2].GetRawText(), page[0].GetRawText());
        Assert.Equal(5, page.GetArrayLength());
        Assert.Equal(client.IsCloud, people.EnumerateArray().Any(user => !user.TryGetProperty("emailAddress", out _)));
        Assert.Contains(people.EnumerateArray(), user => user.GetProperty("displayName").GetString() == "김민준");
    }

    [Fact]
    public async Task Cloud_searches_page_by_token_and_no_update_makes_them_skip_or_repeat()
    {
        await using var client = await JiraClient.StartAsync(Deployment.Cloud, options => options.Days = 28);
        var all = await client.FindAsync("created >= 0 ORDER BY created ASC");
        var first = await client.GetAsync(client.Search("created >= 0 ORDER BY created ASC", more: "&maxResults=10"));
        client.Simulator.Change(new() { Kind = JiraChangeKind.DeleteIssue, Issue = first.GetProperty("issues")[2].GetProperty("id").GetString() });
        var token = Uri.EscapeDataString(first.GetProperty("nextPageToken").GetString()!);

        var second = await client.GetAsync(client.Search("created >= 0 ORDER BY created ASC", more: $"&maxResults=10&nextPageToken={token}"));

        Assert.Equal(
            all.Skip(10).Take(10).Select(issue => issue.GetProperty("id").GetString()),
            second.GetProperty("issues").EnumerateArray().Select(issue => issue.GetProperty("id").GetString()));
        Assert.False(first.GetProperty("issues")[0].TryGetProperty("fields", out _));
        var other = await client.RefusalAsync(client.Search("created >= 1 ORDER BY created ASC", more: $"&nextPageToken={token}"), System.Net.HttpStatusCode.BadRequest);
        Assert.Contains("next page token", other, StringComparison.Ordinal);
        // More than a hundred only where nothing but ids is asked for.
        Assert.True(all.Count > 100);
        var many = await client.GetAsync(client.Search("created >= 0", "id", "&maxResults=5000"));
        var few = await client.GetAsync(client.Search("created >= 0", "updated", "&maxResults=5000"));
        Assert.Equal(all.Count - 1, many.GetProperty("issues").GetArrayLength());
        Assert.Equal(100, few.GetProperty("issues").GetArrayLength());
    }

    [Fact]
    public async Task Server_searches_page_by_offset_and_shift_when_something_changes()
    {
        await using var client = await JiraClient.StartAsync(Deployment.Server);
        var all = await client.FindAsync("created >= 0 ORDER BY created ASC");
        client.Simulator.Change(new() { Kind = JiraChangeKind.DeleteIssue, Issue = all[2].GetProperty("id").GetString() });

        var second = await client.GetAsync(client.Search("created >= 0 ORDER BY created ASC", more: "&startAt=10&maxResults=10"));

        Assert.Equal(
            all.Skip(11).Take(10).Select(issue => issue.GetProperty("id").GetString()),
            second.GetProperty("issues").EnumerateArray().Select(issue => issue.GetProperty("id").GetString()));
        Assert.Equal((10, 10, all.Count - 1), (
            second.GetProperty("startAt").GetInt32(), second.GetProperty("maxResults").GetInt32(), second.GetProperty("total").GetInt32()));
    }

    [Fact]
    public async Task Search_understands_times_projects_and_ids_as_Jira_does()
    {
        await using var client = await JiraClient.StartAsync(Deployment.Cloud);
        var issues = await client.FindAsync("created >= 0 ORDER BY key ASC", "project,created,updated");
        var middle = issues.Select(issue => JiraClient.At(issue.GetProperty("fields"), "created")).Order().ElementAt(issues.Count / 2);
        // Minutes, in the zone of who asks.
        middle = middle.AddTicks(-(middle.UtcTicks % TimeSpan.TicksPerMinute));
        var local = TimeZoneInfo.ConvertTime(middle, TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).ToString("yyyy-MM-dd HH:mm", null);

        var byTime = await CountAsync($"created >= {middle.ToUnixTimeMilliseconds()}");
        Assert.Equal(issues.Count(issue => JiraClient.At(issue.GetProperty("fields"), "created") >= middle), byTime);
        Assert.Equal(byTime, await CountAsync($"created >= \"{local}\""));
        Assert.Equal(issues.Count - byTime, await CountAsync($"created < \"{local}\" AND updated >= 0"));
        var (eng, ops) = (await CountAsync("project in (\"ENG\")"), await CountAsync("project = OPS"));
        Assert.Equal(eng + ops, await CountAsync("project in (\"ENG\", \"OPS\") AND created >= 0 ORDER BY updated DESC"));
        var ids = issues.Take(3).Select(issue => issue.GetProperty("id").GetString()).ToList();
        Assert.Equal(3, await CountAsync($"id in ({string.Join(",", ids)})"));

        async Task<int> CountAsync(string jql) => (await client.FindAsync(jql)).Count;
    }

    private static (int Given, int Total) Counts(JsonElement list, string name) => (list.GetProperty(name).GetArrayLength(), list.GetProperty("total").GetInt32());
}
