using System.Globalization;
using System.Net;
using Blackbox.Simulators;
using Blackbox.Simulators.Confluence;

namespace Blackbox.Tests.Simulators.Confluence;

public class WikiPageTests
{
    private const string All = "type in (page, blogpost) order by lastmodified asc";

    [Theory]
    [InlineData(ConfluenceDeployment.Cloud)]
    [InlineData(ConfluenceDeployment.DataCenter)]
    public async Task A_search_has_pages_whose_limit_depends_on_the_body(ConfluenceDeployment deployment)
    {
        await using var client = await WikiClient.StartAsync(deployment);
        var cql = Uri.EscapeDataString(All);

        var light = await client.GetAsync($"/rest/api/content/search?cql={cql}&limit=500");
        var heavy = await client.GetAsync($"/rest/api/content/search?cql={cql}&limit=500&expand=body.storage,version,history.lastUpdated,ancestors,space");
        var all = await client.SearchAsync(All, "&limit=7");

        Assert.Equal(100, light.GetProperty("limit").GetInt32());
        Assert.Equal(25, heavy.GetProperty("limit").GetInt32());
        var first = heavy.GetProperty("results")[3];
        Assert.False(light.GetProperty("results")[3].TryGetProperty("version", out _));
        Assert.Equal("storage", first.GetProperty("body").GetProperty("storage").GetProperty("representation").GetString());
        Assert.Equal(first.GetProperty("version").GetProperty("when").GetString(), first.GetProperty("history").GetProperty("lastUpdated").GetProperty("when").GetString());
        Assert.Equal(deployment == ConfluenceDeployment.Cloud, light.GetProperty("_links").GetProperty("next").GetString()!.Contains("cursor=", StringComparison.Ordinal));
        Assert.Equal(all.Count, all.DistinctBy(content => content.GetProperty("id").GetString()).Count());
        Assert.Equal(all.Count, (await client.SearchAsync(All)).Count);
    }

    [Fact]
    public async Task A_cursor_holds_its_place_and_an_index_does_not_when_a_page_is_edited_in_between()
    {
        await using var cloud = await WikiClient.StartAsync();
        await using var server = await WikiClient.StartAsync(ConfluenceDeployment.DataCenter);

        Assert.Empty(await MissedAsync(cloud));
        Assert.NotEmpty(await MissedAsync(server));

        static async Task<List<string>> MissedAsync(WikiClient client)
        {
            var before = (await client.SearchAsync(All)).Select(content => content.GetProperty("id").GetString()!).ToList();
            client.Simulator.Faults.Add(new()
            {
                Kind = FaultKind.Change,
                Path = "/content/search",
                Nth = 2,
                Change = new ConfluenceChange { Kind = ConfluenceChangeKind.EditPage, Content = long.Parse(before[1], CultureInfo.InvariantCulture), Member = client.Simulator.MemberIds[0], Body = "<p>x</p>" },
            });
            var after = (await client.SearchAsync(All, "&limit=5")).Select(content => content.GetProperty("id").GetString()!).ToHashSet();
            return [.. before.Where(id => !after.Contains(id))];
        }
    }

    [Fact]
    public async Task A_date_of_a_query_is_a_time_where_the_owner_lives()
    {
        await using var client = await WikiClient.StartAsync(configure: options => options.OwnerTimeZone = "Asia/Seoul");
        const string Modified = "type in (page, blogpost) AND space in (\"ENG\") AND lastmodified >= \"{0}\" ORDER BY lastmodified DESC";
        var all = await TimesAsync("2020-01-01 00:00");
        // In the evening in Greenwich it is the next day in Seoul, where midnight is at 15:00.
        var evening = all.First(at => at.UtcDateTime.Hour >= 15);
        var next = DateOnly.FromDateTime(evening.UtcDateTime).AddDays(1);

        var found = await TimesAsync($"{next:yyyy-MM-dd} 00:00");

        Assert.Equal(all.OrderDescending(), all);
        Assert.Equal(all.Where(at => at >= new DateTimeOffset(next, TimeOnly.MinValue, TimeSpan.FromHours(9))), found);
        Assert.Contains(evening, found);

        async Task<List<DateTimeOffset>> TimesAsync(string from) =>
            (await client.SearchAsync(string.Format(CultureInfo.InvariantCulture, Modified, from), "&limit=50&expand=version"))
                .ConvertAll(content => content.GetProperty("version").GetProperty("when").GetDateTimeOffset());
    }

    [Theory]
    [InlineData(ConfluenceDeployment.Cloud)]
    [InlineData(ConfluenceDeployment.DataCenter)]
    public async Task A_content_has_its_old_versions(ConfluenceDeployment deployment)
    {
        await using var client = await WikiClient.StartAsync(deployment);
        var page = client.Simulator.Truth().First(activity => activity.ExternalId.EndsWith(":v3", StringComparison.Ordinal));
        var id = page.ExternalId.Split(':')[1];

        var now = await client.GetAsync($"/rest/api/content/{id}");
        var old = await client.GetAsync($"/rest/api/content/{id}?status=historical&version=2&expand=body.storage,version");
        var versions = await client.ListAsync($"/rest/api/content/{id}/version?limit=1");

        Assert.Equal("current", now.GetProperty("status").GetString());
        Assert.Equal(page.Title, now.GetProperty("title").GetString());
        Assert.True(now.GetProperty("history").GetProperty("latest").GetBoolean());
        Assert.Equal("historical", old.GetProperty("status").GetString());
        Assert.Equal(2, old.GetProperty("version").GetProperty("number").GetInt32());
        Assert.NotEqual("", old.GetProperty("body").GetProperty("storage").GetProperty("value").GetString());
        Assert.Equal(versions.Select(version => version.GetProperty("number").GetInt32()).OrderDescending(), versions.Select(version => version.GetProperty("number").GetInt32()));
        Assert.Equal(404, await client.StatusOf($"/rest/api/content/{id}?status=historical&version=99"));
        Assert.Equal(404, await client.StatusOf($"/rest/api/content/{id}?status=trashed"));
        Assert.Equal(404, await client.StatusOf("/rest/api/content/1"));
    }

    [Theory]
    [InlineData(ConfluenceDeployment.Cloud)]
    [InlineData(ConfluenceDeployment.DataCenter)]
    public async Task People_are_listed_with_what_the_deployment_shows(ConfluenceDeployment deployment)
    {
        await using var client = await WikiClient.StartAsync(deployment);

        var people = client.IsCloud
            ? (await client.ListAsync("/rest/api/search/user?cql=type=user&limit=7")).ConvertAll(row => row.GetProperty("user"))
            : await client.ListAsync("/rest/api/group/confluence-users/member?limit=7");
        var me = await client.GetAsync("/rest/api/user/current");

        var name = client.IsCloud ? "accountId" : "userKey";
        var ids = people.Select(person => person.GetProperty(name).GetString()!).ToHashSet();
        // One is deactivated; the robot and an app come on top.
        Assert.Equal(21, ids.Count);
        Assert.Equal(19, client.Simulator.MemberIds.Count(ids.Contains));
        Assert.Contains(me.GetProperty(name).GetString()!, ids);
        if (client.IsCloud)
            Assert.Single(people, person => person.GetProperty("accountType").GetString() == "app");
        else
            Assert.Equal(404, await client.StatusOf("/rest/api/group/nobody/member"));
    }

    [Theory]
    [InlineData(ConfluenceDeployment.Cloud)]
    [InlineData(ConfluenceDeployment.DataCenter)]
    public async Task A_token_sees_its_spaces_only(ConfluenceDeployment deployment)
    {
        await using var client = await WikiClient.StartAsync(
            deployment, options => options.Tokens.Add(new() { Name = "hr", Value = "hr-token", Spaces = ["HR"] }));
        var all = await client.ListAsync("/rest/api/space?limit=1");
        client.Secret = client.IsCloud ? "robot@northwind.example:hr-token" : "hr-token";
        var hidden = (await client.SearchAsync("type = page"))[^1].GetProperty("id").GetString();
        client.Secret = client.IsCloud ? ConfluenceSimulatorOptions.CloudSecret : SimulatorOptions.OrganisationToken;

        Assert.Equal(["ENG", "OPS"], all.Select(space => space.GetProperty("key").GetString()!));
        Assert.Equal(404, await client.StatusOf($"/rest/api/content/{hidden}"));
        Assert.Equal(404, await client.StatusOf($"/rest/api/content/{hidden}/version"));
        Assert.Equal(404, await client.StatusOf("/rest/api/content?spaceKey=HR&status=trashed&type=page"));
        Assert.Empty(await client.SearchAsync("space in (\"HR\") AND type = page"));
        client.Secret = client.IsCloud ? "somebody@northwind.example:simulated-organisation-token" : "wrong";
        Assert.Equal((int)HttpStatusCode.Unauthorized, await client.StatusOf("/rest/api/user/current"));
        client.Secret = "";
        Assert.Equal((int)HttpStatusCode.Unauthorized, await client.StatusOf("/rest/api/space"));
    }

    [Theory]
    [InlineData("/rest/api/content/search?cql=creator=currentUser()")]
    [InlineData("/rest/api/content/search?cql=type=page%20OR%20type=blogpost")]
    [InlineData("/rest/api/content/search?cql=type=page&expand=children.comment")]
    [InlineData("/rest/api/content/search?cql=type=page&start=25")]
    [InlineData("/rest/api/content/search?cql=type=page&excerpt=none")]
    [InlineData("/rest/api/content/98305/child/page")]
    [InlineData("/rest/api/content/98305?status=any")]
    [InlineData("/rest/api/settings/systemInfo")]
    [InlineData("/api/v2/pages")]
    public async Task What_it_does_not_know_is_refused_and_remembered(string path)
    {
        await using var client = await WikiClient.StartAsync(expectsUnknown: true);

        Assert.Equal(501, await client.StatusOf(path));

        Assert.Single(client.Simulator.UnknownRequests);
    }

    [Fact]
    public async Task Large_pages_and_many_versions_are_served_quickly()
    {
        await using var client = await WikiClient.StartAsync(configure: options => (options.LargePageBytes, options.VersionsOfBusyPage) = (5_000_000, 500));
        var truth = client.Simulator.Truth();
        var large = truth.First(activity => activity.Title == "Catalogue").ExternalId.Split(':')[1];
        var busy = truth.First(activity => activity.Title == "Live notes").ExternalId.Split(':')[1];

        var page = await client.GetAsync($"/rest/api/content/{large}?expand=body.storage,version");
        var versions = await client.ListAsync($"/rest/api/content/{busy}/version?limit=200");

        Assert.True(page.GetProperty("body").GetProperty("storage").GetProperty("value").GetString()!.Length >= 5_000_000);
        Assert.Equal(2, truth.Count(activity => activity.Title == "Catalogue"));
        Assert.Equal(500, versions.Count);
        Assert.Equal(500, truth.Count(activity => activity.Title == "Live notes"));
        Assert.Equal(3, client.Simulator.Requests.Count(request => request.Path.Contains("/version", StringComparison.Ordinal)));
    }
}
