using System.Globalization;
using Blackbox.Core.Summaries;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace Blackbox.Api.Pages;

/// <summary>
/// Renders summaries and notes. Their text comes from anywhere (commit messages, a model, the clipboard), so HTML stays text, a picture becomes its
/// description (showing it would tell its server who reads what), and only web and mail links are links.
/// </summary>
internal static class LogMarkdown
{
    /// <summary>Headings of a text stand below those of the page.</summary>
    private const int HeadingOffset = 2;

    /// <summary>What is over is not rendered; a summary is far shorter.</summary>
    private const int MaxLength = 200_000;

    // A private-use character pair marks where a sentence ends while the text is parsed: MarkStart, the sentence's number, MarkEnd.
    private const char MarkStart = '\uE000';
    private const char MarkEnd = '\uE001';

    private static readonly MarkdownPipeline Pipeline = Build();

    public static MarkupString Render(string markdown) => Render(markdown, [], new HashSet<Guid>());

    /// <param name="shown">Activities that the page shows; evidence links to them.</param>
    public static MarkupString Render(string markdown, IReadOnlyList<Evidence> evidence, IReadOnlySet<Guid> shown)
    {
        var text = markdown.Length > MaxLength ? markdown[..MaxLength] : markdown;
        text = text.Replace(MarkStart, '\uFFFD').Replace(MarkEnd, '\uFFFD');
        try
        {
            var document = Markdown.Parse(Mark(text, evidence), Pipeline);
            Restrict(document);
            using var writer = new StringWriter(CultureInfo.InvariantCulture);
            var renderer = new HtmlRenderer(writer);
            Pipeline.Setup(renderer);
            renderer.ObjectRenderers.Insert(0, new EvidenceRenderer(evidence, shown));
            renderer.Render(document);
            return new(Unmarked(writer.ToString()));
        }
        catch (ArgumentException)
        {
            // Markdig refuses what is nested too deeply; nobody writes so by accident.
            return new($"<pre>{System.Net.WebUtility.HtmlEncode(text)}</pre>");
        }
    }

    private static MarkdownPipeline Build()
    {
        var builder = new MarkdownPipelineBuilder().UsePipeTables().UseTaskLists().UseAutoLinks().DisableHtml();
        builder.InlineParsers.Insert(0, new EvidenceParser());
        return builder.Build();
    }

    // Sentences are looked for in order, so that equal ones get a mark each.
    private static string Mark(string text, IReadOnlyList<Evidence> evidence)
    {
        if (evidence.Count == 0)
            return text;
        var marked = new System.Text.StringBuilder(text.Length + evidence.Count * 4);
        var position = 0;
        for (var number = 0; number < evidence.Count; number++)
        {
            var sentence = evidence[number].Sentence.Trim();
            var found = sentence.Length == 0 ? -1 : text.IndexOf(sentence, position, StringComparison.Ordinal);
            if (found < 0)
                continue;
            var end = found + sentence.Length;
            marked.Append(text, position, end - position).Append(MarkStart).Append(number).Append(MarkEnd);
            position = end;
        }
        return marked.Append(text, position, text.Length - position).ToString();
    }

    // A mark that fell into code or an address was not read as one.
    private static string Unmarked(string html) =>
        html.Contains(MarkStart) ? System.Text.RegularExpressions.Regex.Replace(html, $"{MarkStart}[0-9]+{MarkEnd}", "") : html;

    private static void Restrict(MarkdownDocument document)
    {
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.Level = Math.Min(heading.Level + HeadingOffset, 6);
        // Alignment would be an inline style.
        foreach (var column in document.Descendants<Table>().SelectMany(table => table.ColumnDefinitions))
            (column.Alignment, column.Width) = (null, 0);
        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            if (!link.IsImage && IsAllowed(link.Url))
                link.GetAttributes().AddProperty("rel", "noopener noreferrer nofollow");
            else
                Unwrap(link);
        }
        foreach (var link in document.Descendants<AutolinkInline>().ToList())
        {
            if (IsAllowed(link.IsEmail ? $"mailto:{link.Url}" : link.Url))
                link.GetAttributes().AddProperty("rel", "noopener noreferrer nofollow");
            else
                link.ReplaceBy(new LiteralInline(link.Url));
        }
    }

    public static bool IsAllowed(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeMailto);

    private static void Unwrap(LinkInline link)
    {
        var text = new ContainerInline();
        link.MoveChildrenAfter(text);
        link.ReplaceBy(text, copyChildren: true);
    }

    private sealed class EvidenceInline(int number) : LeafInline
    {
        public int Number => number;
    }

    private sealed class EvidenceParser : InlineParser
    {
        public EvidenceParser() => OpeningCharacters = [MarkStart];

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            var text = slice.AsSpan();
            var end = text.IndexOf(MarkEnd);
            if (end < 1 || !int.TryParse(text[1..end], CultureInfo.InvariantCulture, out var number))
                return false;
            processor.Inline = new EvidenceInline(number);
            slice.Start += end + 1;
            return true;
        }
    }

    private sealed class EvidenceRenderer(IReadOnlyList<Evidence> evidence, IReadOnlySet<Guid> shown) : HtmlObjectRenderer<EvidenceInline>
    {
        /// <summary>Activities that one mark points out; the rest of a crowded day need not glow too.</summary>
        private const int MaxTargets = 60;

        protected override void Write(HtmlRenderer renderer, EvidenceInline inline)
        {
            var ids = evidence[inline.Number].ActivityIds;
            var targets = ids.Where(shown.Contains).Take(MaxTargets).Select(id => $"a-{id:N}").ToList();
            var label = Words.Count(ids.Count, "activity", "activities");
            if (targets.Count == 0)
                return;
            renderer.Write($"""<a class="evidence" href="#{targets[0]}" data-evidence="{string.Join(' ', targets)}" aria-label="Evidence: {label}">{ids.Count}</a>""");
        }
    }
}
