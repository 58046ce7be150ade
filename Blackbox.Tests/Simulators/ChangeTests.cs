using System.Net;
using Blackbox.Simulators;
using Blackbox.Simulators.GitHub;

namespace Blackbox.Tests.Simulators;

public class ChangeTests
{
    private const string Shop = "northwind-labs/storefront";

    [Fact]
    public async Task What_is_edited_is_listed_again_with_its_new_text()
    {
        await using var client = await SimulatorClient.StartAsync();
        var pull = (await client.GetAsync($"/repos/{Shop}/pulls?state=all&sort=created&direction=asc")).EnumerateArray()
            .First(item => item.GetProperty("user").GetProperty("type").GetString() == "User").GetProperty("number").GetInt32();
        var comment = (await client.GetAsync($"/repos/{Shop}/issues/comments"))[0].GetProperty("id").GetInt64();

        var edit = client.Simulator.Change(new() { Kind = ChangeKind.EditIssue, Repository = Shop, Number = pull, Title = "A better title" });
        client.Simulator.Change(new() { Kind = ChangeKind.EditComment, Repository = Shop, Id = comment, Body = "On second thought: no." });

        var first = (await client.GetAsync($"/repos/{Shop}/pulls?state=all&sort=updated&direction=desc"))[0];
        var comments = await client.GetAsync($"/repos/{Shop}/issues/comments?sort=updated&direction=desc&since={edit.At:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        Assert.Equal("A better title", first.GetProperty("title").GetString());
        Assert.Equal(edit.At, first.GetProperty("updated_at").GetDateTimeOffset());
        Assert.Equal("On second thought: no.", Assert.Single(comments.EnumerateArray()).GetProperty("body").GetString());
        Assert.Contains(client.Simulator.Truth(), activity => activity is { Title: "A better title", Kind: "pull_request_opened" });
    }

    [Fact]
    public async Task What_is_deleted_is_gone_from_lists_events_and_truth()
    {
        await using var client = await SimulatorClient.StartAsync();
        var simulator = client.Simulator;
        var login = simulator.Logins[0];
        var issue = simulator.Change(new() { Kind = ChangeKind.OpenIssue, Repository = Shop, Login = login, Title = "A mistake" });
        var comment = simulator.Change(new() { Kind = ChangeKind.Comment, Repository = Shop, Login = login, Number = issue.Number, Body = "Never mind" });
        Assert.Contains(simulator.Truth(login), activity => activity.ExternalId == $"comment:{comment.Id}");

        simulator.Change(new() { Kind = ChangeKind.DeleteIssue, Repository = Shop, Number = issue.Number });

        Assert.DoesNotContain(simulator.Truth(), activity => activity.ExternalId == $"issue:{issue.Id}:opened" || activity.ExternalId == $"comment:{comment.Id}");
        Assert.DoesNotContain(
            await client.ListAsync($"/repos/{Shop}/issues?state=all&per_page=100"), row => row.GetProperty("number").GetInt32() == issue.Number);
        Assert.DoesNotContain(
            await client.ListAsync($"/repos/{Shop}/events?per_page=100"), row => row.GetRawText().Contains("A mistake", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_force_push_replaces_commits()
    {
        await using var client = await SimulatorClient.StartAsync();
        var simulator = client.Simulator;
        var lost = simulator.Change(new() { Kind = ChangeKind.AddCommit, Repository = Shop, Login = simulator.Logins[1], Title = "Too early" });

        var made = simulator.Change(new() { Kind = ChangeKind.ForcePush, Repository = Shop, Login = simulator.Logins[1], Title = "Better" });

        var push = (await client.GetAsync($"/repos/{Shop}/events"))[0].GetProperty("payload");
        var comparison = await client.GetAsync($"/repos/{Shop}/compare/{lost.Sha}...{made.Sha}");
        Assert.Equal(lost.Sha, push.GetProperty("before").GetString());
        Assert.Equal(made.Sha, push.GetProperty("head").GetString());
        Assert.Equal("diverged", comparison.GetProperty("status").GetString());
        Assert.Equal(made.Sha, Assert.Single(comparison.GetProperty("commits").EnumerateArray()).GetProperty("sha").GetString());
        Assert.DoesNotContain(simulator.Truth(), activity => activity.ExternalId == $"commit:{lost.Sha}");
        Assert.Contains(simulator.Truth(), activity => activity.ExternalId == $"commit:{made.Sha}");
    }

    [Fact]
    public async Task A_pull_request_can_be_led_from_opening_to_merge()
    {
        await using var client = await SimulatorClient.StartAsync();
        var simulator = client.Simulator;
        var (author, reviewer) = (simulator.Logins[0], simulator.Logins[1]);
        var opened = simulator.Change(new() { Kind = ChangeKind.OpenPullRequest, Repository = Shop, Login = author, Title = "A feature" });

        simulator.Change(new() { Kind = ChangeKind.Close, Repository = Shop, Login = author, Number = opened.Number });
        simulator.Change(new() { Kind = ChangeKind.Reopen, Repository = Shop, Login = author, Number = opened.Number });
        simulator.Change(new() { Kind = ChangeKind.Review, Repository = Shop, Login = reviewer, Number = opened.Number, Body = "Fine" });
        simulator.Change(new() { Kind = ChangeKind.MergePullRequest, Repository = Shop, Login = author, Number = opened.Number });

        var kinds = simulator.Truth(container: Shop).Where(activity => activity.Title.StartsWith("A feature", StringComparison.Ordinal))
            .Select(activity => $"{activity.Kind} {activity.Person}");
        Assert.Equal(
            [
                $"commit {author}", $"commit {author}", $"pull_request_closed {author}", $"pull_request_merged {author}",
                $"pull_request_opened {author}", $"pull_request_reopened {author}", $"review {reviewer}",
            ],
            kinds.Order(StringComparer.Ordinal));
        Assert.Equal(
            [.. simulator.Truth(container: Shop).Select(activity => $"{activity.Person} {activity.ExternalId}").Order(StringComparer.Ordinal)],
            (await Crawl.RepositoryAsync(client, Shop)).Distinct().Select(row => $"{row.Split(' ')[0]} {row.Split(' ')[2]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_repository_can_be_renamed_blocked_and_deleted()
    {
        await using var client = await SimulatorClient.StartAsync();
        var simulator = client.Simulator;

        simulator.Change(new() { Kind = ChangeKind.RenameRepository, Repository = Shop, Title = "shop" });
        using var moved = await client.SendAsync($"/repos/{Shop}");
        var containers = simulator.Truth().Select(activity => activity.Container).ToHashSet();
        simulator.Change(new() { Kind = ChangeKind.BlockRepository, Repository = "northwind-labs/shop" });
        using var blocked = await client.SendAsync("/repos/northwind-labs/shop");
        simulator.Change(new() { Kind = ChangeKind.DeleteRepository, Repository = "northwind-labs/shop" });
        using var deleted = await client.SendAsync("/repos/northwind-labs/shop");

        Assert.Equal(HttpStatusCode.MovedPermanently, moved.StatusCode);
        Assert.Contains("northwind-labs/shop", containers);
        Assert.DoesNotContain(Shop, containers);
        Assert.Equal(HttpStatusCode.UnavailableForLegalReasons, blocked.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, deleted.StatusCode);
        Assert.DoesNotContain(simulator.Truth(), activity => activity.Container == "northwind-labs/shop");
    }

    [Fact]
    public async Task A_change_of_what_is_not_there_is_refused()
    {
        await using var simulator = await GitHubSimulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Throws<SimulatorException>(() => simulator.Change(new() { Kind = ChangeKind.DeleteComment, Repository = Shop, Id = 1 }));
        Assert.Throws<SimulatorException>(() => simulator.Change(new() { Kind = ChangeKind.OpenIssue, Repository = Shop, Login = "nobody", Title = "?" }));
        Assert.Throws<SimulatorException>(() => simulator.Change(new() { Kind = ChangeKind.DeleteRepository, Repository = "northwind-labs/none" }));
    }
}
