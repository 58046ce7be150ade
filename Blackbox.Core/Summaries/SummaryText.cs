namespace Blackbox.Core.Summaries;

/// <summary>A written summary before it is saved.</summary>
/// <param name="Content">Markdown; nothing that came from outside is markup in it.</param>
public sealed record SummaryText(string Content, IReadOnlyList<Evidence> Evidence);
