using System.Globalization;
using Blackbox.Simulators;
using Blackbox.Simulators.Slack;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Simulators.Slack;

public class SlackTruthTests
{
    private static readonly DateTimeOffset Evening = new(2026, 11, 20, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Truth_is_what_a_crawl_finds()
    {
        await using var client = await SlackClient.StartAsync(options => options.RecordedChannel = true);
        var truth = client.Simulator.Truth();

        var served = await SlackCrawl.EverythingAsync(client);

        Assert.Equal(truth.Select(Row).Order(StringComparer.Ordinal), served);
        Assert.Equal(["message", "reply"], truth.Select(activity => activity.Kind).Distinct().Order(StringComparer.Ordinal));
        // About four a person and working day: 19 active people, 22 days.
        Assert.InRange(truth.Count, 1_200, 2_200);
        Assert.Equal(truth.Count, truth.DistinctBy(activity => activity.ExternalId).Count());
        Assert.Equal(6, truth.Count(activity => activity.Container == "#random"));
    }

    [Fact]
    public async Task Truth_has_the_peculiar_cases()
    {
        await using var simulator = await SlackSimulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

        var truth = simulator.Truth();

        Assert.Equal(20, simulator.MemberIds.Count);
        Assert.All(simulator.MemberIds.Take(19), id => Assert.Contains(truth, activity => activity.Person == id));
        Assert.Contains(truth, activity => activity.IsPrivate && activity.Container == "#leads");
        Assert.DoesNotContain(simulator.Truth(includePrivate: false), activity => activity.IsPrivate);
        Assert.DoesNotContain(truth, activity => activity.Container is "#hiring" or "#bike-to-work" or "#stock-bridge");
        Assert.Contains(truth, activity => activity.Container == "#warehouse-sync");
        Assert.Contains(truth, activity => activity.Container == "#release-2026-03");
        Assert.Contains(truth, activity => activity.Title.StartsWith("Shared ", StringComparison.Ordinal));
        Assert.Contains(truth, activity => activity.Title.Any(c => c is >= '가' and <= '힣'));
        Assert.DoesNotContain(truth, activity => activity.Title.Contains('{') || activity.Title.Contains('<') && !activity.Title.Contains(" < ", StringComparison.Ordinal));
        Assert.All(truth, activity => Assert.InRange(
            activity.OccurredAt, new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), new(2026, 3, 31, 23, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task Truth_of_a_person_a_window_and_a_channel_is_a_part_of_the_whole()
    {
        await using var simulator = await SlackSimulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        var (from, to) = (new DateTimeOffset(2026, 3, 10, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 14, 0, 0, 0, TimeSpan.Zero));
        var person = simulator.MemberIds[0];

        var part = simulator.Truth(person, from, to, "storefront");

        Assert.NotEmpty(part);
        Assert.Equal(
            simulator.Truth().Where(activity => activity.Person == person && activity.OccurredAt >= from && activity.OccurredAt < to && activity.Container == "#storefront"),
            part);
    }

    [Fact]
    public async Task Truth_of_a_token_without_groups_has_no_private_channel()
    {
        await using var simulator = await SlackSimulator.StartAsync(
            options => options.Tokens.Add(new() { Name = "public", Value = "xoxb-public", Scopes = ["channels:read", "channels:history"] }),
            TestContext.Current.CancellationToken);

        Assert.Equal(simulator.Truth(includePrivate: false), simulator.Truth(visibleTo: "xoxb-public"));
        Assert.Throws<SimulatorException>(() => simulator.Truth(visibleTo: "xoxb-nobody"));
    }

    [Fact]
    public async Task The_same_options_give_the_same_workspace()
    {
        await using var one = await SlackSimulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var same = await SlackSimulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var other = await SlackSimulator.StartAsync(options => options.Seed = 2, TestContext.Current.CancellationToken);

        Assert.Equal(one.Truth(), same.Truth());
        Assert.NotEqual(one.Truth(), other.Truth());
    }

    [Fact]
    public async Task A_new_day_leaves_the_days_before_it_as_they_were()
    {
        // The second one begins later: neither the first nor the last day changes what lies between.
        await using var before = await OnAsync(Evening.AddDays(-1), days: 60);
        await using var after = await OnAsync(Evening, days: 50);
        var (from, to) = (Evening.AddDays(-35), Evening.AddDays(-1));

        var old = before.Truth(from: from, to: to);

        // What was corrected or taken back since is another matter: a new day does that, too.
        Assert.True(old.Count > 1_000);
        Assert.Equal(Ids(before.Truth(from: from, to: to.AddDays(-4))), Ids(after.Truth(from: from, to: to.AddDays(-4))));
        Assert.NotEmpty(after.Truth(from: to));
        Assert.All(after.Truth(), activity => Assert.True(activity.OccurredAt <= Evening));

        static string[] Ids(IReadOnlyList<TrueActivity> truth) => [.. truth.Select(activity => $"{activity.ExternalId} {activity.Title}")];
    }

    [Fact]
    public async Task A_workspace_that_follows_the_clock_goes_on()
    {
        var time = new ManualTime(new(2026, 11, 18, 8, 0, 0, TimeSpan.Zero));
        await using var running = await SlackSimulator.StartAsync(Following(time, 30), TestContext.Current.CancellationToken);
        var morning = running.Truth();

        time.Advance(TimeSpan.FromDays(2));

        Assert.True(running.Truth().Count > morning.Count + 50);
        Assert.All(morning, activity => Assert.True(activity.OccurredAt <= time.GetUtcNow().AddDays(-2)));
    }

    private static Task<SlackSimulator> OnAsync(DateTimeOffset now, int days) =>
        SlackSimulator.StartAsync(Following(new ManualTime(now), days), TestContext.Current.CancellationToken);

    private static SlackSimulatorOptions Following(ManualTime time, int days) => new()
    {
        EndDate = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime),
        Days = days,
        FollowsTheClock = true,
        Time = time,
    };

    private static string Row(TrueActivity activity) =>
        string.Create(CultureInfo.InvariantCulture, $"{activity.Person} {activity.Kind} {activity.ExternalId} {activity.Container}");
}
