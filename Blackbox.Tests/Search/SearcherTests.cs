using Blackbox.Core.Search;
using Blackbox.Tests.Infrastructure;
using Blackbox.Tests.Llm;
using Blackbox.Tests.Summaries;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Tests.Search;

public sealed class SearcherTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Friday = new(2026, 11, 20, 1, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly FridayDate = new(2026, 11, 20);

    [Theory]
    [InlineData("time zone heat map")]
    [InlineData("zon")]
    [InlineData("BB-77")]
    [InlineData("TimeWindow")]
    [InlineData("\"the heat map\"")]
    [InlineData("heat -parser")]
    [InlineData("deadbeef0")]
    [InlineData("DEADBEEF00")]
    [InlineData("검색")]
    [InlineData("검색 고침")]
    [InlineData("heat ma")]
    public async Task Words_parts_keys_and_commit_ids_find_their_day(string text)
    {
        var world = await FilledAsync();
        var first = (await world.SearchAsync(text)).Results[0];

        Assert.Equal((FridayDate.AddDays(-2), "git"), (first.Date, first.Platform));
        Assert.Equal("Fix the time zone of the heat map (BB-77)", first.Activities[0].Title);
        Assert.Equal(1, first.Score.TextRank);
    }

    [Fact]
    public async Task Result_carries_title_snippet_and_score_parts()
    {
        var world = await FilledAsync();
        var answer = await world.SearchAsync("heat map time zone");
        var first = answer.Results[0];

        Assert.StartsWith("1 commit in blackbox, 1 file touched", first.Title);
        Assert.Contains(first.Snippet, part => part is { Text: "heat", IsMatch: true });
        Assert.Contains("Fix the time zone of the heat map (BB-77)", string.Concat(first.Snippet.Select(part => part.Text)));
        Assert.Equal((1, 1), (first.Score.TextRank, first.Score.VectorRank));
        Assert.Equal(2.0 / 61, first.Score.Fused, 4);
        Assert.InRange(first.Score.Similarity!.Value, 0.2, 1.0);
        Assert.Equal(("heat map time zone", null, "hashing-1024"), (answer.Understood.Text, answer.Understood.When, answer.Understood.EmbeddingModel));
    }

    [Fact]
    public async Task Meaning_finds_what_no_word_does()
    {
        var world = await FilledAsync();
        var answer = await world.SearchAsync("timezones in heatmaps");

        Assert.Equal(FridayDate.AddDays(-2), answer.Results[0].Date);
        Assert.Null(answer.Results[0].Score.TextRank);
    }

    [Fact]
    public async Task Words_for_a_time_filter_and_are_told()
    {
        var world = await FilledAsync();
        var answer = await world.SearchAsync("parser yesterday");

        Assert.Equal(("parser", "yesterday", FridayDate.AddDays(-1), FridayDate.AddDays(-1)),
            (answer.Understood.Text, answer.Understood.When, answer.Understood.From, answer.Understood.To));
        Assert.Equal([FridayDate.AddDays(-1)], answer.Results.Select(r => r.Date).Distinct());
        // 21:00 UTC on the 19th is the 20th in Seoul.
        world.Time.Advance(TimeSpan.FromHours(14));
        Assert.Equal(FridayDate, (await world.SearchAsync("parser yesterday")).Understood.From);
    }

    [Fact]
    public async Task Filters_hold_in_both_halves()
    {
        var world = await FilledAsync();
        async Task<List<DateOnly>> Dates(SearchQuery query) => [.. (await world.SearchAsync(query)).Results.Select(r => r.Date)];
        var query = new SearchQuery { UserId = world.User.Id, Text = "parser" };

        Assert.Equal([FridayDate], await Dates(query with { From = FridayDate }));
        Assert.Equal([FridayDate.AddDays(-1)], await Dates(query with { To = FridayDate.AddDays(-1) }));
        Assert.Equal([FridayDate.AddDays(-1)], await Dates(query with { Container = "shop" }));
        Assert.Equal([FridayDate.AddDays(-1)], await Dates(query with { Container = "/src/shop" }));
        Assert.Empty(await Dates(query with { Container = "op" }));
        Assert.Empty(await Dates(query with { Platform = "slack" }));
        Assert.Equal(2, (await Dates(query with { Platform = "git" })).Count);
        Assert.Empty(await Dates(query with { From = FridayDate, To = FridayDate.AddDays(-1) }));
        Assert.Empty(await Dates(query with { Text = "parser yesterday", From = FridayDate }));
    }

    [Fact]
    public async Task Nobody_finds_the_days_of_others()
    {
        var owner = await FilledAsync();
        var other = await World.CreateAsync(database);
        foreach (var text in new[] { "parser", "deadbeef", "holiday plans", "", "heat map" })
        {
            Assert.Empty((await other.SearchAsync(text)).Results);
            Assert.Empty((await other.SearchAsync(new SearchQuery { UserId = Guid.Empty, Text = text })).Results);
        }
        Assert.NotEmpty((await owner.SearchAsync("parser")).Results);
    }

    [Fact]
    public async Task Activity_that_two_connections_know_is_matched_once()
    {
        var world = await FilledAsync();
        await world.ExecuteAsync($"""
            WITH connection AS (
                INSERT INTO connections (id, user_id, platform, name, settings, scope, status)
                VALUES (gen_random_uuid(), {world.User.Id}, 'git', 'clone', jsonb_build_object(), 'mine', 'active') RETURNING id),
            identity AS (
                INSERT INTO identities (id, connection_id, external_id, display_name, user_id, assigned_by)
                SELECT gen_random_uuid(), id, 'again', 'Mina', {world.User.Id}, 'claim' FROM connection RETURNING id)
            INSERT INTO activities (id, identity_id, platform, kind, external_id, occurred_at, title, body, container, details, content_hash)
            SELECT gen_random_uuid(), identity.id, platform, kind, a.external_id, occurred_at, title, body, container, details, content_hash
            FROM activities a JOIN identities i ON i.id = a.identity_id, identity WHERE i.user_id = {world.User.Id}
            """);

        Assert.Single((await world.SearchAsync("heat map")).Results[0].Activities);
    }

    [Fact]
    public async Task Deleted_activities_are_not_matched()
    {
        var world = await FilledAsync();
        await world.ExecuteAsync($"UPDATE activities SET deleted_at = now() WHERE external_id LIKE 'deadbeef%'");

        Assert.DoesNotContain((await world.SearchAsync("deadbeef")).Results, r => r.Score.TextRank is not null);
    }

    [Fact]
    public async Task Notes_are_found_by_their_words()
    {
        var world = await FilledAsync();
        var answer = await world.SearchAsync("holiday plans");
        var note = answer.Results[0];

        Assert.Equal((FridayDate.AddDays(-3), "note"), (note.Date, note.Platform));
        Assert.Equal("Made holiday plans <b>today</b>", note.Title);
        Assert.Contains(note.Snippet, part => part is { Text: "holiday", IsMatch: true });
        Assert.Equal("note", Assert.Single((await world.SearchAsync(new SearchQuery { UserId = world.User.Id, Text = "holiday", Platform = "note" })).Results).Platform);
    }

    [Fact]
    public async Task Empty_query_lists_the_newest()
    {
        var world = await FilledAsync();
        var page = await world.SearchAsync(new SearchQuery { UserId = world.User.Id, Limit = 2 });
        var next = await world.SearchAsync(new SearchQuery { UserId = world.User.Id, Limit = 2, Offset = 2 });

        Assert.Equal([FridayDate, FridayDate.AddDays(-1)], page.Results.Select(r => r.Date));
        Assert.Equal([(FridayDate.AddDays(-2), "git"), (FridayDate.AddDays(-3), "note")], next.Results.Select(r => (r.Date, r.Platform)));
        Assert.Equal((true, false), (page.HasMore, next.HasMore));
        Assert.Equal([FridayDate.AddDays(-1)], (await world.SearchAsync("어제")).Results.Select(r => r.Date));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gaps()
    {
        var world = await World.CreateAsync(database);
        for (var day = 0; day < 12; day++)
            await world.AddAsync($"Improve the parser, part {day}", Friday.AddDays(-day));
        await world.SummarizeAsync(FridayDate.AddDays(-11), FridayDate);
        var all = (await world.SearchAsync(new SearchQuery { UserId = world.User.Id, Text = "parser", Limit = 50 })).Results.Select(r => r.Date).ToList();
        var paged = new List<DateOnly>();
        for (var offset = 0; offset < 15; offset += 5)
            paged.AddRange((await world.SearchAsync(new SearchQuery { UserId = world.User.Id, Text = "parser", Limit = 5, Offset = offset })).Results.Select(r => r.Date));

        Assert.Equal(12, all.Count);
        Assert.Equal(all, paged);
    }

    [Fact]
    public async Task Vectors_of_another_model_are_not_compared()
    {
        var world = await FilledAsync();
        var answer = await world.SearchAsync(new SearchQuery { UserId = world.User.Id, Text = "timezones in heatmaps" }, new ScriptedEmbeddings());

        Assert.Equal("bge-test", answer.Understood.EmbeddingModel);
        Assert.Empty(answer.Results);
    }

    [Theory]
    [InlineData("'; DROP TABLE users; --")]
    [InlineData("\"unclosed -\" & | ! ( ) <-> :* \\ ' ''")]
    [InlineData("a & b | !c <2> d")]
    [InlineData("the of and")]
    [InlineData("%_ \\ \u0000 \ud800 \u202E")]
    [InlineData("-")]
    [InlineData("or or or")]
    [InlineData("\u0002heat\u0003")]
    [InlineData("😀 ︎ ﷽ e\u0301")]
    [InlineData(":::::***")]
    [InlineData("0000000 fffffff 1234567890123456789012345678901234567890")]
    public async Task Any_text_is_answered(string text)
    {
        var world = await FilledAsync();
        await world.SearchAsync(text);
        await world.SearchAsync(string.Concat(Enumerable.Repeat(text + " ", 200)));
        await world.SearchAsync(new SearchQuery { UserId = world.User.Id, Text = "parser", Container = text, Platform = text, Limit = int.MaxValue, Offset = int.MinValue });
    }

    [Fact]
    public async Task Nothing_in_an_answer_is_markup_of_a_note()
    {
        var world = await FilledAsync();
        await world.SetNoteAsync(FridayDate, "x \u0002y\u0003 <script>alert('zebra')</script> **zebra** [zebra](javascript:x)");
        await world.SummarizeAsync(FridayDate);
        var note = (await world.SearchAsync("zebra")).Results.First(r => r.Platform == "note");

        Assert.DoesNotContain(note.Snippet, part => part.Text.Any(char.IsControl));
        Assert.Contains(note.Snippet, part => part is { Text: "zebra", IsMatch: true });
    }

    [Fact]
    public async Task Any_row_of_signs_is_answered()
    {
        var world = await FilledAsync();
        await using var services = world.Services();
        var searcher = services.GetRequiredService<Searcher>();
        string[] pieces = ["-", "\"", " ", "or", "and", "a", "'", "\\", ":*", "&", "|", "!", "(", ")", "<->", "가", "1", "dead0beef", "\0", "\ud800", "%", "."];
        var random = new Random(7);
        for (var i = 0; i < 400; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 200)).Select(_ => pieces[random.Next(random.Next(1, pieces.Length))]));
            await searcher.SearchAsync(new SearchQuery { UserId = world.User.Id, Text = text }, TestContext.Current.CancellationToken);
        }
    }

    private async Task<World> FilledAsync()
    {
        var world = await World.CreateAsync(database);
        await world.AddAsync("Add the parser of dates", Friday);
        await world.AddAsync("Make the parser faster", Friday.AddDays(-1), "/src/shop");
        await world.AddAsync("Fix the time zone of the heat map (BB-77)", Friday.AddDays(-2), body: "TimeWindow was wrong, 검색을 고침",
            sha: "deadbeef00" + world.User.Id.ToString("N")[2..]);
        await world.SetNoteAsync(FridayDate.AddDays(-3), "Made holiday plans <b>today</b>");
        await world.SummarizeAsync(FridayDate.AddDays(-4), FridayDate);
        return world;
    }
}
