namespace Blackbox.Core.Summaries;

/// <summary>A prompt file that is embedded in an assembly, as <c>git.v1.md</c>. A change of its words is a new file with the next version.</summary>
/// <param name="Version">As <c>git.v1</c>.</param>
public sealed record SummaryPrompt(string Version, string Text)
{
    public string Instructions(string fence) => Text.Replace("{{fence}}", fence, StringComparison.Ordinal);
}
