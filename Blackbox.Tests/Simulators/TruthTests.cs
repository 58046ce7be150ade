using System.Globalization;
using Blackbox.Simulators;
using Blackbox.Simulators.GitHub;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Simulators;

public class TruthTests
{
    [Fact]
    public async Task Truth_is_what_the_endpoints_serve()
    {
        await using var client = await SimulatorClient.StartAsync(options => options.RecordedRepository = true);
        var truth = client.Simulator.Truth();

        var served = await Crawl.EverythingAsync(client, "northwind-labs");
        served.AddRange(await Crawl.RepositoryAsync(client, "panjf2000/ants"));

        Assert.Equal(truth.Select(Row).Order(StringComparer.Ordinal), served.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                "comment", "commit", "issue_closed", "issue_opened", "issue_reopened", "merge", "pull_request_closed", "pull_request_merged",
                "pull_request_opened", "pull_request_reopened", "release", "review", "review_comment",
            ],
            truth.Select(activity => activity.Kind).Distinct().Order(StringComparer.Ordinal));
        Assert.InRange(truth.Count, 1_500, 6_000);
        Assert.Equal(truth.Count, truth.DistinctBy(activity => (activity.Person, activity.ExternalId)).Count());
    }

    [Fact]
    public async Task Truth_has_the_peculiar_cases()
    {
        await using var simulator = await GitHubSimulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

        var truth = simulator.Truth();

        Assert.Equal(20, simulator.Logins.Count);
        Assert.All(simulator.Logins, login => Assert.Contains(truth, activity => activity.Person.Equals(login, StringComparison.OrdinalIgnoreCase)));
        // A commit of several people, a commit with an address that GitHub does not know, a login with a capital letter.
        Assert.Contains(truth.GroupBy(activity => activity.ExternalId), same => same.Count() > 1);
        Assert.Contains(truth, activity => activity.Person.EndsWith("@build-host.local", StringComparison.Ordinal));
        Assert.Contains(simulator.Logins, login => login.Any(char.IsUpper));
        Assert.DoesNotContain(truth, activity => activity.Person.Contains("[bot]", StringComparison.Ordinal));
        Assert.DoesNotContain(truth, activity => activity.Container is "northwind-labs/legacy-portal" or "northwind-labs/media-archive");
        Assert.All(truth, activity => Assert.InRange(
            activity.OccurredAt, new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero), new(2026, 3, 31, 23, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task Truth_of_a_person_and_a_window_is_a_part_of_the_whole()
    {
        await using var simulator = await GitHubSimulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var (from, to) = (new DateTimeOffset(2026, 3, 10, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 12, 0, 0, 0, TimeSpan.Zero));
        var person = simulator.Logins[3];

        var part = simulator.Truth(person, from, to, "northwind-labs/mobile-app");

        Assert.NotEmpty(part);
        Assert.Equal(
            simulator.Truth().Where(activity => activity.Person.Equals(person, StringComparison.OrdinalIgnoreCase) && activity.OccurredAt >= from && activity.OccurredAt < to
                && activity.Container == "northwind-labs/mobile-app"),
            part);
    }

    [Fact]
    public async Task The_same_options_give_the_same_organisation()
    {
        await using var one = await GitHubSimulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var same = await GitHubSimulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var other = await GitHubSimulator.StartAsync(options => options.Seed = 2, TestContext.Current.CancellationToken);

        Assert.Equal(one.Truth(), same.Truth());
        Assert.NotEqual(one.Truth(), other.Truth());
    }

    [Theory]
    [InlineData("2026-11-20")]
    // The first day of a period, on which the beginning moves.
    [InlineData("2026-12-22")]
    public async Task A_new_day_leaves_the_days_before_it_as_they_were(string day)
    {
        var evening = DateTimeOffset.Parse(day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).AddHours(20);
        await using var before = await StackOn(evening.AddDays(-1));
        await using var after = await StackOn(evening);
        var (from, to) = (evening.AddDays(-80), evening.AddDays(-1));

        var old = before.Truth(from: from, to: to);

        Assert.Equal(old, after.Truth(from: from, to: to));
        Assert.True(old.Count > 3_000);
        Assert.NotEmpty(after.Truth(from: evening.AddDays(-1)));
        Assert.All(after.Truth(), activity => Assert.True(activity.OccurredAt <= evening));
        Assert.True(after.Truth()[0].OccurredAt <= evening.AddDays(-85));

        static Task<GitHubSimulator> StackOn(DateTimeOffset now) =>
            GitHubSimulator.StartAsync(new GitHubSimulatorOptions().Living(new ManualTime(now)), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_organisation_of_the_stack_lives_while_it_runs()
    {
        var time = new ManualTime(new(2026, 11, 18, 8, 0, 0, TimeSpan.Zero));
        await using var running = await GitHubSimulator.StartAsync(new GitHubSimulatorOptions().Living(time), TestContext.Current.CancellationToken);
        var morning = running.Truth();

        time.Advance(TimeSpan.FromDays(2));
        var later = running.Truth();

        await using var restarted = await GitHubSimulator.StartAsync(new GitHubSimulatorOptions().Living(time), TestContext.Current.CancellationToken);
        Assert.True(later.Count > morning.Count + 100);
        Assert.Equal(restarted.Truth(), later);
    }

    [Fact]
    public async Task Recorded_answers_have_their_activities()
    {
        await using var simulator = await GitHubSimulator.StartAsync(options => options.RecordedRepository = true, TestContext.Current.CancellationToken);

        var truth = simulator.Truth(container: "panjf2000/ants");

        // Counted by hand in the files: seven pull requests, five other issues, one closed, thirteen comments by people, five remarks, eleven commits.
        Assert.Equal(
            ["comment 13", "commit 9", "issue_closed 1", "issue_opened 5", "merge 2", "pull_request_opened 7", "review_comment 5"],
            truth.GroupBy(activity => activity.Kind).Select(kind => $"{kind.Key} {kind.Count()}").Order(StringComparer.Ordinal));
        Assert.Contains(truth, activity => activity is { Person: "zhmaio", Kind: "issue_closed", ExternalId: "event:6774117135" });
        Assert.Contains(truth, activity => activity is { Person: "hongli-my", Kind: "pull_request_opened", ExternalId: "pull:211603583:opened" });
        Assert.Contains(truth, activity => activity.Person == "king526" && activity.OccurredAt == new DateTimeOffset(2019, 6, 27, 3, 24, 38, TimeSpan.Zero));
    }

    private static string Row(TrueActivity activity) =>
        $"{activity.Person} {activity.Kind} {activity.ExternalId} "
        + activity.OccurredAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) + $" {activity.Container}";
}
