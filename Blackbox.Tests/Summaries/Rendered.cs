using Markdig;

namespace Blackbox.Tests.Summaries;

/// <summary>What a browser would get from Markdown, with every extension on and nothing filtered: the worst that a page could do with it.</summary>
internal static class Rendered
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseAdvancedExtensions().UseEmojiAndSmiley().Build();

    public static string Html(string markdown) => Markdig.Markdown.ToHtml(markdown, Pipeline);
}
