using Blackbox.Core.Search;

namespace Blackbox.Tests.Search;

public sealed class SnippetTests
{
    [Fact]
    public void Lines_that_match_most_are_shown_with_the_words_marked()
    {
        var parts = Snippet.Of("Headline of the day.\n\n- Tune the *parser*\n- Make queries of the parser faster\n- Nothing here", ["querying", "parser"], ["queri", "parser"]);

        Assert.Equal("Tune the *parser* … Make queries of the parser faster".Replace("*", "", StringComparison.Ordinal), string.Concat(parts.Select(p => p.Text)).Replace("*", "", StringComparison.Ordinal));
        Assert.Equal(["parser", "queries", "parser"], parts.Where(p => p.IsMatch).Select(p => p.Text));
    }

    [Fact]
    public void Without_a_match_the_first_line_is_shown() =>
        Assert.Equal([new SnippetPart("Headline: of the day.", false)], Snippet.Of("Headline\\: of the day.\n\n- Other", ["absent"], []));

    [Fact]
    public void Long_lines_are_cut_around_the_match_and_never_in_a_character()
    {
        var line = string.Concat(Enumerable.Repeat("😀", 300)) + " needle " + string.Concat(Enumerable.Repeat("가나 ", 300));
        var parts = Snippet.Of(line, ["needle"], []);

        Assert.Contains(new SnippetPart("needle", true), parts);
        Assert.InRange(parts.Sum(p => p.Text.Length), 100, 260);
        Assert.All(parts, p => Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(p.Text))));
    }

    [Fact]
    public void Empty_content_has_an_empty_snippet() => Assert.Empty(Snippet.Of("", ["a"], []));
}
