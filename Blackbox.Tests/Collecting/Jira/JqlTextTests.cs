using System.Globalization;
using System.Text;
using Blackbox.Core.Collecting.Jira;

namespace Blackbox.Tests.Collecting.Jira;

public sealed class JqlTextTests
{
    [Theory]
    [InlineData("ENG", "\"ENG\"")]
    [InlineData("", "\"\"")]
    [InlineData("a \"quoted\" one", "\"a \\\"quoted\\\" one\"")]
    [InlineData(@"back\slash", "\"back\\\\slash\"")]
    [InlineData("\" OR project = SECRET OR \"", "\"\\\" OR project = SECRET OR \\\"\"")]
    [InlineData("line\nbreak\r\ttab", "\"line\\nbreak\\r\\ttab\"")]
    [InlineData("bell\a nul\0", "\"bell\\u0007 nul\\u0000\"")]
    [InlineData("한글 😀", "\"한글 😀\"")]
    [InlineData("ORDER BY", "\"ORDER BY\"")]
    public void Value_is_written_in_quotes(string value, string expected) => Assert.Equal(expected, JqlText.Quote(value));

    [Fact]
    public void Whatever_a_value_holds_is_read_back_as_one_text()
    {
        var random = new Random(20_261_120);
        string[] pieces = ["\"", "\\", "'", "\\u0022", "\n", "\r", "\t", "\0", "\u001b", "\u0085", "\u2028", " ", "(", ")", "!", "~", "=", ",", "AND", "a", "é", "한", "😀", "\udc00", "+.,;?|*/%^$#@[]"];
        for (var round = 0; round < 5_000; round++)
        {
            var values = Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
                string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]))).ToList();
            var jql = $"{JqlText.In("project", values)} AND updated >= 1";

            var tokens = Tokens(jql);
            var texts = tokens.Where(token => token[0] == '"').Select(token => token[1..]).ToList();
            Assert.Equal(values.Select(Readable), texts);
            Assert.Equal(["project", "in", "(", .. Enumerable.Repeat(",", values.Count - 1), ")", "AND", "updated", ">=", "1"], tokens.Where(token => token[0] != '"'));
            Assert.DoesNotContain(jql, character => char.IsControl(character));
        }
    }

    [Fact]
    public void Lists_of_ids_and_moments_are_numbers()
    {
        Assert.Equal("id in (1,20)", JqlText.In("id", [1L, 20L]));
        Assert.Equal("1772409600000", JqlText.Moment(new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero)));
        Assert.Throws<ArgumentException>(() => JqlText.In("id", Array.Empty<long>()));
        Assert.Throws<ArgumentException>(() => JqlText.In("project", Array.Empty<string>()));
    }

    private static string Readable(string value) => string.Concat(value.EnumerateRunes().Select(rune => rune.ToString()));

    /// <summary>A small reader of the language: words, signs, and texts in quotes (given with a quote before them).</summary>
    private static List<string> Tokens(string jql)
    {
        var tokens = new List<string>();
        for (var i = 0; i < jql.Length;)
        {
            if (jql[i] == ' ')
                i++;
            else if (jql[i] == '"')
            {
                var text = new StringBuilder("\"");
                for (i++; jql[i] != '"'; i++)
                {
                    if (jql[i] != '\\')
                    {
                        text.Append(jql[i]);
                        continue;
                    }
                    i++;
                    text.Append(jql[i] switch
                    {
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        '\\' or '"' => jql[i],
                        'u' => (char)ushort.Parse(jql.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                        _ => throw new FormatException($"unknown escape in {jql}"),
                    });
                    i += jql[i] == 'u' ? 4 : 0;
                }
                i++;
                tokens.Add(text.ToString());
            }
            else if ("(),".Contains(jql[i]))
                tokens.Add(jql[i++].ToString());
            else
            {
                var end = jql.AsSpan(i).IndexOfAny(" (),\"");
                tokens.Add(end < 0 ? jql[i..] : jql[i..(i + end)]);
                i = end < 0 ? jql.Length : i + end;
            }
        }
        return tokens;
    }
}
