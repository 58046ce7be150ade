using System.Diagnostics;
using System.Text;
using Blackbox.Core.Collecting.Slack.Text;

namespace Blackbox.Tests.Collecting.Slack.Text;

public sealed class MrkdwnTextTests
{
    private static readonly SlackNames Names = new(
        new Dictionary<string, string> { ["U1ANN"] = "Ann", ["W2KIM"] = "김민준", ["U3MARK"] = "*Mark*_" },
        new Dictionary<string, string> { ["C1GEN"] = "general", ["C2KO"] = "잡담" });

    [Theory]
    // Mentions.
    [InlineData("<@U1ANN> can you look?", "@Ann can you look?")]
    [InlineData("<@U9GONE> left", "@U9GONE left")]
    [InlineData("<@U9GONE|bob> left", "@bob left")]
    [InlineData("<@U1ANN|old name>!", "@Ann!")]
    [InlineData("<@W2KIM>님", "@김민준님")]
    [InlineData("*<@U3MARK>* is a name", "@*Mark*_ is a name")]
    // Channels.
    [InlineData("see <#C1GEN|gen>", "see #general")]
    [InlineData("see <#C9NEW|new-one>", "see #new-one")]
    [InlineData("see <#C9HIDDEN|>", "see #C9HIDDEN")]
    [InlineData("<#C2KO>에서", "#잡담에서")]
    // Groups and broadcasts.
    [InlineData("<!here> lunch", "@here lunch")]
    [InlineData("<!channel|@channel> lunch", "@channel lunch")]
    [InlineData("<!everyone>", "@everyone")]
    [InlineData("<!subteam^S012AB|@platform> please", "@platform please")]
    [InlineData("<!subteam^S012AB> please", "@S012AB please")]
    // Dates.
    [InlineData("<!date^1392734382^{date_short} at {time}|Feb 18, 2014 at 6:39 AM PST>", "Feb 18, 2014 at 6:39 AM PST")]
    [InlineData("<!date^1392734382^{date_short}>", "2014-02-18 14:39 UTC")]
    [InlineData("<!date^99999999999999^{date}>", "<!date^99999999999999^{date}>")]
    // Links.
    [InlineData("<https://example.org/a_b_c?x=1&amp;y=2>", "https://example.org/a_b_c?x=1&y=2")]
    [InlineData("<https://example.org/pr/12|PR 12>", "PR 12 (https://example.org/pr/12)")]
    [InlineData("<http://example.org|example.org>", "http://example.org")]
    [InlineData("<https://example.org/|https://example.org>", "https://example.org/")]
    [InlineData("<https://example.org|>", "https://example.org")]
    [InlineData("<mailto:ann@example.org|ann@example.org>", "ann@example.org")]
    [InlineData("<mailto:ann@example.org|Ann>", "Ann (ann@example.org)")]
    [InlineData("<tel:+4912345|+49 12345>", "+49 12345 (+4912345)")]
    [InlineData("<https://example.org|a &lt;b&gt;>", "a <b> (https://example.org)")]
    // Entities, each once.
    [InlineData("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d")]
    [InlineData("&amp;lt;", "&lt;")]
    [InlineData("&quot;&#39;&nbsp;", "&quot;&#39;&nbsp;")]
    [InlineData("&lt;@U1ANN&gt;", "<@U1ANN>")]
    // Marks.
    [InlineData("*bold* _italic_ ~gone~ `code`", "bold italic gone code")]
    [InlineData("*_both_* and _*both*_", "both and both")]
    [InlineData("(*bold*), *bold*!", "(bold), bold!")]
    [InlineData("snake_case_name and __init__ and _private", "snake_case_name and __init__ and _private")]
    [InlineData("2 * 3 * 4 = 24", "2 * 3 * 4 = 24")]
    [InlineData("5*3*2", "5*3*2")]
    [InlineData("~5 minutes, or ~10", "~5 minutes, or ~10")]
    [InlineData("* item\n* item", "* item\n* item")]
    [InlineData("*not\nbold*", "*not\nbold*")]
    [InlineData("*굵게*입니다, 함수_이름_값", "굵게입니다, 함수_이름_값")]
    [InlineData("*a _b* c_", "a _b c_")]
    [InlineData("**", "**")]
    [InlineData("*", "*")]
    // Code is left as it is, but for what Slack itself wrote into it.
    [InlineData("`a_b *c* :tada: &lt;T&gt;`", "a_b *c* :tada: <T>")]
    [InlineData("`open", "`open")]
    [InlineData("``", "``")]
    [InlineData("Try ```var x = a*b*c;\n_y_ = &lt;https&gt;``` now", "Try \nvar x = a*b*c;\n_y_ = <https>\nnow")]
    [InlineData("```\nline\n```", "line")]
    [InlineData("``` never closed", "``` never closed")]
    // Quotes.
    [InlineData("&gt; said\nanswer", "> said\nanswer")]
    [InlineData("&gt;said", "> said")]
    [InlineData("a\n&gt;&gt;&gt; one\ntwo\nthree", "a\n> one\n> two\n> three")]
    [InlineData("1 &gt; 0", "1 > 0")]
    // Emoji.
    [InlineData("Done :tada::rocket:", "Done 🎉🚀")]
    [InlineData(":+1::skin-tone-3: ok", "👍🏼 ok")]
    [InlineData(":skin-tone-3:", ":skin-tone-3:")]
    [InlineData(":our-own-parrot: :tada", ":our-own-parrot: :tada")]
    [InlineData("10:100:20 and 2001:100:8ball:1", "10:100:20 and 2001:100:8ball:1")]
    // What is none.
    [InlineData("a <b> c", "a <b> c")]
    [InlineData("<@>", "<@>")]
    [InlineData("<@u1ann>", "<@u1ann>")]
    [InlineData("<", "<")]
    [InlineData("<<<<@U1ANN>>>>", "<<<@Ann>>>")]
    [InlineData("a < b > c", "a < b > c")]
    [InlineData("one\r\ntwo\rthree", "one\ntwo\nthree")]
    [InlineData("", "")]
    public void Markup_becomes_plain_text(string mrkdwn, string plain) => Assert.Equal(plain, MrkdwnText.ToPlain(mrkdwn, Names));

    [Fact]
    public void Every_text_is_read_without_an_error()
    {
        const int seed = 20261120;
        var random = new Random(seed);
        string[] pieces =
        [
            "<", ">", "|", "@", "#", "!", "^", "&", "&amp;", "&lt;", "&gt;", "*", "_", "~", "`", "```", ":", ":tada:", "<@U1ANN>", "<#C1GEN|x>", "<!date^1^x|y>",
            "https://", "mailto:", "\n", "\r\n", " ", "a", "김", "\ud83d", "\ude00", "\0", "\u2028", "subteam", "date^", "&gt;&gt;&gt;", ":skin-tone-2:", "99999999999999999999",
        ];
        for (var run = 0; run < 20_000; run++)
        {
            var text = new StringBuilder();
            for (var count = random.Next(40); count > 0; count--)
                text.Append(random.Next(8) == 0 ? ((char)random.Next(char.MaxValue + 1)).ToString() : pieces[random.Next(pieces.Length)]);
            var mrkdwn = text.ToString();
            var plain = MrkdwnText.ToPlain(mrkdwn, Names);
            Assert.True(plain.Length <= 2_000 + (20 * mrkdwn.Length), mrkdwn);
            MrkdwnText.Literal(mrkdwn);
        }
    }

    [Theory]
    [InlineData("<")]
    [InlineData("<@U1ANN")]
    [InlineData("`")]
    [InlineData("```")]
    [InlineData("```a")]
    [InlineData(":a")]
    [InlineData("*a ")]
    [InlineData(" *_~")]
    [InlineData("*a* ")]
    [InlineData("_*a ")]
    [InlineData("&gt;\n")]
    [InlineData("<https://e|")]
    [InlineData("<@U1ANN>")]
    [InlineData("<!date^1^")]
    public void Time_grows_with_the_length_only(string piece)
    {
        // The longest text that is read. Quadratic time would be minutes.
        var text = string.Concat(Enumerable.Repeat(piece, (MrkdwnText.MaxLength / piece.Length) + 1));
        var watch = Stopwatch.StartNew();
        MrkdwnText.ToPlain(text, Names);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    [Fact]
    public void Names_of_emoji_have_characters_that_are_no_names()
    {
        foreach (var (name, character) in new[] { ("tada", "🎉"), ("+1", "👍"), ("zzz", "💤"), ("flag-kr", "🇰🇷"), ("skin-tone-6", "🏿"), ("male-technologist", "👨‍💻") })
            Assert.Equal(character, EmojiNames.Find(name));
        Assert.Null(EmojiNames.Find("🎉"));
        Assert.Equal("👨‍💻", EmojiNames.OfCodePoints("1f468-200d-1f4bb"));
        Assert.All(["", "zz", "110000", "d800", "1f468-", "7", new string('1', 65)], hex => Assert.Null(EmojiNames.OfCodePoints(hex)));
    }
}
