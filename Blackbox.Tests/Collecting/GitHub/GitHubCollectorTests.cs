using Blackbox.Core.Collecting;
using Blackbox.Simulators.GitHub;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Collecting.GitHub;

public sealed class GitHubCollectorTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Record_of_an_organisation_equals_the_truth_and_looking_again_costs_nothing()
    {
        await using var world = await GitHubWorld.StartAsync(database);
        var connection = await world.ConnectAsync();

        var first = await world.CollectAsync(connection, world.Everything);
        output.WriteLine($"{first.Counts.Found} activities, {first.Requests} requests counted, {first.NotModified} not: {(double)first.Requests / first.Counts.Added:0.00} for each");
        AssertSame(world.Truth(), await world.RecordAsync(connection));
        Assert.Empty(world.Simulator.UnknownRequests);
        Assert.All(first.Problems, problem => Assert.Equal(CollectionProblemKind.Note, problem.Kind));
        Assert.InRange((double)first.Requests / first.Counts.Added, 0.01, 1.2);

        world.Simulator.ClearRequests();
        var second = await world.CollectAsync(connection, world.Everything);
        Assert.Equal((0, 0, 0, 0), (second.Requests, second.Counts.Added, second.Counts.Changed, second.Counts.Tombstoned));
        Assert.DoesNotContain(world.Simulator.Requests, request => request.Counted);
        Assert.Equal(first.Counts.Found, second.Counts.Found);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Record_of_a_personal_token_is_what_its_owner_did(bool eventsReach)
    {
        await using var world = await GitHubWorld.StartAsync(database, options => options.Days = 14, isNow: eventsReach);
        foreach (var login in world.Simulator.Logins.Take(3))
        {
            var connection = await world.ConnectAsync("{}");
            var token = $"simulated-token-{login}";
            var first = await world.CollectAsync(connection, world.Everything, token);
            AssertSame(world.Truth(person: login.ToLowerInvariant()), await world.RecordAsync(connection));
            Assert.All(first.Reports, report => Assert.Equal(login.ToLowerInvariant(), report.Self));

            var again = await world.CollectAsync(connection, world.Everything, token);
            Assert.Equal((0, 0, 0), (again.Counts.Added, again.Counts.Changed, again.Counts.Tombstoned));
        }
        Assert.Equal(!eventsReach, world.Simulator.Requests.Any(request => request.Resource == "search"));
        Assert.Empty(world.Simulator.UnknownRequests);
    }

    [Fact]
    public async Task What_changes_at_the_source_changes_in_the_record()
    {
        await using var world = await GitHubWorld.StartAsync(database, options => (options.Days, options.Repositories) = (7, 2));
        var connection = await world.ConnectAsync();
        await world.CollectAsync(connection, world.Everything);

        var (comment, issue, pull) = (await world.OneAsync(connection, "comment"), await world.OneAsync(connection, "issue_opened"), await world.OneAsync(connection, "pull_request_opened"));
        var line = await world.OneAsync(connection, "review_comment");
        world.Change(ChangeKind.EditComment, comment.Container, c => c with { Id = IdOf(comment), Body = "In other words" });
        world.Change(ChangeKind.DeleteComment, line.Container, c => c with { Id = IdOf(line) });
        world.Change(ChangeKind.EditIssue, pull.Container, c => c with { Number = NumberOf(pull), Title = "A better title" });
        world.Change(ChangeKind.DeleteIssue, issue.Container, c => c with { Number = NumberOf(issue) });
        var opened = world.Change(ChangeKind.OpenPullRequest, pull.Container, c => c with { Title = "Something new", Body = "<!-- a template -->\nBecause" });
        world.Change(ChangeKind.Review, pull.Container, c => c with { Number = opened.Number, Login = world.Simulator.Logins[1], State = "CHANGES_REQUESTED", Body = "No" });
        world.Change(ChangeKind.MergePullRequest, pull.Container, c => c with { Number = opened.Number });
        world.Change(ChangeKind.AddCommit, pull.Container, c => c with { Title = "On a new branch", Branch = "new/branch" });
        world.Change(ChangeKind.AddCommit, issue.Container, c => c with { Title = "On the main branch" });

        var second = await world.CollectAsync(connection, world.Everything);
        AssertSame(world.Truth(), await world.RecordAsync(connection));
        Assert.InRange(second.Counts.Tombstoned, 2, 20);
        var rows = await world.RowsAsync(connection);
        Assert.Equal("In other words", rows.Single(row => row.ExternalId == comment.ExternalId).Body);
        Assert.Equal("Because", rows.Single(row => row.ExternalId == $"pull:{opened.Id}:opened").Body);
        Assert.NotNull(rows.Single(row => row.ExternalId == line.ExternalId).DeletedAt);
    }

    [Fact]
    public async Task What_a_forced_push_replaced_is_gone_and_what_it_brought_is_there()
    {
        await using var world = await GitHubWorld.StartAsync(database, options => (options.Days, options.Repositories) = (7, 1), isNow: true);
        var connection = await world.ConnectAsync();
        var container = world.Simulator.Truth()[0].Container;
        world.Change(ChangeKind.AddCommit, container, c => c with { Title = "One", Branch = "topic" });
        var replaced = world.Change(ChangeKind.AddCommit, container, c => c with { Title = "Two", Branch = "topic" });
        await world.CollectAsync(connection, world.Everything);
        AssertSame(world.Truth(), await world.RecordAsync(connection));

        var forced = world.Change(ChangeKind.ForcePush, container, c => c with { Title = "Two, but better", Branch = "topic", Count = 1 });
        await world.CollectAsync(connection, world.Everything);
        AssertSame(world.Truth(), await world.RecordAsync(connection));
        var living = (await world.RowsAsync(connection)).Where(row => row.DeletedAt is null).Select(row => row.ExternalId).ToList();
        Assert.Contains($"commit:{forced.Sha}", living);
        Assert.DoesNotContain($"commit:{replaced.Sha}", living);

        world.Change(ChangeKind.DeleteBranch, container, c => c with { Branch = "topic" });
        await world.CollectAsync(connection, world.Everything);
        AssertSame(world.Truth(), await world.RecordAsync(connection));
    }

    [Fact]
    public async Task Renamed_repository_goes_on_under_its_new_name()
    {
        await using var world = await GitHubWorld.StartAsync(database, options => (options.Days, options.Repositories) = (7, 1));
        var container = world.Simulator.Truth()[0].Container;
        foreach (var settings in new[] { $$"""{"repositories": ["{{container}}"]}""", $$"""{"organization": "{{world.Organization}}"}""" })
        {
            var name = world.Simulator.Truth()[0].Container;
            var connection = await world.ConnectAsync(settings.Replace(container, name, StringComparison.Ordinal));
            var before = await world.CollectAsync(connection, world.Everything);
            world.Change(ChangeKind.RenameRepository, name, c => c with { Title = name.Split('/')[1] + "-renamed" });

            var after = await world.CollectAsync(connection, world.Everything);
            AssertSame(world.Truth(), await world.RecordAsync(connection));
            Assert.Equal((0, before.Counts.Found, 0), (after.Counts.Added, after.Counts.Changed, after.Counts.Tombstoned));
            Assert.Contains(after.Problems, problem => problem.Code == "renamed" && problem.Message.Contains(name));
            // The new address is asked for once; from then on it is as unchanged as the rest.
            await world.CollectAsync(connection, world.Everything);
            Assert.Equal(0, (await world.CollectAsync(connection, world.Everything)).Requests);
        }
    }

    [Fact]
    public async Task Repositories_that_cannot_be_read_are_told_and_the_others_arrive()
    {
        await using var world = await GitHubWorld.StartAsync(database, options => (options.Days, options.Repositories, options.UnreachableRepositories) = (3, 2, true));
        var name = world.Simulator.Truth()[0].Container;
        var connection = await world.ConnectAsync(
            $$"""{"repositories": ["{{name}}", "{{world.Organization}}/legacy-portal", "{{world.Organization}}/media-archive", "{{world.Organization}}/playground"]}""");

        var result = await world.CollectAsync(connection, world.Everything);
        AssertSame(world.Truth(repository: name), await world.RecordAsync(connection));
        Assert.Equal(
            [("legacy-portal", "not_found"), ("media-archive", "legally_blocked")],
            result.Problems.Where(p => p.Kind == CollectionProblemKind.ContainerFailed).Select(p => (p.Container.Split('/')[1], p.Code)).Order());
        Assert.Contains($"{world.Organization}/playground", result.Reports.Single().Listed);
    }

    [Fact]
    public async Task Token_of_someone_else_marks_nothing_of_the_former_owner_as_gone()
    {
        await using var world = await GitHubWorld.StartAsync(database, options => (options.Days, options.Repositories) = (5, 1));
        var connection = await world.ConnectAsync("{}");
        var (first, second) = (world.Simulator.Logins[0], world.Simulator.Logins[1]);
        await world.CollectAsync(connection, world.Everything, $"simulated-token-{first}");
        var result = await world.CollectAsync(connection, world.Everything, $"simulated-token-{second}");

        Assert.Equal(0, result.Counts.Tombstoned);
        Assert.Contains(result.Problems, problem => problem.Code == "other_owner");
        AssertSame(
            [.. world.Truth(person: first.ToLowerInvariant()).Concat(world.Truth(person: second.ToLowerInvariant())).Order(StringComparer.Ordinal)],
            await world.RecordAsync(connection));
    }

    [Fact]
    public async Task What_was_somebodys_only_trace_in_a_repository_is_found_to_be_gone()
    {
        await using var world = await GitHubWorld.StartAsync(database, options => (options.Days, options.Repositories, options.Activity) = (3, 1, 0.3));
        var login = world.Simulator.Logins[0];
        var container = $"{world.Organization}/playground";
        var opened = world.Change(ChangeKind.OpenIssue, container, c => c with { Title = "Alone" });
        var connection = await world.ConnectAsync("{}");
        await world.CollectAsync(connection, world.Everything, $"simulated-token-{login}");
        world.Change(ChangeKind.DeleteIssue, container, c => c with { Number = opened.Number });
        var result = await world.CollectAsync(connection, world.Everything, $"simulated-token-{login}");

        Assert.Equal(1, result.Counts.Tombstoned);
        AssertSame(world.Truth(person: login.ToLowerInvariant()), await world.RecordAsync(connection));
    }

    [Fact]
    public async Task Enterprise_server_answers_below_its_path()
    {
        await using var world = await GitHubWorld.StartAsync(database, options => (options.Days, options.Repositories, options.PathPrefix) = (2, 1, "/api/v3"));
        var connection = await world.ConnectAsync();
        await world.CollectAsync(connection, world.Everything);
        AssertSame(world.Truth(), await world.RecordAsync(connection));
    }

    [Fact]
    public async Task Details_tell_how_a_pull_request_came_to_its_end()
    {
        await using var world = await GitHubWorld.StartAsync(database, options => (options.Days, options.Repositories) = (7, 2));
        var connection = await world.ConnectAsync();
        await world.CollectAsync(connection, world.Everything);
        var rows = (await world.RowsAsync(connection)).Select(row => (row.Kind, Json: Recorded.Json(row.Details))).ToList();

        var merged = rows.Where(row => row.Kind == "pull_request_merged").ToList();
        Assert.All(merged, row => Assert.Contains(row.Json.GetProperty("mergeMethod").GetString(), (string[])["merge", "squash"]));
        Assert.All(merged, row => Assert.InRange(row.Json.GetProperty("filesChanged").GetInt32(), 1, 300));
        var opened = rows.Where(row => row.Kind == "pull_request_opened").ToList();
        Assert.All(opened, row => Assert.Equal(row.Json.GetProperty("filesChanged").GetInt32(), row.Json.GetProperty("files").GetArrayLength()));
        var patches = opened.SelectMany(row => row.Json.GetProperty("files").EnumerateArray())
            .Select(file => file.TryGetProperty("patch", out var patch) ? patch.GetString()!.Length : 0).ToList();
        Assert.All(patches, length => Assert.InRange(length, 0, 500));
        Assert.InRange(patches.Count(length => length > 0), patches.Count / 2, patches.Count);
        Assert.InRange(rows.Count(row => row.Kind == "commit" && row.Json.TryGetProperty("pullRequest", out _)), 10, 10_000);
    }

    [Fact]
    public async Task Events_are_not_asked_for_before_the_platform_wants_it()
    {
        await using var world = await GitHubWorld.StartAsync(database, options => (options.Days, options.PollInterval) = (3, TimeSpan.FromHours(1)), isNow: true);
        var connection = await world.ConnectAsync("{}");
        var token = $"simulated-token-{world.Simulator.Logins[0]}";
        await world.CollectAsync(connection, world.Everything, token);
        Assert.Contains(world.Simulator.Requests, request => request.Path.StartsWith("/users/", StringComparison.Ordinal));

        world.Simulator.ClearRequests();
        await world.CollectAsync(connection, world.Everything, token);
        Assert.DoesNotContain(world.Simulator.Requests, request => request.Path.Contains("/events", StringComparison.Ordinal) && !request.Path.Contains("/issues/", StringComparison.Ordinal));
        AssertSame(world.Truth(person: world.Simulator.Logins[0].ToLowerInvariant()), await world.RecordAsync(connection));
    }

    [Fact]
    public async Task Estimate_comes_near_to_what_it_takes()
    {
        await using var world = await GitHubWorld.StartAsync(database, options => options.CoreLimit = 5_000);
        var connection = await world.ConnectAsync();
        var estimate = await world.Collector.EstimateAsync(world.Context(connection, world.Everything), TestContext.Current.CancellationToken);
        world.Simulator.ClearRequests();
        var taken = await world.CollectAsync(connection, world.Everything);

        output.WriteLine($"{estimate.Requests} predicted, {taken.Requests} taken, {estimate.Duration} {estimate.LimitedBy}");
        Assert.InRange(estimate.Requests!.Value, taken.Requests * 0.5, taken.Requests * 2);
        Assert.InRange(estimate.Duration, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Estimate_of_more_than_an_hours_requests_says_what_limits_it()
    {
        await using var world = await GitHubWorld.StartAsync(database, options => options.CoreLimit = 100);
        var connection = await world.ConnectAsync();
        var estimate = await world.Collector.EstimateAsync(world.Context(connection, world.Everything), TestContext.Current.CancellationToken);
        Assert.Equal("100 requests an hour", estimate.LimitedBy);
        Assert.InRange(estimate.Duration, TimeSpan.FromHours(4), TimeSpan.FromHours(30));
    }

    internal static void AssertSame(IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        var missing = expected.Except(actual).Take(10);
        var wrong = actual.Except(expected).Take(10);
        Assert.True(expected.SequenceEqual(actual), $"missing:\n{string.Join('\n', missing)}\nnot in the truth:\n{string.Join('\n', wrong)}");
    }

    internal static long IdOf(Activity row) => long.Parse(row.ExternalId.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);

    internal static int NumberOf(Activity row) => Recorded.Json(row.Details).GetProperty("number").GetInt32();
}
