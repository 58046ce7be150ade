using Blackbox.Core.Summaries;
using static Blackbox.Tests.Summaries.Record;

namespace Blackbox.Tests.Summaries;

public sealed class ExtractiveTests
{
    private static readonly DayActivity[] RealisticDay =
    [
        Commit("feat(search): fuse full text and vectors", ["Core/Search/Searcher.cs", "Core/Search/Sql.cs"], body: "Refs BB-12", hour: 9),
        Commit("feat(search): read dates out of a query (BB-12)", ["Core/Search/Dates.cs"], hour: 10),
        Commit("Fix the border of a day when clocks change", ["Core/Collecting/TimeWindow.cs"], hour: 11),
        Commit("docs: say how search ranks", ["docs/search.md"], hour: 12),
        Commit("Merge pull request #31 from mina/search", body: "Search that finds things", merge: true, hour: 13),
        Commit("Bump xunit from 3.1.0 to 3.2.2", ["Directory.Packages.props"], hour: 14),
        Commit("Update", ["web/package-lock.json"], added: 4000, hour: 15),
        Commit("Handle an empty basket", ["src/basket.ts"], "/src/shop.git", hour: 16, by: "Jun Lee"),
        Commit("Pair on the checkout", ["src/checkout.ts"], "/src/shop.git", hour: 17, by: "Ada Byron", role: "co-author"),
    ];

    [Fact]
    public void Git_day_reads_as_a_log_by_repository_and_purpose()
    {
        var text = Forms.Extractive.Write(Day(RealisticDay));

        Assert.Equal(
            """
            8 commits and 1 merge in 2 repositories, 9 files touched (+4,080 −18 lines), mostly in `Core/Search` and `src`. 2 of them by Ada Byron and Jun Lee.

            ### blackbox

            **Features**

            - BB-12: Fuse full text and vectors; Read dates out of a query (BB-12) · 2 commits · `Dates.cs`, `Searcher.cs` and `Sql.cs` in `Core/Search` · +30 −6

            **Fixes**

            - Fix the border of a day when clocks change · `TimeWindow.cs` in `Core/Collecting` · +10 −2

            **Documentation**

            - Say how search ranks · `search.md` in `docs` · +10 −2

            **Besides**

            - 1 merge of Search that finds things (\#31)
            - 2 small commits: dependency updates and lock files · +4,010 −4

            ### shop

            **Fixes**

            - Handle an empty basket · `basket.ts` in `src` · +10 −2 · by Jun Lee

            **Other work**

            - Pair on the checkout · `checkout.ts` in `src` · +10 −2 · by Ada Byron, co-authored
            """,
            text.Content);
    }

    [Fact]
    public void Every_activity_is_evidence_and_every_sentence_stands_in_the_text()
    {
        foreach (var day in new[] { Day(RealisticDay), Day([.. ManyCommits(400)]), Generic(150) })
        {
            var text = Forms.Extractive.Write(day);
            var lines = text.Content.Split('\n').Select(line => line.StartsWith("- ", StringComparison.Ordinal) ? line[2..] : line).ToHashSet();

            Assert.All(text.Evidence, evidence => Assert.Contains(evidence.Sentence, lines));
            Assert.All(text.Evidence, evidence => Assert.NotEmpty(evidence.ActivityIds));
            // The headline rests on everything; the bullets must do so without it.
            Assert.Equal(day.Activities.Select(a => a.Id).Order(), text.Evidence.Skip(1).SelectMany(e => e.ActivityIds).Distinct().Order());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("tr-TR")]
    public void Same_text_whatever_the_order_the_ids_and_the_culture(string culture) => SameText.Assert(RealisticDay, Day, culture);

    [Fact]
    public void Empty_day_says_so_for_its_platform()
    {
        var text = Forms.Extractive.Write(Day());

        Assert.Equal("Nothing recorded on git for Friday, 20 November 2026.", text.Content);
        Assert.Empty(text.Evidence);
    }

    [Fact]
    public void Hundreds_of_commits_stay_readable()
    {
        var text = Forms.Extractive.Write(Day([.. ManyCommits(400)])).Content;

        Assert.InRange(text.Split('\n').Length, 3, 60);
        Assert.InRange(text.Length, 100, 10_000);
        Assert.Contains("400 commits in blackbox", text);
        Assert.Contains("more commits", text);
    }

    [Fact]
    public void Trivial_and_merge_commits_alone_still_make_a_log()
    {
        var text = Forms.Extractive.Write(Day(
            Commit("Merge branch 'topic' into main", merge: true), Commit("fixup! parser", hour: 10), Commit("Reformat everything", hour: 11),
            Commit("chore(release): 1.2.0", hour: 12)));

        Assert.StartsWith("3 commits and 1 merge in blackbox, 3 files touched (+30 −6 lines)", text.Content);
        Assert.Contains("- 1 merge of topic", text.Content);
        Assert.Contains("- 3 small commits: fix-ups, formatting and version bumps · +30 −6", text.Content);
    }

    [Theory]
    [InlineData("feat!: drop the old format", "Features", "Drop the old format (breaking)")]
    [InlineData("perf(core): read pages ahead", "Performance", "core\\: Read pages ahead")]
    [InlineData("Revert \"Add the parser\"", "Reverts", "Revert \\\"Add the parser\\\"")]
    [InlineData("검색 버그 수정", "Fixes", "검색 버그 수정")]
    [InlineData("Something else entirely", "Other work", "Something else entirely")]
    [InlineData("note: this is no type", "Other work", "note\\: this is no type")]
    public void Message_decides_the_purpose(string title, string section, string bullet)
    {
        var text = Forms.Extractive.Write(Day(Commit(title))).Content;

        Assert.Contains($"**{section}**\n\n- {bullet} ·", text);
    }

    [Theory]
    [InlineData("Add cases", "src/Parser.Tests/LexerTests.cs", "Tests")]
    [InlineData("Add words", "docs/guide.md", "Documentation")]
    [InlineData("Add a job", ".github/workflows/ci.yml", "Build and delivery")]
    [InlineData("Fix a case", "src/Parser.Tests/LexerTests.cs", "Fixes")]
    public void Files_decide_where_the_message_does_not(string title, string file, string section) =>
        Assert.Contains($"**{section}**", Forms.Extractive.Write(Day(Commit(title, [file]))).Content);

    [Fact]
    public void Co_authors_of_own_commits_are_named() =>
        Assert.Contains("· with Bob Li and Zoë Ng", Forms.Extractive.Write(Day(Commit("Pair", coAuthors: ["Zoë Ng", "Bob Li"]))).Content);

    [Fact]
    public void Details_of_any_shape_are_survived()
    {
        foreach (var details in new[]
        {
            "{}", "[]", "null", "nonsense", """{"files": 7, "author": [], "parents": "x", "added": -5, "deleted": 1e99, "coAuthors": {}}""",
            """{"files": [1, null, {"path": 3}, {"path": "a", "added": 9223372036854775807}, {"path": "b", "added": 9223372036854775807}]}""",
        })
        {
            var text = Forms.Extractive.Write(Day(Commit("Work") with { Details = details }));
            Assert.StartsWith("1 commit in blackbox", text.Content);
        }
    }

    [Fact]
    public void Hostile_texts_stay_text()
    {
        var hostile = new[]
        {
            "<script>alert(1)</script>", "![x](http://evil.example/p.png)", "[click](javascript:alert(1))", "# heading", "- [ ] task", "1. list", "```",
            "| a | b |", "https://evil.example www.evil.example mailto:x@evil.example", "<img src=x onerror=alert(1)>", "\u202Eevil\u202C \u0007\u001b[31m",
            "text {#id .class onclick=alert(1)}", ":::spoiler", "$$x$$", "&lt;b&gt;", "a\r\n\r\n# b", new string('*', 5_000), "**bold** __x__ ~~y~~ ==z== ++w++",
            "\ud800 lone", "iv) roman", "---", "    code",
        };
        var activities = hostile.Select((title, i) => Commit(title, [$"src/`{title}`/<b>{i}</b>.cs"], $"/src/{title}", hour: i, by: title)).ToArray();
        foreach (var day in new[] { Day(activities), Day([.. activities.Select(a => a with { Container = "/src/one" })]), Day(activities) with { Platform = "<b>chat" } })
        {
            var html = Rendered.Html(Forms.Extractive.Write(day).Content);

            Assert.DoesNotMatch("<(?!/?(p|ul|li|h3|strong|code)( id=\"[^\"<>]*\")?>)", html);
            Assert.DoesNotContain('\u202E', html);
            Assert.DoesNotContain('\u001b', html);
        }
    }

    [Fact]
    public void Platform_without_a_form_gets_the_generic_one()
    {
        var text = Forms.Extractive.Write(Generic(15)).Content;

        Assert.StartsWith("15 activities on chat in 1 place: 15 message sent.\n\n### general\n\n- message sent, Hello 0", text);
        Assert.Contains("- and 3 more", text);
    }

    private static PlatformDay Generic(int count) => new(Friday, "chat", [.. Enumerable.Range(0, count).Select(i => Commit($"Hello {i}", hour: 1) with
    {
        Platform = "chat",
        Kind = "message_sent",
        Container = "general",
        OccurredAt = DateTimeOffset.UnixEpoch.AddMinutes(i),
    })]);

    private static IEnumerable<DayActivity> ManyCommits(int count)
    {
        string[] verbs = ["Add", "Fix", "Rename", "Document", "Tune"];
        for (var i = 0; i < count; i++)
            yield return Commit($"{verbs[i % 5]} thing {i}", [$"src/area{i % 41}/File{i}.cs"], hour: i % 24);
    }
}
