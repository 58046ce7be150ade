using Blackbox.Simulators;
using Blackbox.Simulators.Jira;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Simulators.Jira;

public class JiraTruthTests
{
    [Theory]
    [InlineData(Deployment.Cloud)]
    [InlineData(Deployment.Server)]
    public async Task Truth_equals_what_a_crawl_of_all_endpoints_finds(Deployment deployment)
    {
        await using var client = await JiraClient.StartAsync(deployment);

        var found = await JiraCrawl.EverythingAsync(client);

        Assert.Equal(client.Truth(), found);
        Assert.True(found.Count > 300, $"{found.Count} activities are few.");
        Assert.Equal(
            ["comment", "issue_created", "issue_edited", "status_changed", "worklog"],
            client.Simulator.Truth().Select(row => row.Kind).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["DATA", "ENG", "OPS", "WEB"], client.Simulator.Truth().Select(row => row.Container).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task People_do_about_three_things_on_a_working_day()
    {
        await using var simulator = await JiraSimulator.StartAsync(
            options => (options.Days, options.EndDate) = (28, new(2026, 3, 29)), TestContext.Current.CancellationToken);

        // From the second week on: issues of the first one have no past.
        var truth = simulator.Truth(from: new DateTimeOffset(2026, 3, 9, 0, 0, 0, TimeSpan.Zero));

        Assert.InRange(truth.Count / (simulator.People.Count * 15.0), 2, 4);
        Assert.Contains(truth, row => row.EnteredAt - row.OccurredAt > TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task Same_seed_makes_the_same_days_whichever_days_come_before_and_the_same_people_as_on_GitHub()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var longer = await JiraSimulator.StartAsync(options => (options.Days, options.NumberedFrom) = (20, new(2026, 3, 1)), stop);
        await using var shorter = await JiraSimulator.StartAsync(options => (options.Days, options.NumberedFrom) = (10, new(2026, 3, 1)), stop);
        await using var github = await Blackbox.Simulators.GitHub.GitHubSimulator.StartAsync(options => options.Days = 1, stop);

        var created = shorter.Truth().Where(row => row.Kind == "issue_created").ToList();
        Assert.Equal(created, longer.Truth(from: created[0].OccurredAt).Where(row => row.Kind == "issue_created"));
        Assert.Equal(github.Logins, shorter.People.Select(person => person.Login));
    }

    [Fact]
    public async Task The_site_of_the_stack_lives_while_it_runs()
    {
        var time = new ManualTime(new(2026, 11, 18, 8, 0, 0, TimeSpan.Zero));
        await using var running = await JiraSimulator.StartAsync(new JiraSimulatorOptions().Living(time), TestContext.Current.CancellationToken);
        var morning = running.Truth();

        time.Advance(TimeSpan.FromDays(2));
        var later = running.Truth();

        await using var restarted = await JiraSimulator.StartAsync(new JiraSimulatorOptions().Living(time), TestContext.Current.CancellationToken);
        Assert.True(later.Count > morning.Count + 50);
        Assert.Equal(restarted.Truth(), later);
    }

    [Fact]
    public async Task Recorded_project_is_served_as_Jira_gave_it()
    {
        await using var client = await JiraClient.StartAsync(Deployment.Cloud, options => options.RecordedProject = true);

        var found = await JiraCrawl.EverythingAsync(client, "project in (\"EE\") ORDER BY created ASC");
        var issue = await client.GetAsync("/rest/api/3/issue/EE-1?expand=changelog");

        Assert.Equal(client.Truth("EE"), found);
        Assert.Contains(found, row => row.Contains("issue:10063:created", StringComparison.Ordinal));
        Assert.Contains(found, row => row.Contains("history:59151", StringComparison.Ordinal) && row.Contains("status_changed", StringComparison.Ordinal));
        Assert.Contains(found, row => row.Contains("worklog:10008", StringComparison.Ordinal));
        // Nobody is named as the author of the first entry.
        Assert.DoesNotContain(found, row => row.Contains("history:57278", StringComparison.Ordinal));
        Assert.Equal("2020-06-12T08:13:13.360+0800", issue.GetProperty("fields").GetProperty("created").GetString());
        Assert.Equal("已完成", issue.GetProperty("fields").GetProperty("status").GetProperty("name").GetString());
        Assert.Equal(25, issue.GetProperty("changelog").GetProperty("total").GetInt32());
    }
}
