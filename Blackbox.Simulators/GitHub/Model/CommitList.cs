namespace Blackbox.Simulators.GitHub.Model;

/// <summary>Commits in order, of which the generated ones are made when a page is read.</summary>
internal sealed class CommitList
{
    private readonly List<Commit> _before = [];
    private readonly List<Commit> _after = [];
    private readonly GeneratedHistory? _generated;
    private readonly int _from;
    private readonly int _to;
    private readonly bool _oldestFirst;

    private CommitList(GeneratedHistory? generated, int from, int to, bool oldestFirst)
    {
        (_generated, _from, _to, _oldestFirst) = (generated, from, Math.Max(from, to), oldestFirst);
    }

    public int Count => _before.Count + (_to - _from) + _after.Count;

    public static CommitList Of(
        Repository repository, IEnumerable<Commit> held, int from, int to, DateTimeOffset? since, DateTimeOffset? until, bool oldestFirst = false)
    {
        var generated = repository.Generated;
        if (generated is not null && since is not null)
            from = Math.Max(from, generated.OlderThan(since.Value));
        if (generated is not null && until is not null)
            to = Math.Min(to, generated.OlderThan(until.Value.AddTicks(1)));
        var list = new CommitList(generated, from, to, oldestFirst);
        var wanted = held
            .Where(commit => (since is null || commit.Committer.Date >= since) && (until is null || commit.Committer.Date <= until))
            .OrderBy(commit => oldestFirst ? commit.Committer.Date.UtcTicks : -commit.Committer.Date.UtcTicks)
            .ThenBy(commit => commit.Sha, StringComparer.Ordinal);
        foreach (var commit in wanted)
        {
            var isOlder = generated is not null && commit.Committer.Date <= generated.DateOf(0);
            (generated is null || isOlder == oldestFirst ? list._before : list._after).Add(commit);
        }
        return list;
    }

    public IEnumerable<Commit> Slice(int skip, int take)
    {
        for (var i = skip; i < Math.Min(Count, skip + take); i++)
            yield return this[i];
    }

    public Commit this[int index]
    {
        get
        {
            if (index < _before.Count)
                return _before[index];
            index -= _before.Count;
            var generated = _to - _from;
            return index < generated
                ? _generated!.At(_oldestFirst ? _from + index : _to - 1 - index)
                : _after[index - generated];
        }
    }
}
