using System.Globalization;
using System.Net;
using Blackbox.Simulators;
using Blackbox.Simulators.Confluence;

namespace Blackbox.Tests.Simulators.Confluence;

public class WikiChangeTests
{
    [Fact]
    public async Task A_page_is_edited_reverted_moved_trashed_and_restored()
    {
        await using var client = await WikiClient.StartAsync();
        var (simulator, member) = (client.Simulator, client.Simulator.MemberIds[0]);
        var page = simulator.Change(new() { Kind = ConfluenceChangeKind.CreatePage, Space = "ENG", Member = member, Title = "Plan", Body = "<p>One</p>" });
        simulator.Change(new() { Kind = ConfluenceChangeKind.EditPage, Content = page.Id, Member = member, Title = "Plan B", Body = "<p>Two</p>", Message = "Better", IsMinor = true });
        simulator.Change(new() { Kind = ConfluenceChangeKind.RevertPage, Content = page.Id, Member = member, Number = 1 });
        simulator.Change(new() { Kind = ConfluenceChangeKind.MovePage, Content = page.Id, Space = "OPS" });
        var path = $"/rest/api/content/{page.Id}";

        var now = await client.GetAsync(path + "?expand=version,space,body.storage,ancestors");
        var second = (await client.ListAsync(path + "/version"))[1];
        simulator.Change(new() { Kind = ConfluenceChangeKind.TrashPage, Content = page.Id });
        var trashed = await client.ListAsync("/rest/api/content?spaceKey=OPS&status=trashed&type=page&expand=version");
        var withoutIt = simulator.Truth();
        var gone = await client.StatusOf(path);
        simulator.Change(new() { Kind = ConfluenceChangeKind.RestorePage, Content = page.Id });

        Assert.Equal(3, now.GetProperty("version").GetProperty("number").GetInt32());
        Assert.Equal("Plan", now.GetProperty("title").GetString());
        Assert.Equal("<p>One</p>", now.GetProperty("body").GetProperty("storage").GetProperty("value").GetString());
        Assert.Equal("OPS", now.GetProperty("space").GetProperty("key").GetString());
        Assert.Equal("Operations", now.GetProperty("ancestors")[0].GetProperty("title").GetString());
        Assert.True(second.GetProperty("minorEdit").GetBoolean());
        Assert.Equal("Better", second.GetProperty("message").GetString());
        Assert.Contains(trashed, content => content.GetProperty("id").GetString() == page.Id.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(404, gone);
        Assert.DoesNotContain(withoutIt, activity => activity.ExternalId.StartsWith($"content:{page.Id}:", StringComparison.Ordinal));
        Assert.Equal(
            ["v1 page_created OPS Plan", "v2 page_edited OPS Plan", "v3 page_edited OPS Plan"],
            simulator.Truth().Where(activity => activity.ExternalId.StartsWith($"content:{page.Id}:", StringComparison.Ordinal))
                .Select(activity => $"{activity.ExternalId.Split(':')[2]} {activity.Kind} {activity.Container} {activity.Title}"));
    }

    [Theory]
    [InlineData(ConfluenceDeployment.Cloud, "1,2")]
    [InlineData(ConfluenceDeployment.DataCenter, "1,3")]
    public async Task A_removed_version_leaves_a_gap_on_data_center_only(ConfluenceDeployment deployment, string left)
    {
        await using var client = await WikiClient.StartAsync(deployment);
        var (simulator, member) = (client.Simulator, client.Simulator.MemberIds[0]);
        var page = simulator.Change(new() { Kind = ConfluenceChangeKind.CreatePage, Space = "ENG", Member = member, Title = "T", Body = "<p>1</p>" });
        simulator.Change(new() { Kind = ConfluenceChangeKind.EditPage, Content = page.Id, Member = member, Body = "<p>2</p>" });
        simulator.Change(new() { Kind = ConfluenceChangeKind.EditPage, Content = page.Id, Member = member, Body = "<p>3</p>" });

        simulator.Change(new() { Kind = ConfluenceChangeKind.RemoveVersion, Content = page.Id, Number = 2 });

        var versions = await client.ListAsync($"/rest/api/content/{page.Id}/version");
        Assert.Equal(left, string.Join(',', versions.Select(version => version.GetProperty("number").GetInt32()).Order()));
        var now = await client.GetAsync($"/rest/api/content/{page.Id}?expand=body.storage,version");
        Assert.Equal("<p>3</p>", now.GetProperty("body").GetProperty("storage").GetProperty("value").GetString());
        Assert.Throws<SimulatorException>(() => simulator.Change(
            new() { Kind = ConfluenceChangeKind.RemoveVersion, Content = page.Id, Number = now.GetProperty("version").GetProperty("number").GetInt32() }));
    }

    [Fact]
    public async Task A_comment_is_added_edited_and_deleted()
    {
        await using var client = await WikiClient.StartAsync();
        var (simulator, members) = (client.Simulator, client.Simulator.MemberIds);
        var page = simulator.Change(new() { Kind = ConfluenceChangeKind.CreatePage, Space = "ENG", Member = members[0], Title = "T", Body = "<p>1</p>" });
        var comment = simulator.Change(new() { Kind = ConfluenceChangeKind.AddComment, Content = page.Id, Member = members[1], Body = "<p>Why?</p>" });

        simulator.Change(new() { Kind = ConfluenceChangeKind.EditComment, Comment = comment.Id, Body = "<p>Why not?</p>" });
        var read = await client.GetAsync($"/rest/api/content/{comment.Id}?expand=version,history,container,body.storage");
        var below = await client.ListAsync($"/rest/api/content/{page.Id}/child/comment?depth=all&expand=body.storage");
        var truth = simulator.Truth(members[1]);
        simulator.Change(new() { Kind = ConfluenceChangeKind.DeleteComment, Comment = comment.Id });

        Assert.Equal("Re: T", read.GetProperty("title").GetString());
        Assert.Equal(2, read.GetProperty("version").GetProperty("number").GetInt32());
        Assert.Equal(page.Id.ToString(CultureInfo.InvariantCulture), read.GetProperty("container").GetProperty("id").GetString());
        Assert.Equal("<p>Why not?</p>", Assert.Single(below).GetProperty("body").GetProperty("storage").GetProperty("value").GetString());
        Assert.Contains(truth, activity => activity.ExternalId == $"comment:{comment.Id}" && activity.Kind == "comment" && activity.Title == "T");
        Assert.Equal(404, await client.StatusOf($"/rest/api/content/{comment.Id}"));
        Assert.DoesNotContain(simulator.Truth(), activity => activity.ExternalId == $"comment:{comment.Id}");
    }

    [Fact]
    public async Task People_are_renamed_and_deactivated()
    {
        await using var client = await WikiClient.StartAsync();
        var member = client.Simulator.MemberIds[3];

        client.Simulator.Change(new() { Kind = ConfluenceChangeKind.RenameUser, Member = member, Title = "Somebody Else" });
        var renamed = await PeopleAsync();
        client.Simulator.Change(new() { Kind = ConfluenceChangeKind.DeactivateUser, Member = member });
        var without = await PeopleAsync();
        client.Simulator.Change(new() { Kind = ConfluenceChangeKind.ReactivateUser, Member = member });

        Assert.Equal("Somebody Else", renamed[member]);
        Assert.DoesNotContain(member, without.Keys);
        Assert.Contains(member, (await PeopleAsync()).Keys);

        async Task<Dictionary<string, string>> PeopleAsync() =>
            (await client.ListAsync("/rest/api/search/user?cql=type=user&limit=100")).Select(row => row.GetProperty("user")).ToDictionary(
                user => user.GetProperty("accountId").GetString()!, user => user.GetProperty("displayName").GetString()!);
    }

    [Theory]
    [InlineData(FaultKind.ServerError, 500)]
    [InlineData(FaultKind.SecondaryLimit429, 429)]
    [InlineData(FaultKind.Forbidden, 403)]
    [InlineData(FaultKind.Unauthorized, 401)]
    public async Task Faults_are_served_once(FaultKind kind, int status)
    {
        await using var client = await WikiClient.StartAsync();
        client.Simulator.Faults.Add(new() { Kind = kind, RetryAfter = TimeSpan.FromSeconds(30) });

        using var refused = await client.SendAsync("/rest/api/space");
        client.Simulator.ClearLimits();

        Assert.Equal(status, (int)refused.StatusCode);
        Assert.Equal(kind == FaultKind.SecondaryLimit429 ? TimeSpan.FromSeconds(30) : null, refused.Headers.RetryAfter?.Delta);
        Assert.Equal((int)HttpStatusCode.OK, await client.StatusOf("/rest/api/space"));
    }

    [Fact]
    public async Task The_limit_of_a_minute_is_kept()
    {
        var time = new Infrastructure.ManualTime(new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero));
        await using var client = await WikiClient.StartAsync(ConfluenceDeployment.DataCenter, options => (options.RequestsPerMinute, options.Time) = (2, time));

        Assert.Equal(200, await client.StatusOf("/rest/api/space"));
        Assert.Equal(200, await client.StatusOf("/rest/api/user/current"));
        Assert.Equal(429, await client.StatusOf("/rest/api/space"));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, await client.StatusOf("/rest/api/space"));
    }
}
