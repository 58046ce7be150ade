namespace Blackbox.Core.Users;

/// <summary>The order of platforms in the daily log: those that the user named, then the others by name.</summary>
/// <param name="names">Each once.</param>
public sealed class PlatformOrder(IReadOnlyList<string> names) : IComparer<string>
{
    /// <summary>Platforms that can be named.</summary>
    public const int MaxNames = 32;

    /// <summary>Of who named none.</summary>
    public static readonly PlatformOrder ByName = new([]);

    public IReadOnlyList<string> Names => names;

    public int Compare(string? x, string? y)
    {
        var (first, second) = (PlaceOf(x), PlaceOf(y));
        return first != second ? first.CompareTo(second) : string.CompareOrdinal(x, y);
    }

    private int PlaceOf(string? platform)
    {
        for (var place = 0; place < names.Count; place++)
        {
            if (string.Equals(names[place], platform, StringComparison.Ordinal))
                return place;
        }
        return names.Count;
    }
}
