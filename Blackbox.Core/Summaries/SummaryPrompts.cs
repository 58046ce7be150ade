using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Blackbox.Core.Collecting;

namespace Blackbox.Core.Summaries;

/// <summary>The newest prompt of each platform: files <c>&lt;platform&gt;.v&lt;n&gt;.md</c> in any folder of this assembly or of a collector's.</summary>
public sealed partial class SummaryPrompts
{
    private const string Fallback = "default";
    private readonly Dictionary<string, SummaryPrompt> _newest = new(StringComparer.Ordinal);

    public SummaryPrompts(IEnumerable<ICollector> collectors)
    {
        foreach (var assembly in collectors.Select(collector => collector.GetType().Assembly).Append(typeof(SummaryPrompts).Assembly).Distinct())
            Read(assembly);
    }

    /// <summary>The platform's prompt, or that of platforms that have none of their own.</summary>
    public SummaryPrompt Of(string platform) => _newest.GetValueOrDefault(platform) ?? _newest[Fallback];

    private void Read(Assembly assembly)
    {
        var found = assembly.GetManifestResourceNames().Select(name => FileName().Match(name)).Where(match => match.Success)
            .GroupBy(match => match.Groups["platform"].Value, StringComparer.Ordinal);
        foreach (var versions in found)
        {
            var newest = versions.MaxBy(match => int.Parse(match.Groups["version"].ValueSpan, CultureInfo.InvariantCulture))!;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(newest.Value)!);
            _newest[versions.Key] = new($"{versions.Key}.v{newest.Groups["version"].Value}", reader.ReadToEnd());
        }
    }

    // Blackbox.Core.Collecting.Git.git.v1.md
    [GeneratedRegex(@"^.*\.(?<platform>[a-z][a-z0-9-]*)\.v(?<version>[0-9]{1,6})\.md$", RegexOptions.ExplicitCapture)]
    private static partial Regex FileName();
}
