using Blackbox.Simulators.Generation;

namespace Blackbox.Simulators.GitHub.Model;

/// <summary>What people do to pull requests only.</summary>
internal static class PullWork
{
    public static Issue OpenPull(
        this Organisation organisation, Repository repository, Ids ids, Person author, int number, string title, string? body,
        string branch, IEnumerable<string> commits, DateTimeOffset at, int generatedFiles = 0)
    {
        var issue = new Issue
        {
            Id = ids.Next(),
            Number = number,
            Title = title,
            Body = body,
            Author = author,
            CreatedAt = at,
            UpdatedAt = at,
        };
        issue.Pull = new()
        {
            Id = ids.Next(),
            Issue = issue,
            HeadBranch = branch,
            BaseBranch = repository.DefaultBranch,
            HeadSha = repository.Branches[branch],
            BaseSha = repository.Branches[repository.DefaultBranch],
            Commits = [.. commits],
            GeneratedFiles = generatedFiles,
        };
        repository.Add(issue);
        organisation.Tell(repository, ids, TimelineKind.PullRequest, author, at, "opened", issue);
        return issue;
    }

    /// <summary>Commits that were pushed to the branch of an open pull request.</summary>
    public static void Extend(this Organisation organisation, Repository repository, Issue issue, IEnumerable<string> commits, DateTimeOffset at)
    {
        var pull = issue.Pull!;
        if (!issue.IsOpen)
            return;
        pull.Commits.AddRange(commits);
        pull.HeadSha = repository.Branches[pull.HeadBranch];
        issue.Touch(at);
        organisation.Changed(repository);
    }

    public static void RequestReview(
        this Organisation organisation, Repository repository, Ids ids, Person actor, Issue issue, Person reviewer, DateTimeOffset at)
    {
        issue.Pull!.RequestedReviewers.Add(reviewer);
        organisation.AddIssueEvent(repository, ids, "review_requested", actor, issue, at, other: reviewer);
    }

    public static Review Review(
        this Organisation organisation, Repository repository, Ids ids, Person author, Issue issue, string state, string body, DateTimeOffset at)
    {
        var pull = issue.Pull!;
        var review = new Review
        {
            Id = ids.Next(),
            Author = author,
            State = state,
            Body = body,
            SubmittedAt = at,
            CommitSha = pull.HeadSha,
        };
        pull.Reviews.Add(review);
        if (state == "PENDING")
        {
            organisation.Changed(repository);
            return review;
        }
        pull.RequestedReviewers.Remove(author);
        issue.Touch(at);
        organisation.Tell(repository, ids, TimelineKind.Review, author, at, "created", issue, review);
        return review;
    }

    public static ReviewComment ReviewComment(
        this Organisation organisation, Repository repository, Ids ids, Person author, Issue issue, Review review, string path, int line,
        string body, DateTimeOffset at, long? replyTo = null)
    {
        var comment = new ReviewComment
        {
            Id = ids.Next(),
            Number = issue.Number,
            ReviewId = review.Id,
            ReplyTo = replyTo,
            Author = author,
            Body = body,
            Path = path,
            Line = line,
            CommitSha = review.CommitSha,
            CreatedAt = at,
            UpdatedAt = at,
        };
        repository.ReviewComments.Add(comment);
        issue.Pull!.ReviewComments++;
        issue.Touch(at);
        organisation.Tell(repository, ids, TimelineKind.ReviewComment, author, at, "created", issue, comment);
        return comment;
    }

    /// <summary>One new commit with everything, signed by GitHub; the branch stays.</summary>
    public static void Squash(
        this Organisation organisation, Repository repository, Ids ids, Person actor, Issue issue, string sha, string message, DateTimeOffset at)
    {
        var pull = issue.Pull!;
        var author = repository.Commits[pull.Commits[0]].Author with { Date = at };
        repository.Commit(
            sha, author, organisation.WebFlow.Signs(at), message, repository.FilesOf(pull), repository.Branches[pull.BaseBranch]);
        organisation.Merged(repository, ids, actor, issue, sha, at);
    }

    /// <summary>A merge commit; the branch goes, its commits are reachable from the base.</summary>
    public static void Merge(
        this Organisation organisation, Repository repository, Ids ids, Person actor, Issue issue, string sha, DateTimeOffset at)
    {
        var pull = issue.Pull!;
        repository.Commit(
            sha, actor.SignsOnTheWeb(at), organisation.WebFlow.Signs(at),
            $"Merge pull request #{issue.Number} from {repository.Owner}/{pull.HeadBranch}\n\n{issue.Title}", [],
            repository.Branches[pull.BaseBranch], pull.HeadSha);
        organisation.Merged(repository, ids, actor, issue, sha, at);
        organisation.AddIssueEvent(repository, ids, "head_ref_deleted", actor, issue, at);
        organisation.DeleteBranch(repository, ids, actor, pull.HeadBranch, at);
    }

    private static void Merged(
        this Organisation organisation, Repository repository, Ids ids, Person actor, Issue issue, string sha, DateTimeOffset at)
    {
        var pull = issue.Pull!;
        organisation.Push(repository, ids, actor, pull.BaseBranch, sha, at);
        pull.MergedAt = at;
        pull.MergedBy = actor;
        pull.MergeCommitSha = sha;
        pull.Draft = false;
        organisation.AddIssueEvent(repository, ids, "merged", actor, issue, at, sha);
        organisation.Close(repository, ids, actor, issue, at);
    }

    /// <summary>The files of all its commits, a file that several changed once.</summary>
    public static IReadOnlyList<ChangedFile> FilesOf(this Repository repository, PullRequest pull) =>
    [
        .. pull.Commits
            .SelectMany(sha => repository.FindCommit(sha)?.Files ?? [])
            .GroupBy(file => file.Path, StringComparer.Ordinal)
            .Select(same => same.First() with { Additions = same.Sum(file => file.Additions), Deletions = same.Sum(file => file.Deletions) }),
    ];
}
