using System.Diagnostics;
using System.Text;
using Blackbox.Core.Collecting.Confluence.Markup;

namespace Blackbox.Tests.Collecting.Confluence.Markup;

public sealed class StorageTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("<p>One</p><p>Two</p>", "One\nTwo")]
    [InlineData("<p>One<br/>Two</p>", "One\nTwo")]
    [InlineData("<p>  a \n b&nbsp;&nbsp;c </p>", "a b c")]
    [InlineData("<p>a</p><h1>Title</h1><p>b</p><h2>Next</h2>", "a\n\nTitle\nb\n\nNext")]
    [InlineData("<p>1 &lt; 2 &amp;&amp; &quot;x&quot; &eacute; &#54620; &hellip; &nosuch;</p>", "1 < 2 && \"x\" é 한 … &nosuch;")]
    [InlineData("<p><strong>bold</strong>, <em>it</em><sub>2</sub></p>", "bold, it2")]
    [InlineData("<ul><li>a</li><li><p>b</p><ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c")]
    [InlineData("<ol><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ol>", "1. a\n2. b\n  - c\n3. d")]
    [InlineData("<ul><li><p>a</p><p>more</p></li></ul><p>after</p>", "- a\n  more\nafter")]
    [InlineData("<table><tbody><tr><th>Name</th><th>Port</th></tr><tr><td><p>api</p></td><td>8080</td></tr></tbody></table>", "Name | Port\napi | 8080")]
    [InlineData("<table><tr><td><p>a</p><p>b</p></td><td><ul><li>x</li><li>y</li></ul></td></tr></table>", "a b | - x - y")]
    [InlineData(
        "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>Ship</ac:task-body></ac:task>"
        + "<ac:task><ac:task-id>2</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body><span>Test</span></ac:task-body></ac:task></ac:task-list>",
        "[x] Ship\n[ ] Test")]
    [InlineData(
        "<ac:structured-macro ac:name=\"code\" ac:schema-version=\"1\"><ac:parameter ac:name=\"language\">bash</ac:parameter>"
        + "<ac:plain-text-body><![CDATA[if x; then\n  echo \"<a>&amp;\"\n\nfi\n]]></ac:plain-text-body></ac:structured-macro><p>after</p>",
        "if x; then\n  echo \"<a>&amp;\"\n\nfi\nafter")]
    [InlineData(
        "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"title\">run.sh</ac:parameter>"
        + "<ac:plain-text-body><![CDATA[a]]]]><![CDATA[>b]]></ac:plain-text-body></ac:structured-macro>",
        "run.sh\na]]>b")]
    [InlineData(
        "<ac:structured-macro ac:name=\"warning\"><ac:parameter ac:name=\"title\">Careful</ac:parameter><ac:rich-text-body><p>Hot</p></ac:rich-text-body></ac:structured-macro>",
        "Warning: Careful\nHot")]
    [InlineData("<ac:structured-macro ac:name=\"info\"><ac:rich-text-body><p>Read</p></ac:rich-text-body></ac:structured-macro>", "Info:\nRead")]
    [InlineData(
        "<ac:structured-macro ac:name=\"expand\"><ac:parameter ac:name=\"title\">Details</ac:parameter><ac:rich-text-body><p>Inside</p></ac:rich-text-body></ac:structured-macro>",
        "Details\nInside")]
    [InlineData(
        "<p>State <ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"colour\">Green</ac:parameter><ac:parameter ac:name=\"title\">DONE</ac:parameter></ac:structured-macro> now</p>",
        "State DONE now")]
    [InlineData(
        "<p>See <ac:structured-macro ac:name=\"jira\"><ac:parameter ac:name=\"server\">S</ac:parameter><ac:parameter ac:name=\"key\">ENG-12</ac:parameter></ac:structured-macro></p>",
        "See ENG-12")]
    [InlineData("<ac:structured-macro ac:name=\"toc\"><ac:parameter ac:name=\"maxLevel\">2</ac:parameter></ac:structured-macro><p>x</p>", "x")]
    [InlineData(
        "<ac:structured-macro ac:name=\"my-macro\"><ac:parameter ac:name=\"secretSetting\">7</ac:parameter><ac:rich-text-body><p>Its text</p></ac:rich-text-body></ac:structured-macro>",
        "Its text")]
    [InlineData(
        "<ac:structured-macro ac:name=\"view-file\"><ac:parameter ac:name=\"name\"><ri:attachment ri:filename=\"plan.docx\"/></ac:parameter></ac:structured-macro>",
        "[file plan.docx]")]
    [InlineData("<p><ac:link><ri:page ri:content-title=\"Run &amp; book\" ri:space-key=\"OPS\"/></ac:link></p>", "Run & book")]
    [InlineData(
        "<p><ac:link ac:anchor=\"x\"><ri:page ri:content-title=\"Runbook\"/><ac:plain-text-link-body><![CDATA[the <book>]]></ac:plain-text-link-body></ac:link></p>",
        "the <book>")]
    [InlineData("<p><ac:link><ri:page ri:content-title=\"Runbook\"/><ac:link-body>our <em>book</em></ac:link-body></ac:link>.</p>", "our book.")]
    [InlineData("<p>Ask <ac:link><ri:user ri:account-id=\"5b10\"/></ac:link> or <ac:link><ri:user ri:username=\"ada\"/></ac:link></p>", "Ask @user or @ada")]
    [InlineData("<p><ac:link><ri:attachment ri:filename=\"a.pdf\"/></ac:link></p>", "a.pdf")]
    [InlineData("<p><a href=\"https://example.org/x?a=1&amp;b=2\">here</a></p>", "here (https://example.org/x?a=1&b=2)")]
    [InlineData("<p><a href=\"https://example.org\">https://example.org</a> <a href=\"mailto:a@b.c\">mail</a> <a href=\"javascript:x\">js</a></p>", "https://example.org mail js")]
    [InlineData("<p><ac:image ac:height=\"250\"><ri:attachment ri:filename=\"graph.png\"/></ac:image></p>", "[image graph.png]")]
    [InlineData("<ac:image ac:alt=\"A cat\"><ri:url ri:value=\"https://example.org/cat.png\"/><ac:caption><p>Our cat</p></ac:caption></ac:image>", "Our cat\n[image A cat]")]
    [InlineData(
        "<p>Yes <ac:emoticon ac:name=\"tick\"/> <ac:emoticon ac:name=\"blue-star\" ac:emoji-shortname=\":rocket:\" ac:emoji-fallback=\"🚀\"/> <ac:emoticon ac:name=\"new\"/></p>",
        "Yes ✔ 🚀 :new:")]
    [InlineData("<p>Due <time datetime=\"2026-03-01\"/></p>", "Due 2026-03-01")]
    [InlineData(
        "<ac:layout><ac:layout-section ac:type=\"two_equal\"><ac:layout-cell><p>left</p></ac:layout-cell><ac:layout-cell><p>right</p></ac:layout-cell></ac:layout-section></ac:layout>",
        "left\nright")]
    [InlineData(
        "<ac:adf-extension><ac:adf-node type=\"panel\"><ac:adf-attribute key=\"panel-type\">note</ac:adf-attribute><ac:adf-content><p>New</p></ac:adf-content></ac:adf-node>"
        + "<ac:adf-fallback><p>New</p></ac:adf-fallback></ac:adf-extension>",
        "New")]
    [InlineData("<p><ac:inline-comment-marker ac:ref=\"1\">marked</ac:inline-comment-marker><ac:placeholder>Type here</ac:placeholder></p>", "marked")]
    [InlineData("<pre>a\n  b</pre><hr/><blockquote><p>said</p></blockquote>", "a\n  b\nsaid")]
    [InlineData("<P>Upper</P><!-- left out --><script>alert(1)</script><style>p {}</style>", "Upper")]
    [InlineData("a < b and <3 <p", "a < b and <3 <p")]
    [InlineData("<p>open <b>never <i>closed", "open never closed")]
    [InlineData("<p>a</b></p></div>b", "a\nb")]
    [InlineData("<p>a</p><![CDATA[never closed <b>", "a\nnever closed <b>")]
    [InlineData("<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY y \"&x;&x;\">]><?xml version=\"1.0\"?><p>&x;&y;</p>", "&x;&y;")]
    public void Storage_reads_as_text(string storage, string expected) => Assert.Equal(expected, StorageText.Read(storage));

    [Fact]
    public void Five_megabytes_take_little_time_whatever_they_hold()
    {
        const int Length = 5_000_000;
        foreach (var piece in new[]
                 {
                     "<p>Some words of a paragraph &amp; more</p>", "<p>", "<ul><li>", "<li>x", "<", "<a <a ", "<a href=\"", "<a b='<", "&amp;", "&#", "<![CDATA[", "<!--", "<!X[",
                     "</p>", "<ac:structured-macro ac:name=\"info\"><ac:rich-text-body>", "<ac:parameter ac:name=\"title\">x", "<table><tr><td>", "<p>a</b></i>", "<ac:link><ri:page ri:content-title=\"x\"/>",
                     "<pre>\n", "<ac:task><ac:task-status>complete", " \n", "한국어 ",
                 })
        {
            var storage = new StringBuilder(Length + 100);
            while (storage.Length < Length)
                storage.Append(piece);
            var watch = Stopwatch.StartNew();
            var text = StorageText.Read(storage.ToString());
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{piece}: {watch.Elapsed}");
            Assert.True(text.Length < 3 * Length, $"{piece}: {text.Length} characters");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20261120)]
    public void Storage_never_throws_whatever_it_is(int seed)
    {
        string[] pieces =
        [
            "<p>", "</p>", "<br/>", "<", ">", "/", "\"", "'", "=", "&", "&amp;", "&#xD800;", "&#99999999;", "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE [", "<?", "?>", "<ul>", "</ul>",
            "<ol>", "<li>", "</li>", "<table>", "<tr>", "</tr>", "<td>", "</td>", "<pre>", "</pre>", "<h1>", "</h1>", "<ac:task-list>", "<ac:task>", "<ac:task-status>", "complete", "</ac:task-status>",
            "<ac:task-body>", "</ac:task-body>", "</ac:task>", "<ac:structured-macro ac:name=\"code\">", "<ac:structured-macro ac:name='status'>", "<ac:parameter ac:name=\"title\">", "</ac:parameter>",
            "<ac:plain-text-body>", "</ac:plain-text-body>", "<ac:rich-text-body>", "</ac:rich-text-body>", "</ac:structured-macro>", "<ac:link>", "</ac:link>", "<ri:page ri:content-title=\"x\"/>",
            "<ri:user/>", "<ac:image>", "</ac:image>", "<ac:emoticon ac:name=\"tick\"/>", "<a href=\"https://x.y\">", "</a>", "<time/>", "text", " ", "\n", "\0", "\uD800", "한", "🚀", "<ac:adf-attribute>", "</ac:adf-attribute>",
        ];
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var storage = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => pieces[random.Next(pieces.Length)]));
            Assert.True(Record.Exception(() => StorageText.Read(storage)) is null, storage);
        }
    }
}
