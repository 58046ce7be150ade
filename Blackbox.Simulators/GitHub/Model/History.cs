namespace Blackbox.Simulators.GitHub.Model;

/// <summary>What can be reached from a commit: some that are held, and the first so many generated ones.</summary>
internal sealed record Reach(HashSet<string> Held, int Generated);

internal static class History
{
    /// <summary>The commits reachable from one, newest committer date first, as <c>git log</c> lists them.</summary>
    public static CommitList Log(this Repository repository, string head, DateTimeOffset? since = null, DateTimeOffset? until = null)
    {
        if (repository.IsRecorded)
            return CommitList.Of(repository, repository.Commits.Values, 0, 0, since, until);
        return since is null && until is null
            ? repository.View<CommitList>($"log {head}", () => [repository.NewLog(head, null, null)])[0]
            : repository.NewLog(head, since, until);
    }

    private static CommitList NewLog(this Repository repository, string head, DateTimeOffset? since, DateTimeOffset? until)
    {
        var reach = repository.Reach(head);
        return CommitList.Of(repository, reach.Held.Select(sha => repository.Commits[sha]), 0, reach.Generated, since, until);
    }

    /// <summary>The commits reachable from one and not from another, oldest first.</summary>
    public static CommitList Between(this Repository repository, string from, string to)
    {
        var left = repository.Reach(from);
        var right = repository.Reach(to);
        var held = right.Held.Where(sha => !left.Held.Contains(sha)).Select(sha => repository.Commits[sha]);
        return CommitList.Of(repository, held, Math.Min(left.Generated, right.Generated), right.Generated, null, null, oldestFirst: true);
    }

    public static Reach Reach(this Repository repository, string head) => repository.ReachFrom([head]);

    /// <summary>Everything that a branch leads to.</summary>
    public static Reach ReachOfBranches(this Repository repository) => repository.ReachFrom(repository.Branches.Values);

    private static Reach ReachFrom(this Repository repository, IEnumerable<string> heads)
    {
        var held = new HashSet<string>();
        var generated = 0;
        var open = new Stack<string>(heads);
        while (open.TryPop(out var sha))
        {
            if (repository.Commits.TryGetValue(sha, out var commit))
            {
                if (!held.Add(sha))
                    continue;
                foreach (var parent in commit.Parents)
                    open.Push(parent);
            }
            else if (repository.Generated is { } history && history.IndexOf(sha) is >= 0 and var index && index >= generated)
            {
                generated = index + 1;
                open.Push(history.Parent);
            }
        }
        return new(held, generated);
    }
}
