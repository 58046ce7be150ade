namespace Blackbox.Core.Collecting.Directories.Matching;

/// <summary>Who has which key.</summary>
internal sealed class MatchKeys
{
    /// <summary>A key that thousands have says nothing that a rarer one does not say better.</summary>
    private const int MaxLooked = 5_000;

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

    /// <summary>Those who have most in common with somebody: many keys, and rare ones. Not more than <paramref name="max"/>.</summary>
    public IEnumerable<int> Find(IEnumerable<string> keys, int max)
    {
        var weights = new Dictionary<int, double>();
        var looked = 0;
        foreach (var holders in keys.Distinct(StringComparer.Ordinal).Select(key => _holders.GetValueOrDefault(key)).OfType<List<int>>().OrderBy(holders => holders.Count))
        {
            if ((looked += holders.Count) > MaxLooked && weights.Count > 0)
                break;
            foreach (var holder in holders)
                weights[holder] = weights.GetValueOrDefault(holder) + (1.0 / holders.Count);
        }
        return weights.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(max).Select(pair => pair.Key);
    }
}
