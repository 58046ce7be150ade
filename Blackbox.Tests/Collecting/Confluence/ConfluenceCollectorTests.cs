using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Confluence;
using Blackbox.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Blackbox.Tests.Collecting.Confluence;

public sealed class ConfluenceCollectorTests(TestDatabase database, ITestOutputHelper output) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Day = new(2026, 3, 10, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeWindow March = new(Day.AddDays(-9), Day.AddDays(22));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pages_posts_edits_and_comments_are_recorded_with_what_changed(bool isCloud)
    {
        await using var wiki = await SmallConfluence.StartAsync(isCloud);
        await using var world = new ConfluenceWorld(database, isCloud);
        var page = wiki.Page("Runbook", Day, "<p>Stop</p><p>Start</p>");
        page.Parents.AddRange(["Home", "Operations"]);
        page.Edit(Day.AddHours(1), "<p>Stop</p><p>Wait</p><p>Start</p>", "bob", "Wait for it");
        page.Edit(Day.AddHours(2), "<p>Stop</p><p>Wait a minute</p><p>Start</p>", "app");
        page.Edit(Day.AddHours(3), "<p>Stop</p><p>Wait</p>");
        var old = wiki.Page("Old", Day.AddDays(-60), "<p>Once</p>");
        old.Edit(Day.AddHours(4), "<p>Now</p>", "bob");
        wiki.Page("News", Day.AddHours(5), "<h1>Hello</h1><p>World</p>", isPost: true, space: "OPS");
        wiki.Comment(page, Day.AddHours(6), "<p>Is it true?</p>");
        var connection = await world.ConnectAsync(wiki.Url);

        var (counts, report) = await world.CollectAsync(connection, March);
        var rows = await world.RowsAsync(connection);
        Assert.Empty(report.Problems);
        Assert.Equal(
            [
                $"page_created content:{page.Id}:v1 ENG Runbook|Stop\nStart",
                $"page_edited content:{page.Id}:v2 ENG Runbook|Wait for it\n\n+ Wait",
                .. isCloud ? Array.Empty<string>() : [$"page_edited content:{page.Id}:v3 ENG Runbook|- Wait\n+ Wait a minute"],
                $"page_edited content:{page.Id}:v4 ENG Runbook|- Wait a minute\n- Start\n+ Wait",
                $"page_edited content:{old.Id}:v2 ENG Old|- Once\n+ Now",
                $"blog_post_created content:{rows[^2].ExternalId.Split(':')[1]}:v1 OPS News|Hello\nWorld",
                $"comment comment:{wiki.Comments[0].Id} ENG Runbook|Is it true?",
            ],
            rows.Select(row => $"{row.Kind} {row.ExternalId} {row.Container} {row.Title}|{row.Body}"));
        var details = JsonDocument.Parse(rows[1].Details).RootElement;
        Assert.Equal("Wait for it", details.GetProperty("message").GetString());
        Assert.Equal(["Home", "Operations"], details.GetProperty("ancestors").EnumerateArray().Select(title => title.GetString()));
        Assert.All(rows, row => Assert.StartsWith("content:", row.Thread, StringComparison.Ordinal));
        Assert.Equal(rows[0].Thread, rows[^1].Thread);
        Assert.Equal($"{wiki.Url}{(isCloud ? "/wiki" : "")}/x/{page.Id}", rows[0].Url);
        output.WriteLine($"{report.Requests} requests for {counts.Found} activities");

        wiki.Forget();
        var (again, second) = await world.CollectAsync(connection, March);
        output.WriteLine($"second run: {second.Requests} requests\n{string.Join('\n', wiki.Requests)}");
        Assert.Equal((0, 0, 0, counts.Found), (again.Added, again.Changed, again.Tombstoned, again.Unchanged));
        // What was modified, comments, and the trash of pages and of posts where there are some.
        Assert.Equal(4, second.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Changes_at_the_source_arrive_with_the_next_run(bool isCloud)
    {
        await using var wiki = await SmallConfluence.StartAsync(isCloud);
        await using var world = new ConfluenceWorld(database, isCloud);
        var page = wiki.Page("Runbook", Day, "<p>a</p>");
        wiki.Page("Plan", Day.AddHours(1), "<p>b</p>");
        var gone = wiki.Page("Draft", Day.AddHours(2), "<p>c</p>");
        var said = wiki.Comment(page, Day.AddHours(3), "<p>first</p>");
        var deleted = wiki.Comment(page, Day.AddHours(4), "<p>second</p>");
        wiki.Comment(gone, Day.AddHours(5), "<p>third</p>");
        var connection = await world.ConnectAsync(wiki.Url);
        await world.CollectAsync(connection, March);
        Assert.Equal(6, (await world.RowsAsync(connection)).Count);

        // Weeks later; only the last day is read.
        var later = Day.AddDays(15);
        page.Title = "Deployment runbook";
        page.Space = "OPS";
        page.Edit(later, "<p>a</p><p>d</p>");
        (said.Body, said.EditedAt) = ("<p>edited</p>", later.AddHours(1));
        deleted.IsDeleted = true;
        gone.IsTrashed = true;
        var window = new TimeWindow(later.AddHours(-1), later.AddHours(20));
        await world.CollectAsync(connection, window);

        var rows = await world.RowsAsync(connection);
        Assert.Equal(
            [
                "page_created Deployment runbook OPS a",
                "page_created Plan ENG b",
                "comment Deployment runbook OPS edited",
                // Deleted long after it was made and on no day that was read: until that day is read again.
                "comment Runbook ENG second",
                "page_edited Deployment runbook OPS + d",
            ],
            rows.Select(row => $"{row.Kind} {row.Title} {row.Container} {row.Body}"));
        Assert.Equal("ENG", JsonDocument.Parse(rows[0].Details).RootElement.GetProperty("movedFrom").GetProperty("space").GetString());

        // It comes back from the trash, and the day of the deleted comment is read.
        gone.IsTrashed = false;
        await world.CollectAsync(connection, window);
        rows = await world.RowsAsync(connection);
        Assert.Equal(2, rows.Count(row => row.Title == "Draft"));
        await world.CollectAsync(connection, March);
        rows = await world.RowsAsync(connection);
        Assert.DoesNotContain(rows, row => row.Body == "second");
        Assert.Equal(6, rows.Count);
        var (counts, _) = await world.CollectAsync(connection, window);
        Assert.Equal((0, 0, 0), (counts.Added, counts.Changed, counts.Tombstoned));
    }

    [Fact]
    public async Task Versions_that_are_removed_and_numbered_anew_leave_no_trace()
    {
        await using var wiki = await SmallConfluence.StartAsync(isCloud: true);
        await using var world = new ConfluenceWorld(database, isCloud: true);
        var page = wiki.Page("Runbook", Day, "<p>one</p>");
        page.Edit(Day.AddHours(1), "<p>secret</p>", "bob");
        page.Edit(Day.AddHours(2), "<p>three</p>", "carol");
        page.Edit(Day.AddDays(20), "<p>four</p>");
        wiki.Comment(page, Day.AddHours(3), "<p>stays</p>");
        var connection = await world.ConnectAsync(wiki.Url);
        await world.CollectAsync(connection, March);

        page.Versions.RemoveAt(1);
        await world.CollectAsync(connection, new(Day.AddDays(20).AddHours(-1), Day.AddDays(21)));
        var rows = await world.RowsAsync(connection);
        Assert.Equal(
            [("v1", "one"), ("v2", "- one\n+ three"), ("comment", "stays"), ("v3", "- three\n+ four")],
            rows.Select(row => (row.Kind == "comment" ? "comment" : row.ExternalId.Split(':')[2], row.Body)));
    }

    [Fact]
    public async Task One_edit_of_a_known_page_takes_one_request()
    {
        await using var wiki = await SmallConfluence.StartAsync(isCloud: false);
        await using var world = new ConfluenceWorld(database, isCloud: false);
        var pages = Enumerable.Range(0, 60).Select(i => wiki.Page($"Page {i}", Day.AddMinutes(i), $"<p>{i}</p>")).ToList();
        var connection = await world.ConnectAsync(wiki.Url, """, "spaces": ["eng"]""");
        var (counts, first) = await world.CollectAsync(connection, March);
        output.WriteLine($"first run: {first.Requests} requests for {counts.Found} activities");
        Assert.InRange(first.Requests, 1, 10);

        wiki.Forget();
        pages[7].Edit(Day.AddDays(1), "<p>7</p><p>more</p>");
        var (changed, second) = await world.CollectAsync(connection, March);
        output.WriteLine(string.Join('\n', wiki.Requests));
        Assert.Equal((1, 0, 0), (changed.Added, changed.Changed, changed.Tombstoned));
        Assert.Equal(4, second.Requests);
        Assert.Equal("+ more", (await world.RowsAsync(connection)).Single(row => row.Kind == "page_edited").Body);
    }

    [Fact]
    public async Task Older_windows_reuse_what_newer_ones_read()
    {
        await using var wiki = await SmallConfluence.StartAsync(isCloud: true);
        await using var world = new ConfluenceWorld(database, isCloud: true);
        var page = wiki.Page("Runbook", Day, "<p>0</p>");
        for (var i = 1; i < 30; i++)
            page.Edit(Day.AddDays(i), $"<p>{i}</p>");
        var connection = await world.ConnectAsync(wiki.Url);
        for (var to = 30; to > 0; to -= 10)
            await world.CollectAsync(connection, new(Day.AddDays(to - 10), Day.AddDays(to)));
        Assert.Equal(30, (await world.RowsAsync(connection)).Count);
        Assert.Equal(30, wiki.Requests.Count(path => path.Contains($"/content/{page.Id}", StringComparison.Ordinal)));

        // The oldest days alone, of a record that knows nothing: the list of versions leads there.
        var other = await world.ConnectAsync(wiki.Url);
        wiki.Forget();
        await world.CollectAsync(other, new(Day, Day.AddDays(3)));
        Assert.Equal(["0", "- 0\n+ 1", "- 1\n+ 2"], (await world.RowsAsync(other)).Select(row => row.Body));
        Assert.Equal(3, wiki.Requests.Count(path => path.Contains("historical", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Space_that_is_no_longer_seen_keeps_its_record()
    {
        await using var wiki = await SmallConfluence.StartAsync(isCloud: true);
        await using var world = new ConfluenceWorld(database, isCloud: true);
        wiki.Page("Runbook", Day, "<p>a</p>");
        wiki.Page("Post", Day, "<p>b</p>", space: "OPS");
        var connection = await world.ConnectAsync(wiki.Url);
        await world.CollectAsync(connection, March);

        wiki.Spaces.Remove("OPS");
        var (counts, report) = await world.CollectAsync(connection, March);
        Assert.Equal(0, counts.Tombstoned);
        Assert.Equal([("OPS", ConfluenceCodes.NotFound)], report.Problems.Select(problem => (problem.Container, problem.Code)));
        Assert.Equal(["ENG"], report.Listed);
    }

    [Fact]
    public async Task Malformed_items_are_left_out_and_nothing_of_their_space_is_gone()
    {
        await using var wiki = await SmallConfluence.StartAsync(isCloud: false);
        await using var world = new ConfluenceWorld(database, isCloud: false);
        wiki.Page("Runbook", Day, "<p>a</p>");
        var gone = wiki.Page("Gone", Day, "<p>b</p>");
        wiki.Page("Elsewhere", Day, "<p>c</p>", space: "OPS");
        var connection = await world.ConnectAsync(wiki.Url);
        await world.CollectAsync(connection, March);

        wiki.Pages.Remove(gone);
        wiki.Instead = async (http, path) =>
        {
            if (!path.Contains("type in (page, blogpost)", StringComparison.Ordinal) || path.Contains("body", StringComparison.Ordinal))
                return false;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync($$"""
                {"results": [{"id": {"x": 1}, "space": {"key": "ENG"} }, {"id": "5", "type": "page", "space": {"key": "ENG"}, "version": {"number": "1"} }, 7,
                 {"id": "{{wiki.Pages[1].Id}}", "type": "page", "title": "Elsewhere", "space": {"key": "OPS"}, "version": {"number": 1, "when": "{{Day:O}}", "by": {"userKey": "id-ada"} } } ],
                 "_links": {} }
                """);
            return true;
        };
        var (counts, report) = await world.CollectAsync(connection, March);
        Assert.Equal(3, report.Skipped);
        Assert.Equal(0, counts.Tombstoned);
        Assert.Equal(3, (await world.RowsAsync(connection)).Count);
    }

    [Fact]
    public async Task Named_spaces_come_from_the_options_and_unknown_ones_are_told()
    {
        await using var wiki = await SmallConfluence.StartAsync(isCloud: true);
        await using var world = new ConfluenceWorld(database, isCloud: true, null, ("Confluence:Spaces:0", "OPS"), ("Confluence:Spaces:1", "NOPE"));
        wiki.Page("Runbook", Day, "<p>a</p>");
        wiki.Page("Post", Day, "<p>b</p>", space: "OPS");
        var connection = await world.ConnectAsync(wiki.Url);
        var (_, report) = await world.CollectAsync(connection, March);
        Assert.Equal(["Post"], (await world.RowsAsync(connection)).Select(row => row.Title));
        Assert.Equal([("NOPE", ConfluenceCodes.NotFound)], report.Problems.Select(problem => (problem.Container, problem.Code)));
    }

    [Theory]
    [InlineData(401, "application/json", "{}", typeof(PlatformAuthException), "bad_credentials")]
    [InlineData(200, "text/html", "<html>Log in</html>", typeof(PlatformAuthException), "login_page")]
    [InlineData(403, "application/json", """{"message": "Current user not permitted to use Confluence"}""", typeof(PlatformAuthException), "no_access")]
    [InlineData(429, "application/json", "{}", typeof(PlatformThrottledException), "rate_limited")]
    public async Task Refusals_of_the_whole_connection_say_what_to_do(int status, string type, string body, Type expected, string code)
    {
        await using var wiki = await SmallConfluence.StartAsync(isCloud: true);
        await using var world = new ConfluenceWorld(database, isCloud: true);
        var connection = await world.ConnectAsync(wiki.Url);
        wiki.Instead = async (http, _) =>
        {
            (http.Response.StatusCode, http.Response.ContentType) = (status, type);
            if (status == 429)
                http.Response.Headers.RetryAfter = "3600";
            await http.Response.WriteAsync(body);
            return true;
        };
        var exception = await Assert.ThrowsAnyAsync<PlatformException>(() => world.CollectAsync(connection, March));
        Assert.Equal((expected, code), (exception.GetType(), exception.Code));
        Assert.DoesNotContain("simulated-organisation-token", exception.ToString(), StringComparison.Ordinal);
        var test = await world.Collector.TestAsync(world.Access(connection), TestContext.Current.CancellationToken);
        Assert.False(test.Ok);
        Assert.Equal(expected == typeof(PlatformAuthException), test.NeedsAuth);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Test_and_directory_say_whose_token_it_is_and_who_is_there(bool isCloud)
    {
        await using var wiki = await SmallConfluence.StartAsync(isCloud);
        await using var world = new ConfluenceWorld(database, isCloud);
        wiki.Page("Runbook", Day, "<p>a</p>");
        var connection = await world.ConnectAsync(wiki.Url, """, "spaces": ["ENG", "NOPE"]""");
        var test = await world.Collector.TestAsync(world.Access(connection), TestContext.Current.CancellationToken);
        Assert.True(test.Ok, test.Message);
        Assert.Equal("robot can read 1 space. 1 space cannot be read: see why at each.", test.Message);
        Assert.Equal(new CollectedPerson("id-robot", "robot"), test.Self);
        Assert.Equal([("ENG", true), ("NOPE", false)], test.Containers.Select(one => (one.Container, one.Ok)));

        var report = new CollectionReport();
        var people = await world.Directory.PeopleAsync(world.Access(connection), world.Memory(connection), report, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Empty(report.Problems);
        Assert.Equal(
            isCloud ? [("id-ada", "ada@example.org", true, false), ("id-app", null, false, true)] : [("id-ada", null, false, false), ("id-bob", (string?)null, false, false)],
            people.Select(person => (person.ExternalId, person.Email, person.EmailIsVerified, person.IsBot)));
    }
}
