using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Blackbox.Core.Summaries;

namespace Blackbox.Tests.Summaries;

public sealed class GitHubFormTests
{
    private static readonly DayActivity[] RealisticDay =
    [
        Item("commit", "Read pages ahead", 9, new { role = "author", pullRequest = 12, branch = "ahead" }),
        Item("commit", "test: cover the last page", 10, new { role = "author", pullRequest = 12 }),
        Item("pull_request_opened", "Read pages ahead", 11, new { number = 12, state = "merged", filesChanged = 3, added = 120, deleted = 30 }),
        Item("pull_request_merged", "Read pages ahead", 16, new { number = 12, actor = "mina", author = "mina", filesChanged = 3, added = 120, deleted = 30, mergeMethod = "squash" }),
        Item("pull_request_merged", "Bump the runner", 16, new { number = 9, actor = "mina", author = "dependabot[bot]", filesChanged = 1, added = 1, deleted = 1 }, minute: 5),
        Item("commit", "Start on the index", 12, new { role = "author", pullRequest = 14 }),
        Item("review", "Cache the tokens", 13, new { number = 11, actor = "mina", author = "jlee", state = "changes_requested" }),
        Item("review", "Cache the tokens", 15, new { number = 11, actor = "mina", author = "jlee", state = "approved" }),
        Item("review_comment", "Cache the tokens", 13, new { number = 11, path = "src/a.cs" }, minute: 1),
        Item("review_comment", "Cache the tokens", 13, new { number = 11, path = "src/b.cs" }, minute: 2),
        Item("issue_opened", "Pages are read twice", 8, new { number = 15 }),
        Item("issue_closed", "Pages are read twice", 17, new { number = 15, actor = "mina", author = "mina" }),
        Item("comment", "Read pages ahead", 14, new { number = 12, onPullRequest = true }),
        Item("comment", "Which index?", 14, new { number = 3, onPullRequest = false }, minute: 3),
        Item("commit", "Fix a typo", 7, new { role = "author", branch = "main" }),
        Item("merge", "Merge branch 'main' into topic", 7, new { role = "author" }, minute: 1),
        Item("release", "engine 1.4", 18, new { tag = "v1.4" }),
        Item("pull_request_closed", "Old idea", 18, new { number = 2, actor = "jlee", author = "jlee" }, "octo/shop", by: "jlee"),
    ];

    [Fact]
    public void Day_on_GitHub_reads_as_a_log_by_repository_and_thing()
    {
        var text = Forms.Extractive.Write(Day(RealisticDay));

        Assert.Equal(
            """
            2 pull requests merged, 1 opened, 1 closed, 2 reviews, 1 issue opened, 1 closed, 4 commits, 1 merge, 4 comments and 1 release in 2 repositories. 1 of them by jlee.

            ### engine

            **Pull requests**

            - Opened and merged \#12 Read pages ahead · +120 −30 in 3 files · 2 commits: Read pages ahead; Cover the last page
            - Merged \#9 Bump the runner, of dependabot\[bot\] · +1 −1 in 1 file
            - Worked on \#14 · 1 commit: Start on the index

            **Reviews**

            - Requested changes on and approved \#11 Cache the tokens, of jlee · 2 comments on lines

            **Issues**

            - Opened and closed \#15 Pages are read twice

            **Releases**

            - Published engine 1.4

            **Commits**

            - Fix a typo
            - 1 merge

            **Discussion**

            - 2 comments on \#12 Read pages ahead and \#3 Which index?

            ### shop

            **Pull requests**

            - Closed \#2 Old idea · by jlee
            """,
            text.Content);
    }

    [Fact]
    public void Every_activity_is_evidence_and_every_sentence_stands_in_the_text()
    {
        foreach (var day in new[] { Day(RealisticDay), Day([.. Many(400)]), Day([.. RealisticDay.Select(a => a with { IsOwn = false, Person = "jlee" })]) })
        {
            var text = Forms.Extractive.Write(day);
            var lines = text.Content.Split('\n').Select(line => line.StartsWith("- ", StringComparison.Ordinal) ? line[2..] : line).ToHashSet();

            Assert.All(text.Evidence, evidence => Assert.Contains(evidence.Sentence, lines));
            Assert.All(text.Evidence, evidence => Assert.NotEmpty(evidence.ActivityIds));
            // The headline rests on everything; the bullets must do so without it, each activity in one.
            Assert.Equal(day.Activities.Select(a => a.Id).Order(), text.Evidence.Skip(1).SelectMany(e => e.ActivityIds).Order());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Same_text_whatever_the_order_the_ids_and_the_culture(string culture) => SameText.Assert(RealisticDay, Day, culture);

    [Fact]
    public void Hundreds_of_activities_stay_readable()
    {
        var text = Forms.Extractive.Write(Day([.. Many(400)])).Content;

        Assert.InRange(text.Split('\n').Length, 3, 80);
        Assert.InRange(text.Length, 100, 12_000);
        Assert.Contains("more pull requests", text);
    }

    [Fact]
    public void Others_are_named_and_a_commit_of_two_is_one()
    {
        var text = Forms.Extractive.Write(Day(
            Item("commit", "Pair on it", 9, new { role = "author" }, by: "ann"),
            Item("commit", "Pair on it", 9, new { role = "co-author" }, by: "bob"),
            Item("review", "Pair on it", 10, new { number = 4, actor = "bob", author = "ann", state = "approved" }, by: "bob"))).Content;

        Assert.StartsWith("1 review and 1 commit in engine. By bob and ann.", text);
        Assert.Contains("- Approved \\#4 Pair on it, of ann · by bob", text);
        Assert.Contains("- Pair on it · by ann and bob", text);
    }

    [Fact]
    public void Details_of_any_shape_are_survived()
    {
        foreach (var details in new[]
        {
            "{}", "[]", "null", "nonsense", """{"number": "7", "state": [], "author": {}, "actor": 4, "files": 7, "added": -5, "filesChanged": 1e99, "pullRequest": {}}""",
            """{"number": 9223372036854775807, "files": [1, null, {"path": 3}, {"path": "a", "added": 9223372036854775807}]}""",
        })
        {
            foreach (var kind in RealisticDay.Select(a => a.Kind).Append("pull_request_").Append("something_new").Append("").Distinct())
            {
                var day = Day(Item(kind, "Work", 9, new { }) with { Details = details });
                Assert.NotEmpty(Forms.Extractive.Write(day).Evidence);
                Assert.Single(Forms.Material(day, 5_000).Numbered);
            }
        }
    }

    [Fact]
    public void Hostile_texts_stay_text()
    {
        var hostile = new[]
        {
            "<script>alert(1)</script>", "![x](http://evil.example/p.png)", "[click](javascript:alert(1))", "# heading", "- [ ] task", "1. list", "```", "| a | b |",
            "https://evil.example www.evil.example", "\u202Eevil\u202C \u0007\u001b[31m", "a\r\n\r\n# b", new string('*', 5_000), "\ud800 lone", "---",
        };
        var kinds = RealisticDay.Select(a => a.Kind).Distinct().ToList();
        var activities = hostile.SelectMany((text, i) => kinds.Select(kind =>
            Item(kind, text, 9, new { number = i + 1, actor = text, author = text + "x", state = text }, $"o/{text}", text, i))).ToArray();
        foreach (var day in new[] { Day(activities), Day([.. activities.Select(a => a with { Container = "octo/one" })]) })
        {
            var html = Rendered.Html(Forms.Extractive.Write(day).Content);

            Assert.DoesNotMatch("<(?!/?(p|ul|li|h3|strong|code)( id=\"[^\"<>]*\")?>)", html);
            Assert.DoesNotContain('\u202E', html);
            Assert.DoesNotContain('\u001b', html);
        }
    }

    [Fact]
    public void Model_is_told_numbers_states_and_sizes_and_asked_with_the_prompt_for_GitHub()
    {
        var material = Forms.Material(Day(RealisticDay), 50_000).Text;

        Assert.Contains("pull_request_merged in octo/engine: Read pages ahead\n  #12\n  files: 3, +120 −30 in all", material);
        Assert.Contains("review in octo/engine: Cache the tokens\n  #11, of jlee, changes requested", material);
        Assert.Contains("commit in octo/engine: Start on the index\n  of pull request #14", material);
        Assert.Equal("github.v1", Forms.Prompts.Of("github").Version);
        Assert.Contains("===x===", Forms.Prompts.Of("github").Instructions("===x==="));
    }

    private static IEnumerable<DayActivity> Many(int count)
    {
        string[] kinds = ["pull_request_opened", "pull_request_merged", "review", "issue_opened", "comment", "commit", "release", "something_new"];
        for (var i = 0; i < count; i++)
            yield return Item(kinds[i % kinds.Length], $"Thing {i}", i % 24, new { number = i, actor = "mina", author = $"person{i % 7}", pullRequest = i % 3 });
    }

    private static DayActivity Item(string kind, string title, int hour, object details, string container = "octo/engine", string? by = null, int minute = 0)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{container} {kind} {title} {hour} {minute}")))[..40];
        return new()
        {
            Id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(id + by))[..16]),
            Platform = "github",
            Kind = kind,
            ExternalId = $"{kind}:{id}",
            OccurredAt = new DateTimeOffset(2026, 11, 20, hour, minute, 0, TimeSpan.Zero),
            Title = title,
            Body = "",
            Container = container,
            Details = JsonSerializer.Serialize(details),
            ContentHash = SHA256.HashData(Encoding.UTF8.GetBytes(id)),
            Person = by ?? "mina",
            IsOwn = by is null,
        };
    }

    private static PlatformDay Day(params IReadOnlyList<DayActivity> activities) => new(Record.Friday, "github", activities);
}
