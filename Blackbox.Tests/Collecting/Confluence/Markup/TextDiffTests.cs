using System.Diagnostics;
using Blackbox.Core.Collecting.Confluence.Markup;

namespace Blackbox.Tests.Collecting.Confluence.Markup;

public sealed class TextDiffTests
{
    [Theory]
    [InlineData("a\nb", "a\nb", "")]
    [InlineData("a\n\nb", "a\nb\n", "")]
    [InlineData("", "a", "+ a")]
    [InlineData("a", "", "- a")]
    [InlineData("a\nb\nc", "a\nc", "- b")]
    [InlineData("a\nc", "a\nb\nc", "+ b")]
    [InlineData("a\nb\nc", "a\nB\nc", "- b\n+ B")]
    [InlineData("one two", "one three", "- one two\n+ one three")]
    [InlineData("a\na", "a\na\na", "+ a")]
    [InlineData("x\na\nb\nc\ny", "x\nb\nc\nd\ny", "- a\n+ d")]
    [InlineData("ab", "ab\nc", "+ c")]
    [InlineData("ab\nc", "c", "- ab")]
    [InlineData("xab\nc", "ab\nc", "- xab\n+ ab")]
    public void Diff_tells_the_lines_that_changed(string before, string after, string expected) => Assert.Equal(expected, TextDiff.Between(before, after));

    [Fact]
    public void Long_lines_show_where_they_differ()
    {
        var before = new string('a', 1_000) + " old words " + new string('b', 1_000);
        var after = before.Replace("old", "new", StringComparison.Ordinal);
        var lines = TextDiff.Between(before, after).Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("- …aaa", lines[0], StringComparison.Ordinal);
        Assert.Contains(" old words ", lines[0], StringComparison.Ordinal);
        Assert.Contains(" new words ", lines[1], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.InRange(line.Length, 50, 300));
    }

    [Fact]
    public void What_is_too_much_is_counted()
    {
        var diff = TextDiff.Between(
            string.Join('\n', Enumerable.Range(0, 100).Select(i => $"old {i}")), string.Join('\n', Enumerable.Range(0, 200).Select(i => $"new {i}")));
        var lines = diff.Split('\n');
        Assert.Equal(TextDiff.MaxLines + 1, lines.Length);
        Assert.Equal("… and 260 more changed lines (60 removed, 200 added)", lines[^1]);

        var wide = TextDiff.Between("", string.Join('\n', Enumerable.Range(0, 100).Select(i => $"{i} {new string('x', 500)}")));
        Assert.InRange(wide.Length, 1_000, TextDiff.MaxCharacters + 100);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(20261120)]
    public void Applying_what_is_told_gives_the_other_text(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 3_000; i++)
        {
            var before = Enumerable.Range(0, random.Next(0, 12)).Select(_ => $"{(char)('a' + random.Next(5))}").ToList();
            var after = Enumerable.Range(0, random.Next(0, 12)).Select(_ => $"{(char)('a' + random.Next(5))}").ToList();
            var told = TextDiff.Between(string.Join('\n', before), string.Join('\n', after)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var removed = told.Where(line => line[0] == '-').Select(line => line[2..]).ToList();
            var added = told.Where(line => line[0] == '+').Select(line => line[2..]).ToList();
            Assert.Equal(before.Concat(added).Order(), after.Concat(removed).Order());
            Assert.Equal(Distance(before, after), told.Length);
        }
    }

    [Fact]
    public void Five_megabytes_that_have_nothing_in_common_are_compared_in_time()
    {
        var random = new Random(3);
        string Text(int lines, int kinds) => string.Join('\n', Enumerable.Range(0, lines).Select(_ => $"line number {random.Next(kinds)}"));
        foreach (var (before, after) in new[]
                 {
                     (Text(300_000, 1_000_000), Text(300_000, 1_000_000)),
                     (Text(300_000, 10), Text(300_000, 10)),
                     (new string('a', 5_000_000), new string('a', 4_999_999) + "b"),
                     (string.Concat(Enumerable.Repeat("a\n", 2_500_000)), string.Concat(Enumerable.Repeat("b\n", 2_500_000))),
                 })
        {
            var watch = Stopwatch.StartNew();
            var diff = TextDiff.Between(before, after);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), watch.Elapsed.ToString());
            Assert.InRange(diff.Length, 1, TextDiff.MaxCharacters + 100);
        }
    }

    // The least number of lines to remove and add.
    private static int Distance(List<string> a, List<string> b)
    {
        var table = new int[a.Count + 1, b.Count + 1];
        for (var i = a.Count - 1; i >= 0; i--)
        {
            for (var j = b.Count - 1; j >= 0; j--)
                table[i, j] = a[i] == b[j] ? table[i + 1, j + 1] + 1 : Math.Max(table[i + 1, j], table[i, j + 1]);
        }
        return a.Count + b.Count - 2 * table[0, 0];
    }
}
