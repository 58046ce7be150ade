using Blackbox.Core.Collecting;
using Blackbox.Tests.Infrastructure;

namespace Blackbox.Tests.Collecting.Jira;

public sealed class JiraListingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeWindow Window = new(Start, Start.AddDays(20));

    [Fact]
    public async Task Issues_on_many_pages_are_each_found_once_though_many_were_created_in_one_minute()
    {
        await using var stub = await JiraStub.StartAsync();
        await using var world = new JiraWorld(database);
        for (var id = 1; id <= 95; id++)
            stub.Issues[id] = Start + (id is > 30 and <= 65 ? TimeSpan.FromHours(5) + TimeSpan.FromSeconds(id - 30) : TimeSpan.FromMinutes(10 * id));
        var connection = await world.ConnectAsync(stub.Url);

        var slice = Assert.Single(await world.CollectAsync(connection, Window, JiraStub.Secret));
        Assert.Equal(95, slice.Counts.Added);
        Assert.Empty(slice.Report.Problems);
        Assert.Equal(["ENG"], slice.Report.Listed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(35)]
    public async Task Issue_that_goes_while_pages_are_read_hides_no_other(int firstOfMinute)
    {
        await using var stub = await JiraStub.StartAsync();
        await using var world = new JiraWorld(database);
        for (var id = firstOfMinute + 1; id <= 60; id++)
            stub.Issues[id] = Start + (firstOfMinute > 0 ? TimeSpan.FromSeconds(id - firstOfMinute) : TimeSpan.FromMinutes(id));
        var gone = 0;
        // One of the first page goes after each of the first pages.
        stub.Listed = _ => gone += gone < 3 && stub.Issues.Remove(gone + 1 + firstOfMinute) ? 1 : 0;
        var connection = await world.ConnectAsync(stub.Url);

        var slice = Assert.Single(await world.CollectAsync(connection, Window, JiraStub.Secret));
        var rows = await world.RowsAsync(connection);
        Assert.All(stub.Issues.Keys, id => Assert.Contains(rows, row => row.Row.ExternalId == $"issue:{id}:created"));
        Assert.DoesNotContain(slice.Report.Problems, problem => problem.Kind == CollectionProblemKind.ContainerFailed);
        Assert.Equal(3, gone);
    }

    [Fact]
    public async Task Unchanged_issues_are_not_asked_for_again_and_those_that_are_gone_are_noticed()
    {
        await using var stub = await JiraStub.StartAsync();
        await using var world = new JiraWorld(database);
        for (var id = 1; id <= 25; id++)
            stub.Issues[id] = Start.AddMinutes(id);
        var connection = await world.ConnectAsync(stub.Url, """{"projects": ["eng"]}""");
        await world.CollectAsync(connection, Window, JiraStub.Secret);
        Assert.Contains(stub.Requests, request => request.Contains("project in (\"ENG\") AND updated >= ", StringComparison.Ordinal));

        var before = stub.Requests.Count;
        stub.Issues.Remove(7);
        var slice = Assert.Single(await world.CollectAsync(connection, Window, JiraStub.Secret));
        Assert.DoesNotContain(stub.Requests.Skip(before), request => request.Contains("id in", StringComparison.Ordinal) || request.Contains("serverInfo", StringComparison.Ordinal));
        Assert.Equal((0, 0, 1), (slice.Counts.Added, slice.Counts.Changed, slice.Counts.Tombstoned));
        Assert.NotNull((await world.RowsAsync(connection)).Single(row => row.Row.ExternalId == "issue:7:created").Row.DeletedAt);
    }

    [Fact]
    public async Task Issue_that_goes_between_listing_and_reading_takes_no_other_with_it()
    {
        await using var stub = await JiraStub.StartAsync();
        await using var world = new JiraWorld(database);
        for (var id = 1; id <= 9; id++)
            stub.Issues[id] = Start.AddMinutes(id);
        stub.Listed = _ => stub.Issues.Remove(5);
        var connection = await world.ConnectAsync(stub.Url);
        // The page was made before the issue went.
        var slice = Assert.Single(await world.CollectAsync(connection, Window, JiraStub.Secret));
        Assert.Equal(8, slice.Counts.Added);
        Assert.Empty(slice.Report.Problems);
    }

    [Fact]
    public async Task Project_that_is_not_visible_fails_and_the_others_are_read()
    {
        await using var stub = await JiraStub.StartAsync();
        await using var world = new JiraWorld(database);
        stub.Issues[1] = Start.AddMinutes(1);
        var connection = await world.ConnectAsync(stub.Url, """{"projects": ["SECRET", "ENG"]}""");

        var slice = Assert.Single(await world.CollectAsync(connection, Window, JiraStub.Secret));
        Assert.Equal(1, slice.Counts.Added);
        Assert.Equal(("SECRET", "not_found", CollectionProblemKind.ContainerFailed), slice.Report.Problems.Select(p => (p.Container, p.Code, p.Kind)).Single());
        Assert.Equal(["ENG"], slice.Report.Listed);
    }
}
