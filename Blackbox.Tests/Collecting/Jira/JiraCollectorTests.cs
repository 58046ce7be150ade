using Blackbox.Core.Collecting;
using Blackbox.Core.Secrets;
using Blackbox.Simulators;
using Blackbox.Simulators.Jira;
using Blackbox.Tests.Infrastructure;
using Deployment = Blackbox.Simulators.Jira.Deployment;

namespace Blackbox.Tests.Collecting.Jira;

public sealed class JiraCollectorTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(Deployment.Cloud)]
    [InlineData(Deployment.Server)]
    public async Task Record_equals_the_truth_and_looking_again_costs_the_listing_only(Deployment deployment)
    {
        await using var simulator = await StartAsync(deployment);
        await using var world = new JiraWorld(database);
        var connection = await world.ConnectAsync(simulator.ApiUrl);

        var first = await world.CollectAsync(connection, Everything(simulator), simulator.Options.Secret);
        JiraWorld.AssertSame(Truth(simulator), await PeopleAsync(world, connection));
        Assert.Empty(simulator.UnknownRequests);
        Assert.All(first, slice => Assert.Empty(slice.Report.Problems));
        var (added, requests) = (first.Sum(slice => slice.Counts.Added), first.Sum(slice => slice.Report.Requests));

        simulator.ClearRequests();
        var second = await world.CollectAsync(connection, Everything(simulator), simulator.Options.Secret);
        output.WriteLine($"{deployment}: {added} activities, {requests} requests counted; again {second.Sum(slice => slice.Report.Requests)}, {second.Sum(slice => slice.Report.NotModified)} from memory");
        Assert.All(second, slice => Assert.Equal((0, 0, 0), (slice.Counts.Added, slice.Counts.Changed, slice.Counts.Tombstoned)));
        Assert.DoesNotContain(simulator.Requests, request => Uri.UnescapeDataString(request.Path).Contains("id in", StringComparison.Ordinal) || request.Path.Contains("/issue/", StringComparison.Ordinal));
        Assert.InRange(requests / (double)added, 0, 1.2);
    }

    [Theory]
    [InlineData(Deployment.Cloud)]
    [InlineData(Deployment.Server)]
    public async Task What_changes_at_the_source_changes_in_the_record_within_one_run(Deployment deployment)
    {
        await using var simulator = await StartAsync(deployment, options => options.Days = 20);
        await using var world = new JiraWorld(database);
        var connection = await world.ConnectAsync(simulator.ApiUrl);
        await world.CollectAsync(connection, Everything(simulator), simulator.Options.Secret);

        var rows = (await world.RowsAsync(connection)).Where(row => row.Row.DeletedAt is null).ToList();
        var person = rows[0].Person;
        Activity One(string kind, int index = 0) => rows.Where(row => row.Row.Kind == kind).OrderBy(row => row.Row.ExternalId, StringComparer.Ordinal).DistinctBy(row => row.Row.Thread).ElementAt(index).Row;
        static long IdOf(Activity row) => long.Parse(row.ExternalId.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
        static string IssueOf(Activity row) => row.Thread!["issue:".Length..];

        var at = End(simulator).AddHours(-1);
        var (edited, deleted, worklog) = (One("comment"), One("comment", 1), One("worklog"));
        var moved = One("issue_created");
        var gone = rows.Select(row => row.Row).First(row => row.Kind == "issue_created" && row.Thread != moved.Thread && row.Thread != edited.Thread && row.Thread != deleted.Thread && row.Thread != worklog.Thread);
        var other = rows.Select(row => row.Row.Container).Distinct().First(container => container != moved.Container);
        simulator.Change(new() { Kind = JiraChangeKind.EditComment, Id = IdOf(edited), Text = "In other words", At = at });
        simulator.Change(new() { Kind = JiraChangeKind.DeleteComment, Id = IdOf(deleted), At = at });
        simulator.Change(new() { Kind = JiraChangeKind.DeleteWorklog, Id = IdOf(worklog), At = at });
        simulator.Change(new() { Kind = JiraChangeKind.MoveIssue, Issue = IssueOf(moved), Project = other, Person = person, At = at });
        simulator.Change(new() { Kind = JiraChangeKind.EditSummary, Issue = IssueOf(edited), Person = person, Text = "A better summary", At = at });
        simulator.Change(new() { Kind = JiraChangeKind.DeleteIssue, Issue = IssueOf(gone), At = at });

        // The night's window alone: all but the deleted issue's older days arrive.
        await world.CollectAsync(connection, new(End(simulator).AddDays(-1), End(simulator)), simulator.Options.Secret);
        var now = (await world.RowsAsync(connection)).ToDictionary(row => row.Row.ExternalId, row => row.Row);
        Assert.Equal("In other words", now[edited.ExternalId].Body);
        Assert.All(now.Values.Where(row => row.Thread == edited.Thread && row.DeletedAt is null), row => Assert.EndsWith(" A better summary", row.Title));
        Assert.NotNull(now[deleted.ExternalId].DeletedAt);
        Assert.NotNull(now[worklog.ExternalId].DeletedAt);
        Assert.All(now.Values.Where(row => row.Thread == moved.Thread && row.DeletedAt is null), row => Assert.Equal(other, row.Container));

        await world.CollectAsync(connection, Everything(simulator), simulator.Options.Secret);
        JiraWorld.AssertSame(Truth(simulator), await PeopleAsync(world, connection));
        Assert.All((await world.RowsAsync(connection)).Where(row => row.Row.Thread == gone.Thread), row => Assert.NotNull(row.Row.DeletedAt));
    }

    [Fact]
    public async Task Work_logged_for_another_day_stays_recorded_whatever_window_is_read()
    {
        await using var simulator = await StartAsync(Deployment.Cloud, options => options.Days = 40);
        await using var world = new JiraWorld(database);
        var connection = await world.ConnectAsync(simulator.ApiUrl);
        var project = simulator.Truth()[0].Container;
        var person = simulator.Truth()[0].Person;
        var day = End(simulator).AddDays(-3);
        var issue = simulator.Change(new() { Kind = JiraChangeKind.CreateIssue, Project = project, Person = person, Text = "Later", At = day });
        var before = simulator.Change(new() { Kind = JiraChangeKind.AddWorklog, Issue = issue.Key, Person = person, Started = day.AddDays(-33), Text = "Before it existed", At = day.AddHours(1) });
        var after = simulator.Change(new() { Kind = JiraChangeKind.AddWorklog, Issue = issue.Key, Person = person, Started = day.AddDays(2), Text = "Before it was done", At = day.AddHours(2) });

        // Entered in this window, done outside of it.
        await world.CollectAsync(connection, new(day.AddHours(-1), day.AddHours(5)), simulator.Options.Secret);
        async Task AssertThereAsync()
        {
            var rows = (await world.RowsAsync(connection)).Where(row => row.Row.DeletedAt is null).Select(row => row.Row.ExternalId).ToList();
            Assert.Contains($"worklog:{before.Id}", rows);
            Assert.Contains($"worklog:{after.Id}", rows);
        }

        await AssertThereAsync();
        await world.CollectAsync(connection, new(day.AddDays(1.5), day.AddDays(2.5)), simulator.Options.Secret);
        await AssertThereAsync();
        await world.CollectAsync(connection, new(day.AddDays(-34), day.AddDays(-32)), simulator.Options.Secret);
        await AssertThereAsync();
        await world.CollectAsync(connection, Everything(simulator), simulator.Options.Secret);
        JiraWorld.AssertSame(Truth(simulator), await PeopleAsync(world, connection));
    }

    [Theory]
    [InlineData(FaultKind.ServerError)]
    [InlineData(FaultKind.CutMiddle)]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.MalformedJson)]
    public async Task Faults_that_pass_are_not_noticed_in_the_record(FaultKind kind)
    {
        await using var simulator = await StartAsync(Deployment.Cloud, options => options.Days = 10);
        await using var world = new JiraWorld(database);
        var connection = await world.ConnectAsync(simulator.ApiUrl);
        for (var nth = 2; nth <= 6; nth += 2)
            simulator.Faults.Add(new() { Kind = kind, Nth = nth });
        await world.CollectAsync(connection, Everything(simulator), simulator.Options.Secret);
        JiraWorld.AssertSame(Truth(simulator), await PeopleAsync(world, connection));
    }

    [Fact]
    public async Task Refused_token_changes_nothing()
    {
        await using var simulator = await StartAsync(Deployment.Cloud, options => options.Days = 5);
        await using var world = new JiraWorld(database);
        var connection = await world.ConnectAsync(simulator.ApiUrl);
        await world.CollectAsync(connection, Everything(simulator), simulator.Options.Secret);
        var before = await world.RecordAsync(connection);
        simulator.Faults.Add(new() { Kind = FaultKind.Unauthorized, Nth = 2 });
        await Assert.ThrowsAsync<PlatformAuthException>(() => world.CollectAsync(connection, Everything(simulator), simulator.Options.Secret));
        Assert.Equal(before, await world.RecordAsync(connection));
    }

    [Fact]
    public async Task Answers_that_Jira_really_gave_are_recorded_as_the_truth_says()
    {
        await using var simulator = await StartAsync(Deployment.Cloud, options => (options.Days, options.RecordedProject) = (2, true));
        await using var world = new JiraWorld(database);
        var connection = await world.ConnectAsync(simulator.ApiUrl, """{"projects": ["EE"]}""");
        var window = new TimeWindow(new(2020, 6, 1, 0, 0, 0, TimeSpan.Zero), new(2022, 5, 1, 0, 0, 0, TimeSpan.Zero));
        await world.CollectAsync(connection, window, simulator.Options.Secret);
        // A character that no text has was recorded in one summary.
        List<string> expected = [.. Lines(simulator.Truth(from: window.From, to: window.To, container: "EE").Select(a => a with { Title = a.Title.Replace("\0", "", StringComparison.Ordinal) }))];
        JiraWorld.AssertSame(expected, await PeopleAsync(world, connection));
        await world.CollectAsync(connection, window, simulator.Options.Secret);
        JiraWorld.AssertSame(expected, await PeopleAsync(world, connection));
    }

    [Theory]
    [InlineData(Deployment.Cloud)]
    [InlineData(Deployment.Server)]
    public async Task Directory_lists_everyone(Deployment deployment)
    {
        await using var simulator = await StartAsync(deployment, options => options.Days = 1);
        await using var world = new JiraWorld(database);
        var connection = await world.ConnectAsync(simulator.ApiUrl);
        var context = world.Context(connection, Everything(simulator), simulator.Options.Secret);
        var people = new List<Core.Collecting.Directories.DirectoryPerson>();
        await foreach (var found in world.Directory.PeopleAsync(context.Access, context.Memory, context.Report, TestContext.Current.CancellationToken))
            people.Add(found);
        Assert.Empty(context.Report.Problems);
        Assert.All(simulator.People, person => Assert.Contains(people, found => found.ExternalId == simulator.IdOf(person)));
        Assert.Equal(people.Count, people.DistinctBy(person => person.ExternalId).Count());
        if (deployment == Deployment.Cloud)
            Assert.Contains(people, person => person.IsBot);
        Assert.All(people, person => Assert.Equal(person.Email is not null && deployment == Deployment.Cloud, person.EmailIsVerified));
    }

    [Theory]
    [InlineData(Deployment.Cloud)]
    [InlineData(Deployment.Server)]
    public async Task Test_and_estimate_tell_what_to_expect(Deployment deployment)
    {
        await using var simulator = await StartAsync(deployment);
        await using var world = new JiraWorld(database);
        var connection = await world.ConnectAsync(simulator.ApiUrl);
        var test = await world.Collector.TestAsync(new(connection, new Secret(simulator.Options.Secret)), TestContext.Current.CancellationToken);
        output.WriteLine(test.Message);
        Assert.True(test.Ok, test.Message);
        Assert.InRange(test.LatestAt!.Value, End(simulator).AddDays(-8), End(simulator).AddDays(1));
        Assert.DoesNotContain("directory", test.Message);

        var estimate = await world.Collector.EstimateAsync(world.Context(connection, Everything(simulator), simulator.Options.Secret), TestContext.Current.CancellationToken);
        var taken = (await world.CollectAsync(connection, Everything(simulator), simulator.Options.Secret)).Sum(slice => slice.Report.Requests);
        output.WriteLine($"{estimate.Requests} predicted, {taken} taken, {estimate.Duration} {estimate.LimitedBy}");
        Assert.InRange(estimate.Requests!.Value, taken / 3, taken * 3);
        Assert.Empty(simulator.UnknownRequests);
    }

    private static Task<JiraSimulator> StartAsync(Deployment deployment, Action<JiraSimulatorOptions>? configure = null) => JiraSimulator.StartAsync(options =>
    {
        options.Deployment = deployment;
        options.RequestLimit = 1_000_000;
        configure?.Invoke(options);
    }, TestContext.Current.CancellationToken);

    internal static DateTimeOffset End(JiraSimulator simulator) => new(simulator.Options.EndDate.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);

    internal static TimeWindow Everything(JiraSimulator simulator) => new(End(simulator).AddDays(-simulator.Options.Days), End(simulator));

    // Data Center does not say which accounts are apps; the truth leaves this one out.
    private static async Task<List<string>> PeopleAsync(JiraWorld world, Connection connection) =>
        [.. (await world.RecordAsync(connection)).Where(line => !line.StartsWith("JIRAUSER10020 ", StringComparison.Ordinal))];

    // What was logged for a day outside of the window, but entered within it, is recorded too.
    private static List<string> Truth(JiraSimulator simulator)
    {
        var window = Everything(simulator);
        return [.. Lines(simulator.Truth().Where(a => window.Contains(a.OccurredAt) || (a.EnteredAt is { } entered && window.Contains(entered))))];
    }

    private static IEnumerable<string> Lines(IEnumerable<TrueActivity> truth) =>
        truth.Select(a => JiraWorld.Line(a.Person, a.Kind, a.ExternalId, a.OccurredAt, a.Container, a.Title)).Order(StringComparer.Ordinal);
}
