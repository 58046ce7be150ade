namespace Blackbox.Core.Collecting.Confluence.Markup;

/// <summary>
/// Which lines of one text are not in the other. Texts that differ little are compared by the greedy algorithm of Myers (An O(ND) difference algorithm and
/// its variations, Algorithmica 1, 1986); where that would take long, lines count as kept as often as they are in both, wherever they stand.
/// </summary>
internal sealed class LineComparison
{
    /// <summary>Differences up to which the order of lines is looked at.</summary>
    private const int MaxDifferences = 1_000;

    /// <summary>Comparisons of two lines, all together.</summary>
    private const int MaxSteps = 20_000_000;

    private readonly bool[] _removed;
    private readonly bool[] _added;

    private LineComparison(List<Range> old, List<Range> now) =>
        (Old, New, _removed, _added) = (old, now, new bool[old.Count], new bool[now.Count]);

    /// <summary>Lines of the text before, without empty ones.</summary>
    public IReadOnlyList<Range> Old { get; }

    /// <summary>Lines of the text after it.</summary>
    public IReadOnlyList<Range> New { get; }

    public static LineComparison Of(ReadOnlySpan<char> old, ReadOnlySpan<char> now)
    {
        var comparison = new LineComparison(Lines(old), Lines(now));
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var (a, b) = (Numbers(old, comparison.Old, numbers), Numbers(now, comparison.New, numbers));
        if (!comparison.TryMyers(a, b))
            comparison.Count(a, b, numbers.Count);
        return comparison;
    }

    /// <summary>What was removed and added in one place, in order: indices of lines, either may be empty.</summary>
    public IEnumerable<(Range Removed, Range Added)> Hunks()
    {
        for (int i = 0, j = 0; i < _removed.Length || j < _added.Length;)
        {
            var (from, to) = (i, j);
            while (i < _removed.Length && _removed[i])
                i++;
            while (j < _added.Length && _added[j])
                j++;
            if (i > from || j > to)
                yield return (from..i, to..j);
            // Both stand on a line that is kept, or at an end.
            i++;
            j++;
        }
    }

    private static List<Range> Lines(ReadOnlySpan<char> text)
    {
        var lines = new List<Range>();
        foreach (var line in text.Split('\n'))
        {
            if (!text[line].IsWhiteSpace())
                lines.Add(line);
        }
        return lines;
    }

    private static int[] Numbers(ReadOnlySpan<char> text, IReadOnlyList<Range> lines, Dictionary<string, int> known)
    {
        var lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        var numbers = new int[lines.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            var line = text[lines[i]].Trim();
            if (!lookup.TryGetValue(line, out numbers[i]))
                lookup[line] = numbers[i] = known.Count;
        }
        return numbers;
    }

    private bool TryMyers(int[] a, int[] b)
    {
        var most = Math.Min(MaxDifferences, a.Length + b.Length);
        var furthest = new int[2 * most + 2];
        var trace = new List<int[]>();
        var steps = 0;
        for (var d = 0; d <= most; d++)
        {
            for (var k = -d; k <= d; k += 2)
            {
                var x = k == -d || (k != d && furthest[most + k - 1] < furthest[most + k + 1]) ? furthest[most + k + 1] : furthest[most + k - 1] + 1;
                var start = x;
                while (x < a.Length && x - k < b.Length && a[x] == b[x - k])
                    x++;
                furthest[most + k] = x;
                steps += x - start + 1;
                if (x >= a.Length && x - k >= b.Length)
                {
                    Trace(trace, d, k);
                    return true;
                }
            }
            if (steps > MaxSteps)
                return false;
            trace.Add(furthest[(most - d)..(most + d + 1)]);
        }
        return false;
    }

    // Back from the end; the trace of d holds the furthest points of the diagonals -d to d.
    private void Trace(List<int[]> trace, int d, int k)
    {
        for (; d > 0; d--)
        {
            var before = trace[d - 1];
            int At(int diagonal) => Math.Abs(diagonal) <= d - 1 ? before[diagonal + d - 1] : -1;
            var isAdded = k == -d || (k != d && At(k - 1) < At(k + 1));
            var from = isAdded ? k + 1 : k - 1;
            var x = At(from);
            if (isAdded)
                _added[x - from] = true;
            else
                _removed[x] = true;
            k = from;
        }
    }

    private void Count(int[] a, int[] b, int distinct)
    {
        var counts = new int[distinct];
        foreach (var line in a)
            counts[line]++;
        for (var j = 0; j < b.Length; j++)
            _added[j] = --counts[b[j]] < 0;
        Array.Clear(counts);
        foreach (var line in b)
            counts[line]++;
        for (var i = 0; i < a.Length; i++)
            _removed[i] = --counts[a[i]] < 0;
    }
}
