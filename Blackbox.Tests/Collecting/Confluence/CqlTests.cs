using Blackbox.Core.Collecting.Confluence;

namespace Blackbox.Tests.Collecting.Confluence;

public sealed class CqlTests
{
    private static readonly DateTimeOffset Since = new(2026, 3, 2, 9, 0, 30, TimeSpan.FromHours(9));

    [Theory]
    [InlineData("ENG", "\"ENG\"")]
    [InlineData("~ada", "\"~ada\"")]
    [InlineData("a\" or space = \"b", "\"a\\\" or space = \\\"b\"")]
    [InlineData("a\\", "\"a\\\\\"")]
    [InlineData("a\\\" or type = page", "\"a\\\\\\\" or type = page\"")]
    [InlineData("a\nb\0", "\"a b \"")]
    public void Values_stay_values(string value, string quoted) => Assert.Equal(quoted, Cql.Quote(value));

    [Fact]
    public void Queries_reach_back_over_any_time_zone()
    {
        Assert.Equal(
            "type in (page, blogpost) and space in (\"ENG\", \"~ada\") and lastmodified >= \"2026-02-28 22:00\" order by lastmodified desc", Cql.Content(["ENG", "~ada"], Since));
        Assert.Equal("type = comment and lastmodified >= \"2026-02-28 22:00\" order by lastmodified desc", Cql.Comments(null, Since));
    }
}
