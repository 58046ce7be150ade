using System.Text.Json;
using Blackbox.Core.Collecting.Jira.Markup;

namespace Blackbox.Tests.Collecting.Jira.Markup;

public sealed class AdfTextTests
{
    private const string Hello = """{"type":"text","text":"hello"}""";

    /// <summary>Blocks of a document, and what is read.</summary>
    public static TheoryData<string, string> Documents => new()
    {
        { Paragraph(Hello), "hello" },
        { $"{Paragraph(Hello)},{Paragraph("""{"type":"text","text":"there"}""")}", "hello\n\nthere" },
        { Paragraph("""{"type":"text","text":"bold","marks":[{"type":"strong"},{"type":"em"},{"type":"textColor","attrs":{"color":"#ff0000"}}]}"""), "bold" },
        { Paragraph("""{"type":"text","text":"here","marks":[{"type":"link","attrs":{"href":"https://example.org/a_b"}}]}"""), "here (https://example.org/a_b)" },
        { Paragraph("""{"type":"text","text":"https://example.org","marks":[{"type":"link","attrs":{"href":"https://example.org"}}]}"""), "https://example.org" },
        { Paragraph("""{"type":"text","text":"ada@example.org","marks":[{"type":"link","attrs":{"href":"mailto:ada@example.org"}}]}"""), "ada@example.org" },
        { Paragraph("""{"type":"text","text":"one"},{"type":"hardBreak"},{"type":"text","text":"two"}"""), "one\ntwo" },
        { Paragraph("""{"type":"mention","attrs":{"id":"5f8d","text":"@Ada Lovelace"}},{"type":"text","text":" look"}"""), "@Ada Lovelace look" },
        { Paragraph("""{"type":"mention","attrs":{"id":"5f8d","text":""}}"""), "@Ada" },
        { Paragraph("""{"type":"mention","attrs":{"id":"unknown"}}"""), "@somebody" },
        { Paragraph("""{"type":"emoji","attrs":{"shortName":":smile:","id":"1f604","text":"😄"}},{"type":"emoji","attrs":{"shortName":":parrot:"}}"""), "😄:parrot:" },
        { Paragraph("""{"type":"date","attrs":{"timestamp":"1582152559000"}}"""), "2020-02-19" },
        { Paragraph("""{"type":"date","attrs":{"timestamp":"99999999999999999"}},{"type":"text","text":"x"}"""), "x" },
        { Paragraph("""{"type":"status","attrs":{"text":"IN REVIEW","color":"yellow"}}"""), "IN REVIEW" },
        { Paragraph("""{"type":"inlineCard","attrs":{"url":"https://example.org/browse/ENG-1"}}"""), "https://example.org/browse/ENG-1" },
        { Paragraph("""{"type":"inlineCard","attrs":{"data":{"@type":"Document","url":"https://example.org/doc","name":"Doc"}}}"""), "https://example.org/doc" },
        { """{"type":"heading","attrs":{"level":2},"content":[{"type":"text","text":"Why"}]},""" + Paragraph(Hello), "Why\n\nhello" },
        { """{"type":"bulletList","content":[""" + Item(Paragraph(Hello)) + "," + Item(Paragraph(Hello) + """,{"type":"bulletList","content":[""" + Item(Paragraph(Hello)) + "]}") + "]}", "- hello\n- hello\n  - hello" },
        { """{"type":"orderedList","attrs":{"order":3},"content":[""" + Item(Paragraph(Hello)) + "," + Item(Paragraph(Hello)) + "]}", "3. hello\n4. hello" },
        { """{"type":"taskList","content":[{"type":"taskItem","attrs":{"state":"DONE"},"content":[{"type":"text","text":"a"}]},{"type":"taskItem","attrs":{"state":"TODO"},"content":[{"type":"text","text":"b"}]}]}""", "[x] a\n[ ] b" },
        { """{"type":"decisionList","content":[{"type":"decisionItem","attrs":{"state":"DECIDED"},"content":[{"type":"text","text":"Use it"}]}]}""", "- Use it" },
        { """{"type":"codeBlock","attrs":{"language":"csharp"},"content":[{"type":"text","text":"if (a)\n    b();"}]}""", "if (a)\n    b();" },
        { """{"type":"blockquote","content":[""" + Paragraph(Hello) + "," + Paragraph(Hello) + "]}", "> hello\n>\n> hello" },
        { """{"type":"panel","attrs":{"panelType":"warning"},"content":[""" + Paragraph(Hello) + "]}", "hello" },
        { $$"""{{Paragraph(Hello)}},{"type":"rule"},{{Paragraph(Hello)}}""", "hello\n\n---\n\nhello" },
        { """{"type":"table","content":[{"type":"tableRow","content":[{"type":"tableHeader","content":[""" + Paragraph("""{"type":"text","text":"Name"}""") + """]},{"type":"tableHeader","content":[""" + Paragraph("""{"type":"text","text":"Size"}""") + """]}]},{"type":"tableRow","content":[{"type":"tableCell","content":[""" + Paragraph(Hello) + "," + Paragraph(Hello) + """]},{"type":"tableCell","content":[]}]}]}""", "Name | Size\nhello hello |" },
        { """{"type":"mediaSingle","content":[{"type":"media","attrs":{"type":"file","id":"1","alt":"chart.png"}},{"type":"caption","content":[{"type":"text","text":"The chart"}]}]}""", "[chart.png]\nThe chart" },
        { """{"type":"mediaGroup","content":[{"type":"media","attrs":{"type":"file","id":"1","__fileName":"a.pdf"}},{"type":"media","attrs":{"type":"file","id":"2"}}]}""", "[a.pdf]\n[file]" },
        { """{"type":"expand","attrs":{"title":"More"},"content":[""" + Paragraph(Hello) + "]}", "More\n\nhello" },
        { """{"type":"layoutSection","content":[{"type":"layoutColumn","attrs":{"width":50},"content":[""" + Paragraph(Hello) + """]},{"type":"layoutColumn","content":[""" + Paragraph(Hello) + "]}]}", "hello\n\nhello" },
        { """{"type":"blockCard","attrs":{"url":"https://example.org"}}""", "https://example.org" },
        { """{"type":"extension","attrs":{"extensionKey":"toc","parameters":{"macroMetadata":{"title":"Table of contents"}}}}""", "Table of contents" },
        { """{"type":"somethingNew","attrs":{"text":"label"},"content":[""" + Paragraph(Hello) + "]}", "label\n\nhello" },
        { Paragraph("""{"type":"somethingNew","content":[{"type":"text","text":"inner"}]}"""), "inner" },
        { Paragraph("""{"type":"placeholder","attrs":{"text":"Write here"}},{"type":"text","text":"x"}"""), "x" },
        { """{"type":"text","text":"loose "},{"type":"text","text":"words"},""" + Paragraph(Hello), "loose words\n\nhello" },
        { """7,null,"text",{"type":5},{"content":"x"},""" + Paragraph("""{"type":"text"},{"type":"text","text":7},{"type":"hardBreak","content":7}"""), "" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_reads_as_text(string blocks, string expected)
    {
        using var document = JsonDocument.Parse($$"""{"type":"doc","version":1,"content":[{{blocks}}]}""");
        Assert.Equal(expected, AdfText.ToText(document.RootElement, id => id == "5f8d" ? "Ada" : null));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"type\":\"doc\"}")]
    [InlineData("{\"content\":{}}")]
    public void What_is_no_document_is_empty(string json)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal("", AdfText.ToText(document.RootElement));
    }

    private static string Paragraph(string inlines) => $$"""{"type":"paragraph","content":[{{inlines}}]}""";

    private static string Item(string blocks) => $$"""{"type":"listItem","content":[{{blocks}}]}""";
}
