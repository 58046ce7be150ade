using System.Globalization;
using Blackbox.Core.Search;

namespace Blackbox.Tests.Search;

public sealed class DatePhrasesTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    [Theory]
    [InlineData("parser today", "parser", "2026-11-20", "2026-11-20")]
    [InlineData("what did I do yesterday?", "what did I do ?", "2026-11-19", "2026-11-19")]
    [InlineData("Last Week", "", "2026-11-09", "2026-11-15")]
    [InlineData("this week", "", "2026-11-16", "2026-11-22")]
    [InlineData("deploys last month", "deploys", "2026-10-01", "2026-10-31")]
    [InlineData("last year", "", "2025-01-01", "2025-12-31")]
    [InlineData("last 7 days", "", "2026-11-14", "2026-11-20")]
    [InlineData("3 days ago", "", "2026-11-17", "2026-11-17")]
    [InlineData("lexer in March", "lexer", "2026-03-01", "2026-03-31")]
    [InlineData("lexer in December", "lexer", "2025-12-01", "2025-12-31")]
    [InlineData("in March 2024", "", "2024-03-01", "2024-03-31")]
    [InlineData("on 3 March", "", "2026-03-03", "2026-03-03")]
    [InlineData("on November 3", "", "2026-11-03", "2026-11-03")]
    [InlineData("November 3, 2025", "", "2025-11-03", "2025-11-03")]
    [InlineData("on monday", "", "2026-11-16", "2026-11-16")]
    [InlineData("on friday", "", "2026-11-20", "2026-11-20")]
    [InlineData("last friday", "", "2026-11-13", "2026-11-13")]
    [InlineData("2026-11-03 parser", "parser", "2026-11-03", "2026-11-03")]
    [InlineData("parser 2026-11", "parser", "2026-11-01", "2026-11-30")]
    [InlineData("Q3 2026", "", "2026-07-01", "2026-09-30")]
    [InlineData("in 2025", "", "2025-01-01", "2025-12-31")]
    [InlineData("search since last week", "search", "2026-11-09", null)]
    [InlineData("before 2026-02-01", "", null, "2026-01-31")]
    [InlineData("until yesterday", "", null, "2026-11-19")]
    [InlineData("from 2026-11-03 to 2026-11-07 parser", "parser", "2026-11-03", "2026-11-07")]
    [InlineData("between March and May", "", "2026-03-01", "2026-05-31")]
    [InlineData("어제 뭐 했지", "뭐 했지", "2026-11-19", "2026-11-19")]
    [InlineData("지난주에 한 검색 작업", "한 검색 작업", "2026-11-09", "2026-11-15")]
    [InlineData("지난 달", "", "2026-10-01", "2026-10-31")]
    [InlineData("3월에 배포", "배포", "2026-03-01", "2026-03-31")]
    [InlineData("2025년 12월 5일", "", "2025-12-05", "2025-12-05")]
    [InlineData("최근 7일", "", "2026-11-14", "2026-11-20")]
    [InlineData("3일 전", "", "2026-11-17", "2026-11-17")]
    [InlineData("월요일", "", "2026-11-16", "2026-11-16")]
    public void Words_for_a_time_become_dates(string text, string rest, string? from, string? to)
    {
        Assert.True(DatePhrases.MayBeIn(text));
        var found = DatePhrases.Find(text, Today)!;

        Assert.Equal((rest, from, to), (found.Rest, Iso(found.From), Iso(found.To)));
    }

    [Theory]
    [InlineData("parser")]
    [InlineData("the march of progress may go on")]
    [InlineData("\"last week\" as a phrase")]
    [InlineData("BB-2026-11-03")]
    [InlineData("port 2026")]
    [InlineData("2026-13-45")]
    [InlineData("on 31 February")]
    [InlineData("todayish lastweek")]
    [InlineData("#2026-11")]
    [InlineData("0000-01-01")]
    [InlineData("99999 days ago")]
    public void Other_words_do_not(string text) => Assert.Null(DatePhrases.Find(text, Today));

    private static string? Iso(DateOnly? date) => date?.ToString("O", CultureInfo.InvariantCulture);

    [Fact]
    public void Leap_days_and_ends_of_years_are_right()
    {
        Assert.Equal(new DateOnly(2024, 2, 29), DatePhrases.Find("in February 2024", new(2024, 6, 1))!.To);
        Assert.Equal(new DateOnly(2025, 12, 31), DatePhrases.Find("yesterday", new(2026, 1, 1))!.From);
        Assert.Equal(new DateOnly(2025, 12, 1), DatePhrases.Find("last month", new(2026, 1, 31))!.From);
    }
}
