using System.Globalization;
using Blackbox.Simulators.GitHub.Http;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub.Endpoints;

internal static class PullEndpoints
{
    private const int MostFiles = 3_000;
    private const int MostCommits = 250;

    public static ApiEndpoint[] All { get; } =
    [
        new("repos/{owner}/{repo}/pulls", ["state", "head", "base", "sort", "direction"], Pulls),
        new("repos/{owner}/{repo}/pulls/comments", ["sort", "direction", "since"], ReviewComments),
        new("repos/{owner}/{repo}/pulls/{number}", [], Pull, IsList: false),
        new("repos/{owner}/{repo}/pulls/{number}/files", [], Files),
        new("repos/{owner}/{repo}/pulls/{number}/commits", [], Commits),
        new("repos/{owner}/{repo}/pulls/{number}/reviews", [], Reviews),
    ];

    private static Answer Pulls(GitHubCall call)
    {
        var (repository, sort) = (call.Repository, call.Parameter("sort") ?? "created");
        if (sort is not ("created" or "updated"))
            return Answer.Invalid($"Validation Failed: sort {sort}");
        // Without a sort it goes down; with one also, unless told otherwise.
        var ascending = call.IsAscending;
        var state = call.Parameter("state") ?? "open";
        var pulls = repository.View($"pulls {state} {sort} {ascending}", () =>
        {
            var some = repository.Issues.Where(issue => issue.Pull is not null && (state == "all" || issue.IsOpen == (state == "open")));
            return Sorted(some, issue => sort == "updated" ? issue.UpdatedAt : issue.CreatedAt, issue => issue.Id, ascending);
        });
        IReadOnlyList<Issue> wanted = call.Parameter("head") is null && call.Parameter("base") is null ? pulls :
        [
            .. pulls.Where(issue =>
                (call.Parameter("head") is not { } head || head == $"{repository.Owner}:{issue.Pull!.HeadBranch}")
                && (call.Parameter("base") is not { } into || into == issue.Pull!.BaseBranch)),
        ];
        return call.Page(wanted, (writer, issue) => call.Payload.Pull(writer, repository, issue.Pull!));
    }

    private static Answer Pull(GitHubCall call) => Find(call) is { } pull
        ? Answer.Json(writer => call.Payload.PullWithCounts(writer, call.Repository, pull, CountOfFiles(call.Repository, pull)))
            with
        { LastModified = pull.Issue.UpdatedAt }
        : Answer.NotFound();

    private static Answer Files(GitHubCall call)
    {
        if (Find(call) is not { } pull)
            return Answer.NotFound();
        var held = call.Repository.FilesOf(pull);
        var count = Math.Min(MostFiles, held.Count + pull.GeneratedFiles);
        return call.Page(
            count,
            (skip, take) => Enumerable.Range(skip, Math.Max(0, Math.Min(take, count - skip))).Select(index => index < held.Count ? held[index] : Generated(pull, index - held.Count)),
            (writer, file) => call.Payload.File(writer, call.Repository, pull.HeadSha, file));
    }

    private static int CountOfFiles(Repository repository, PullRequest pull) => repository.FilesOf(pull).Count + pull.GeneratedFiles;

    private static ChangedFile Generated(PullRequest pull, int index) => new(
        string.Create(CultureInfo.InvariantCulture, $"generated/part-{index / 100:000}/file-{index:0000}.ts"), "added", 20 + (index % 60), 0,
        (ulong)pull.Id + (ulong)index);

    private static Answer Commits(GitHubCall call)
    {
        if (Find(call) is not { } pull)
            return Answer.NotFound();
        var commits = pull.Commits.Select(call.Repository.FindCommit).OfType<Commit>().Take(MostCommits).ToList();
        return call.Page(commits, (writer, commit) => call.Payload.Commit(writer, call.Repository, commit));
    }

    private static Answer Reviews(GitHubCall call)
    {
        if (Find(call) is not { } pull)
            return Answer.NotFound();
        // A pending review is its author's only.
        var reviews = pull.Reviews
            .Where(review => review.State != "PENDING" || review.Author.Login == call.Who.Login)
            .ToList();
        return call.Page(reviews, (writer, review) => call.Payload.Review(writer, call.Repository, pull.Number, review));
    }

    private static Answer ReviewComments(GitHubCall call)
    {
        var (repository, since) = (call.Repository, call.Time("since"));
        var sort = call.Parameter("sort");
        // The direction means nothing without a sort.
        var ascending = sort is null || call.IsAscending;
        var comments = repository.View($"review comments {sort} {ascending}", () => Sorted(
            repository.ReviewComments, comment => sort == "updated" ? comment.UpdatedAt : comment.CreatedAt, comment => comment.Id, ascending));
        return call.Page(
            since is null ? comments : comments.Where(comment => comment.UpdatedAt >= since).ToList(),
            (writer, comment) => call.Payload.ReviewComment(writer, repository, comment));
    }

    private static PullRequest? Find(GitHubCall call) => call.Repository.FindIssue(call.IssueNumber)?.Pull;

    public static IEnumerable<T> Sorted<T>(IEnumerable<T> items, Func<T, DateTimeOffset> by, Func<T, long> id, bool ascending) => ascending
        ? items.OrderBy(by).ThenBy(id)
        : items.OrderByDescending(by).ThenByDescending(id);
}
