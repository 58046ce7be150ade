namespace Blackbox.Core.Collecting;

/// <summary>Platforms' names as people know them.</summary>
public sealed class PlatformTitles(IEnumerable<ICollector> collectors)
{
    private readonly Dictionary<string, string> _titles =
        collectors.ToDictionary(collector => collector.Platform, collector => collector.Title, StringComparer.Ordinal);

    /// <param name="platform">As it is stored.</param>
    /// <returns>Its collector's title; without a collector the stored name with a capital letter.</returns>
    public string Of(string platform) =>
        _titles.GetValueOrDefault(platform) ?? (platform.Length == 0 ? platform : char.ToUpperInvariant(platform[0]) + platform[1..]);
}
