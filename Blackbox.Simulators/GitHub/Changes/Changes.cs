using System.Globalization;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.GitHub.Generation;
using Blackbox.Simulators.GitHub.Model;

namespace Blackbox.Simulators.GitHub;

/// <summary>Makes a change. The organisation is locked by the caller.</summary>
internal sealed class Changes(Organisation organisation, OrganisationChange change, Ids ids, DateTimeOffset at)
{
    private readonly Repository _repository = change.Kind == ChangeKind.AddLargeRepository
        ? LargeRepository(organisation, change, ids, at)
        : organisation.Repository(change.Repository);

    public ChangeResult Apply()
    {
        switch (change.Kind)
        {
            case ChangeKind.AddLargeRepository:
                return Done(sha: _repository.Generated!.Head, id: _repository.Id);
            case ChangeKind.EditIssue:
                return Edit(Issue());
            case ChangeKind.DeleteIssue:
                return Delete(Issue());
            case ChangeKind.OpenIssue:
                var opened = organisation.OpenIssue(_repository, ids, Person(), NextNumber(), Title(), change.Body, at);
                return Done(opened.Number, opened.Id);
            case ChangeKind.OpenPullRequest:
                return OpenPullRequest();
            case ChangeKind.MergePullRequest:
                return Merge(Issue());
            case ChangeKind.Close:
                organisation.Close(_repository, ids, Person(), Issue(), at);
                return Done(change.Number, Issue().Id);
            case ChangeKind.Reopen:
                organisation.Reopen(_repository, ids, Person(), Issue(), at);
                return Done(change.Number, Issue().Id);
            case ChangeKind.Review:
                if (Issue().Pull is null)
                    throw new SimulatorException($"#{change.Number} is not a pull request.");
                return Done(change.Number, organisation.Review(_repository, ids, Person(), Issue(), change.State ?? "APPROVED", change.Body ?? "", at).Id);
            case ChangeKind.Comment:
                return Done(change.Number, organisation.Comment(_repository, ids, Person(), Issue(), change.Body ?? "", at).Id);
            case ChangeKind.EditComment:
                return EditComment();
            case ChangeKind.DeleteComment:
                return DeleteComment();
            case ChangeKind.AddCommit:
                return AddCommit();
            case ChangeKind.ForcePush:
                return ForcePush();
            case ChangeKind.DeleteBranch:
                organisation.DeleteBranch(_repository, ids, organisation.People[0], Branch(), at);
                return Done();
            case ChangeKind.DeleteRelease:
                return Remove(_repository.Releases, release => release.Id == change.Id, TimelineKind.Release);
            case ChangeKind.DeleteRepository:
                return Become(Availability.Deleted);
            case ChangeKind.BlockRepository:
                return Become(Availability.Blocked);
            default:
                organisation.Rename(_repository, Title());
                return Done(id: _repository.Id);
        }
    }

    private ChangeResult Edit(Issue issue)
    {
        issue.Title = change.Title ?? issue.Title;
        issue.Body = change.Body ?? issue.Body;
        return Changed(issue);
    }

    private ChangeResult Delete(Issue issue)
    {
        if (issue.Pull is not null)
            throw new SimulatorException("GitHub deletes issues, but no pull requests.");
        _repository.Remove(issue);
        _repository.Comments.RemoveAll(comment => comment.Number == issue.Number);
        _repository.IssueEvents.RemoveAll(entry => entry.Number == issue.Number);
        organisation.Forget(entry => entry.Repository == _repository && entry.Issue == issue);
        organisation.Changed(_repository);
        return Done(issue.Number, issue.Id);
    }

    private ChangeResult OpenPullRequest()
    {
        var number = NextNumber();
        var branch = change.Branch ?? string.Create(CultureInfo.InvariantCulture, $"change/{number}");
        var commit = NewCommit(_repository.Branches[_repository.DefaultBranch], Title());
        organisation.Push(_repository, ids, Person(), branch, commit.Sha, at);
        var issue = organisation.OpenPull(_repository, ids, Person(), number, Title(), change.Body, branch, [commit.Sha], at, change.Count);
        return Done(number, issue.Pull!.Id, commit.Sha);
    }

    private ChangeResult Merge(Issue issue)
    {
        if (issue.Pull is null || !issue.IsOpen)
            throw new SimulatorException($"#{change.Number} is not an open pull request.");
        var sha = NewSha();
        organisation.Squash(_repository, ids, Person(), issue, sha, $"{issue.Title} (#{issue.Number})", at);
        return Done(issue.Number, issue.Pull.Id, sha);
    }

    private ChangeResult EditComment()
    {
        if (_repository.Comments.Find(comment => comment.Id == change.Id) is { } comment)
        {
            (comment.Body, comment.UpdatedAt, comment.Recorded) = (change.Body ?? "", at, null);
            organisation.Changed(_repository);
            return Done(comment.Number, comment.Id);
        }
        if (_repository.ReviewComments.Find(comment => comment.Id == change.Id) is { } remark)
        {
            (remark.Body, remark.UpdatedAt, remark.Recorded) = (change.Body ?? "", at, null);
            organisation.Changed(_repository);
            return Done(remark.Number, remark.Id);
        }
        throw new SimulatorException($"There is no comment {change.Id}.");
    }

    private ChangeResult DeleteComment()
    {
        if (_repository.Comments.Find(comment => comment.Id == change.Id) is { } comment && _repository.FindIssue(comment.Number) is { } issue)
            issue.Comments--;
        return _repository.Comments.Exists(one => one.Id == change.Id)
            ? Remove(_repository.Comments, one => one.Id == change.Id, TimelineKind.Comment)
            : Remove(_repository.ReviewComments, one => one.Id == change.Id, TimelineKind.ReviewComment);
    }

    private ChangeResult AddCommit()
    {
        var commit = NewCommit(_repository.Branches.GetValueOrDefault(Branch()) ?? _repository.Branches[_repository.DefaultBranch], Title());
        organisation.Push(_repository, ids, Person(), Branch(), commit.Sha, at);
        if (_repository.Issues.Find(issue => issue is { IsOpen: true, Pull: { } pull } && pull.HeadBranch == Branch()) is { } open)
            organisation.Extend(_repository, open, [commit.Sha], at);
        return Done(sha: commit.Sha);
    }

    private ChangeResult ForcePush()
    {
        var parent = Head();
        for (var i = 0; i < Math.Max(1, change.Count); i++)
            parent = _repository.FindCommit(parent)?.Parents is [var first, ..] ? first : throw new SimulatorException("The branch has fewer commits.");
        var commit = NewCommit(parent, change.Title ?? "Rewrite what was pushed before");
        organisation.Push(_repository, ids, Person(), Branch(), commit.Sha, at);
        return Done(sha: commit.Sha);
    }

    private ChangeResult Become(Availability availability)
    {
        _repository.Availability = availability;
        organisation.Changed(_repository);
        return Done(id: _repository.Id);
    }

    private ChangeResult Remove<T>(List<T> from, Predicate<T> which, TimelineKind kind)
    {
        if (from.Find(which) is not { } item)
            throw new SimulatorException($"There is no {kind} {change.Id}.");
        from.Remove(item);
        organisation.Forget(entry => entry.Repository == _repository && entry.Kind == kind && ReferenceEquals(entry.Subject, item));
        organisation.Changed(_repository);
        return Done(id: change.Id);
    }

    private ChangeResult Changed(Issue issue)
    {
        issue.Recorded = null;
        if (issue.Pull is not null)
            issue.Pull.Recorded = null;
        issue.Touch(at);
        organisation.Changed(_repository);
        return Done(issue.Number, issue.Pull?.Id ?? issue.Id);
    }

    private Commit NewCommit(string parent, string message) => _repository.Commit(
        NewSha(), Person().Signs(at), Person().Signs(at), message, [new("src/changed.txt", "modified", 4, 1, (ulong)at.UtcTicks)], parent);

    private string NewSha() => Dice.Sha((ulong)ids.Next(), $"{_repository.Id}/change");

    private static Repository LargeRepository(Organisation organisation, OrganisationChange change, Ids ids, DateTimeOffset at)
    {
        var author = organisation.Person(change.Login ?? organisation.People[0].Login);
        var step = TimeSpan.FromSeconds(1);
        var count = Math.Max(1, change.Count);
        var first = at - (step * (count - 1));
        var repository = new Repository
        {
            Id = ids.Next(),
            Owner = organisation.Name,
            OwnedByOrganisation = true,
            Name = change.Repository.Split('/')[^1],
            Description = "Everything that was in the old tracker",
            Language = "JSON",
            CreatedAt = first.AddDays(-1),
            PushedAt = at,
        };
        var bot = Accounts.Dependabot.Signs(repository.CreatedAt);
        var root = repository.Commit(Dice.Sha((ulong)repository.Id, "root"), bot, bot, "Initial commit", []);
        repository.Branches[repository.DefaultBranch] = root.Sha;
        repository.Generated = new((ulong)repository.Id, author, root.Sha, first, step, count);
        organisation.Add(repository);
        organisation.Push(repository, ids, author, repository.DefaultBranch, repository.Generated.Head, at);
        return repository;
    }

    private Issue Issue() =>
        _repository.FindIssue(change.Number) ?? throw new SimulatorException($"{_repository.FullName} has no #{change.Number}.");

    private Person Person() => organisation.Person(change.Login ?? throw new SimulatorException($"{change.Kind} needs a login."));

    private string Title() => change.Title ?? throw new SimulatorException($"{change.Kind} needs a title.");

    private string Branch() => change.Branch ?? _repository.DefaultBranch;

    private string Head() => _repository.Branches.GetValueOrDefault(Branch()) ?? throw new SimulatorException($"There is no branch '{Branch()}'.");

    // Far from the numbers of the days to come.
    private int NextNumber() => Math.Max(1_000_000, _repository.Issues.Select(issue => issue.Number).DefaultIfEmpty().Max()) + 1;

    private ChangeResult Done(int number = 0, long id = 0, string? sha = null) => new(number, id, sha, at);
}
