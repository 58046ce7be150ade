using Blackbox.Simulators.GitHub.Http;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub.Endpoints;

internal static class CommitEndpoints
{
    private const int MostComparedCommits = 250;
    private const int MostFiles = 300;

    private static readonly string[] Filters = ["path", "author", "committer"];

    public static ApiEndpoint[] All { get; } =
    [
        new("repos/{owner}/{repo}/commits", ["sha", "path", "author", "committer", "since", "until"], Commits),
        new("repos/{owner}/{repo}/commits/{*ref}", [], Commit),
        new("repos/{owner}/{repo}/compare/{*range}", [], Compare),
    ];

    private static Answer Commits(GitHubCall call)
    {
        var repository = call.Repository;
        if (repository.IsEmpty)
            return Answer.Problem(409, "Git Repository is empty.");
        if (repository.Resolve(call.Parameter("sha") ?? repository.DefaultBranch) is not { } head)
            return Answer.NotFound();
        var log = repository.Log(head, call.Time("since"), call.Time("until"));
        if (Filters.All(name => call.Parameter(name) is null))
            return call.Page(log.Count, log.Slice, (writer, commit) => call.Payload.Commit(writer, repository, commit));
        var some = log.Slice(0, log.Count).Where(commit =>
            (call.Parameter("path") is not { } path || commit.Files.Any(file => file.Path == path || file.Path.StartsWith(path + "/", StringComparison.Ordinal)))
            && (call.Parameter("author") is not { } author || Is(commit.Author, author))
            && (call.Parameter("committer") is not { } committer || Is(commit.Committer, committer)));
        return call.Page(some.ToList(), (writer, commit) => call.Payload.Commit(writer, repository, commit));
    }

    private static bool Is(Signature signature, string who) =>
        signature.Email.Equals(who, StringComparison.OrdinalIgnoreCase)
        || signature.Account?.Login.Equals(who, StringComparison.OrdinalIgnoreCase) == true;

    private static Answer Commit(GitHubCall call)
    {
        var repository = call.Repository;
        if (repository.IsEmpty)
            return Answer.Problem(409, "Git Repository is empty.");
        if (repository.Resolve(call.Route["ref"]) is not { } sha)
            return Answer.Invalid($"No commit found for SHA: {call.Route["ref"]}");
        var commit = repository.FindCommit(sha)!;
        var files = Pages.Slice(commit.Files, call.Skip(), call.PerPage < MostFiles ? MostFiles : call.PerPage).ToList();
        return Answer.Json(writer => call.Payload.CommitWithFiles(writer, repository, commit, files)) with { LastModified = commit.Committer.Date };
    }

    private static Answer Compare(GitHubCall call)
    {
        var repository = call.Repository;
        var range = call.Route["range"];
        if (range.Split("...") is not [var from, var to] || Resolve(from) is not { } left || Resolve(to) is not { } right)
            return Answer.NotFound();

        var ahead = repository.Between(left, right);
        var behind = repository.Between(right, left);
        var isPaged = call.Query.ContainsKey("page") || call.Query.ContainsKey("per_page");
        var perPage = isPaged ? call.PerPage : MostComparedCommits;
        var page = ahead.Slice((int)Math.Min((call.Page - 1L) * perPage, int.MaxValue), perPage);
        // Files come with the first page only.
        IReadOnlyList<ChangedFile> files = call.Page > 1 ? [] :
        [
            .. ahead.Slice(0, Math.Min(ahead.Count, MostFiles)).SelectMany(commit => commit.Files).DistinctBy(file => file.Path).Take(MostFiles),
        ];
        var (fromCommit, toCommit) = (repository.FindCommit(left)!, repository.FindCommit(right)!);
        var mergeBase = behind.Count == 0 ? fromCommit : ahead.Count == 0 ? toCommit : Fork(repository, left, right) ?? fromCommit;
        var answer = Answer.Json(writer => call.Payload.Compare(
            writer, repository, range, fromCommit, toCommit, mergeBase, ahead, behind.Count, page, files));
        return answer with { Link = isPaged || ahead.Count > MostComparedCommits ? call.Links(ahead.Count, perPage) : null };

        string? Resolve(string reference) => repository.Resolve(Uri.UnescapeDataString(reference));
    }

    /// <summary>The newest commit that both lead to.</summary>
    private static Commit? Fork(Repository repository, string left, string right)
    {
        var both = repository.Reach(left).Held;
        both.IntersectWith(repository.Reach(right).Held);
        return both.Select(sha => repository.Commits[sha]).MaxBy(commit => commit.Committer.Date);
    }
}
