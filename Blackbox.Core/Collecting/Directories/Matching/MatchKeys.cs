namespace Blackbox.Core.Collecting.Directories.Matching;

/// <summary>Who has which key.</summary>
internal sealed class MatchKeys
{
    private readonly Dictionary<string, List<int>> _holders = new(StringComparer.Ordinal);

    public void Add(int holder, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            if (!_holders.TryGetValue(key, out var holders))
                _holders[key] = holders = [];
            if (holders.Count == 0 || holders[^1] != holder)
                holders.Add(holder);
        }
    }

    /// <summary>Those who have one of the keys, those with a rare one first, and not more than <paramref name="max"/>.</summary>
    public IReadOnlyCollection<int> Find(IEnumerable<string> keys, int max)
    {
        var found = new HashSet<int>();
        foreach (var holders in keys.Distinct(StringComparer.Ordinal).Select(key => _holders.GetValueOrDefault(key)).OfType<List<int>>().OrderBy(holders => holders.Count))
        {
            foreach (var holder in holders)
            {
                if (found.Count >= max)
                    return found;
                found.Add(holder);
            }
        }
        return found;
    }
}
