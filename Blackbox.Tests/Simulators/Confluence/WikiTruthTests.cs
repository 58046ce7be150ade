using System.Text.Json;
using Blackbox.Simulators;
using Blackbox.Simulators.Confluence;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Simulators.Confluence;

public class WikiTruthTests
{
    private static readonly DateTimeOffset Evening = new(2026, 11, 20, 20, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(ConfluenceDeployment.Cloud)]
    [InlineData(ConfluenceDeployment.DataCenter)]
    public async Task Truth_is_what_a_crawl_finds(ConfluenceDeployment deployment)
    {
        await using var client = await WikiClient.StartAsync(deployment);
        var truth = client.Simulator.Truth();

        var served = await CrawlAsync(client);

        Assert.Equal(truth.Select(Row).Order(StringComparer.Ordinal), served.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["blog_post_created", "blog_post_edited", "comment", "page_created", "page_edited"],
            truth.Select(activity => activity.Kind).Distinct().Order(StringComparer.Ordinal));
        // About one a person and working day: 19 active people, 22 days.
        Assert.InRange(truth.Count, 250, 650);
        Assert.Equal(truth.Count, truth.DistinctBy(activity => activity.ExternalId).Count());
    }

    [Fact]
    public async Task Truth_has_only_what_the_token_sees()
    {
        await using var simulator = await ConfluenceSimulator.StartAsync(
            options => options.Tokens.Add(new() { Name = "hr", Value = "hr-token", Spaces = ["HR"] }), TestContext.Current.CancellationToken);

        var (all, hr) = (simulator.Truth(), simulator.Truth(visibleTo: "hr-token"));

        Assert.Equal(["ENG", "OPS"], all.Select(activity => activity.Container).Distinct().Order(StringComparer.Ordinal));
        Assert.All(hr, activity => Assert.Equal("HR", activity.Container));
        Assert.NotEmpty(hr);
        Assert.Equal(20, simulator.MemberIds.Count);
        Assert.Contains(all, activity => activity.Title.Contains("회의록", StringComparison.Ordinal));
        Assert.Subset(simulator.MemberIds.ToHashSet(), all.Select(activity => activity.Person).ToHashSet());
    }

    [Fact]
    public async Task The_same_options_give_the_same_wiki()
    {
        await using var one = await ConfluenceSimulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var same = await ConfluenceSimulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var other = await ConfluenceSimulator.StartAsync(options => options.Seed = 2, TestContext.Current.CancellationToken);

        Assert.Equal(one.Truth(), same.Truth());
        Assert.NotEqual(one.Truth(), other.Truth());
    }

    [Fact]
    public async Task A_new_day_leaves_the_days_before_it_as_they_were()
    {
        await using var before = await OnAsync(Evening.AddDays(-1), 120);
        await using var after = await OnAsync(Evening, 100);
        var (from, to) = (Evening.AddDays(-60), Evening.AddDays(-25));

        // What was moved, removed or given a new title since is another matter: that takes three weeks at most.
        Assert.Equal(before.Truth(from: from, to: to), after.Truth(from: from, to: to));
        Assert.NotEmpty(before.Truth(from: from, to: to));
        Assert.All(after.Truth(), activity => Assert.True(activity.OccurredAt <= Evening));
    }

    private static Task<ConfluenceSimulator> OnAsync(DateTimeOffset now, int days) => ConfluenceSimulator.StartAsync(
        options => (options.EndDate, options.Days, options.FollowsTheClock, options.NumberedFrom, options.Time) =
            (DateOnly.FromDateTime(now.UtcDateTime), days, true, new(2026, 1, 1), new ManualTime(now)),
        TestContext.Current.CancellationToken);

    private static async Task<List<string>> CrawlAsync(WikiClient client)
    {
        var rows = new List<string>();
        foreach (var content in await client.SearchAsync("type in (page, blogpost) order by lastmodified asc", "&limit=100&expand=space"))
        {
            var kind = content.GetProperty("type").GetString() == "page" ? "page" : "blog_post";
            foreach (var version in await client.ListAsync($"/rest/api/content/{Text(content, "id")}/version?limit=200"))
            {
                var number = version.GetProperty("number").GetInt32();
                Add(version.GetProperty("by"), $"{kind}_{(number == 1 ? "created" : "edited")} content:{Text(content, "id")}:v{number}", version, "when", content, Text(content, "title"));
            }
        }
        foreach (var comment in await client.SearchAsync("type = comment", "&limit=100&expand=history,container,space"))
        {
            var history = comment.GetProperty("history");
            Add(history.GetProperty("createdBy"), $"comment comment:{Text(comment, "id")}", history, "createdDate", comment, Text(comment.GetProperty("container"), "title"));
        }
        return rows;

        void Add(JsonElement by, string what, JsonElement when, string name, JsonElement item, string title)
        {
            if (client.IsCloud && Text(by, "accountType") == "app" || Text(by, "displayName") == "Page Automation")
                return;
            var at = when.GetProperty(name).GetDateTimeOffset().UtcDateTime;
            rows.Add($"{Text(by, client.IsCloud ? "accountId" : "userKey")} {what} {at:O} {Text(item.GetProperty("space"), "key")} {title}");
        }
    }

    private static string Row(TrueActivity activity) =>
        $"{activity.Person} {activity.Kind} {activity.ExternalId} {activity.OccurredAt.UtcDateTime:O} {activity.Container} {activity.Title}";

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;
}
