using System.Collections.Concurrent;

namespace Blackbox.Core.Summaries;

/// <summary>A prompt file of this assembly, as <c>Prompts/git.v1.md</c>. A change of its words is a new file with the next version.</summary>
/// <param name="Version">As <c>git.v1</c>.</param>
internal sealed record SummaryPrompt(string Version, string Text)
{
    private const string Fallback = "default";
    private const string Folder = "Blackbox.Core.Summaries.Prompts.";
    private static readonly ConcurrentDictionary<string, SummaryPrompt> Cache = new(StringComparer.Ordinal);

    /// <summary>The newest prompt of the platform, or of platforms that have none of their own.</summary>
    public static SummaryPrompt Of(string platform) => Cache.GetOrAdd(platform, name => Load(name) ?? Load(Fallback)!);

    public string Instructions(string fence) => Text.Replace("{{fence}}", fence, StringComparison.Ordinal);

    private static SummaryPrompt? Load(string platform)
    {
        var assembly = typeof(SummaryPrompt).Assembly;
        var newest = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith($"{Folder}{platform}.v", StringComparison.Ordinal) && name.EndsWith(".md", StringComparison.Ordinal))
            .Select(name => (Name: name, Version: name[Folder.Length..^3]))
            .OrderByDescending(row => int.Parse(row.Version[(platform.Length + 2)..], System.Globalization.CultureInfo.InvariantCulture))
            .FirstOrDefault();
        if (newest.Name is null)
            return null;
        using var reader = new StreamReader(assembly.GetManifestResourceStream(newest.Name)!);
        return new(newest.Version, reader.ReadToEnd());
    }
}
