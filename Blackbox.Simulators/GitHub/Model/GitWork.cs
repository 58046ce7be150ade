using Blackbox.Simulators.Generation;

namespace Blackbox.Simulators.GitHub.Model;

/// <summary>What people do to branches.</summary>
internal static class GitWork
{
    public static Commit Commit(
        this Repository repository, string sha, Signature author, Signature committer, string message,
        IReadOnlyList<ChangedFile> files, params IReadOnlyList<string> parents)
    {
        var commit = new Commit
        {
            Sha = sha,
            Author = author,
            Committer = committer,
            Message = message,
            Files = files,
            Parents = [.. parents.Where(p => p.Length > 0)],
        };
        repository.Commits.Add(sha, commit);
        return commit;
    }

    /// <summary>Moves a branch, or makes it, and tells of it.</summary>
    public static void Push(
        this Organisation organisation, Repository repository, Ids ids, Person actor, string branch, string head, DateTimeOffset at)
    {
        var before = repository.Branches.GetValueOrDefault(branch);
        repository.Branches[branch] = head;
        repository.PushedAt = at;
        if (before is null)
        {
            organisation.Record(new()
            {
                Id = ids.Next(),
                Kind = TimelineKind.CreateBranch,
                Actor = actor,
                Repository = repository,
                CreatedAt = at,
                Branch = branch,
            });
        }
        organisation.Record(new()
        {
            Id = ids.Next(),
            Kind = TimelineKind.Push,
            Actor = actor,
            Repository = repository,
            CreatedAt = at,
            Branch = branch,
            Before = before ?? new string('0', 40),
            Head = head,
        });
        organisation.Changed(repository);
    }

    public static void DeleteBranch(this Organisation organisation, Repository repository, Ids ids, Person actor, string branch, DateTimeOffset at)
    {
        if (!repository.Branches.Remove(branch))
            return;
        organisation.Record(new()
        {
            Id = ids.Next(),
            Kind = TimelineKind.DeleteBranch,
            Actor = actor,
            Repository = repository,
            CreatedAt = at,
            Branch = branch,
        });
        organisation.Changed(repository);
    }
}
