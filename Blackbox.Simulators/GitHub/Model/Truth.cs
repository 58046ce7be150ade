using System.Text.RegularExpressions;

namespace Blackbox.Simulators.GitHub.Model;

/// <summary>What a complete record of the organisation holds, read from the organisation itself and not from what endpoints answer.</summary>
internal static partial class Truth
{
    public static IEnumerable<TrueActivity> Of(Repository repository)
    {
        if (repository.Availability != Availability.Normal)
            return [];
        return Commits(repository)
            .Concat(repository.Issues.SelectMany(issue => Opened(repository, issue)))
            .Concat(repository.IssueEvents.SelectMany(entry => StateChanges(repository, entry)))
            .Concat(repository.Issues.Where(issue => issue.Pull is not null).SelectMany(issue => Reviews(repository, issue)))
            .Concat(repository.Comments.SelectMany(
                comment => By(comment.Author, "comment", $"comment:{comment.Id}", comment.CreatedAt, repository, TitleOf(repository, comment.Number))))
            .Concat(repository.ReviewComments.SelectMany(
                comment => By(comment.Author, "review_comment", $"review_comment:{comment.Id}", comment.CreatedAt, repository, TitleOf(repository, comment.Number))))
            .Concat(repository.Releases.Where(release => release.PublishedAt is not null).SelectMany(
                release => By(release.Author, "release", $"release:{release.Id}", release.PublishedAt!.Value, repository, release.Name)));
    }

    private static IEnumerable<TrueActivity> Commits(Repository repository)
    {
        if (repository.IsRecorded)
            return repository.Commits.Values.SelectMany(commit => Commit(repository, commit));
        var reach = repository.ReachOfBranches();
        return reach.Held.Select(sha => repository.Commits[sha])
            .Concat(Enumerable.Range(0, reach.Generated).Select(index => repository.Generated!.At(index)))
            .SelectMany(commit => Commit(repository, commit));
    }

    private static IEnumerable<TrueActivity> Commit(Repository repository, Commit commit)
    {
        var kind = commit.Parents.Count > 1 ? "merge" : "commit";
        var title = commit.Message.Split('\n')[0].TrimEnd('\r');
        return CoAuthor().Matches(commit.Message)
            .Select(match => PersonOf(match.Groups["email"].Value))
            .Prepend(commit.Author.Account is { } account ? account.Login.ToLowerInvariant() : PersonOf(commit.Author.Email))
            .Distinct()
            .Where(person => !person.EndsWith("[bot]", StringComparison.Ordinal))
            .Select(person => new TrueActivity(person, kind, $"commit:{commit.Sha}", commit.Committer.Date, repository.FullName, title));
    }

    /// <summary>The login in one of GitHub's own addresses, or the address.</summary>
    private static string PersonOf(string email)
    {
        var match = Noreply().Match(email);
        return (match.Success ? match.Groups["login"].Value : email).ToLowerInvariant();
    }

    private static IEnumerable<TrueActivity> Opened(Repository repository, Issue issue) => issue.Pull is { } pull
        ? By(issue.Author, "pull_request_opened", $"pull:{pull.Id}:opened", issue.CreatedAt, repository, issue.Title)
        : By(issue.Author, "issue_opened", $"issue:{issue.Id}:opened", issue.CreatedAt, repository, issue.Title);

    private static IEnumerable<TrueActivity> StateChanges(Repository repository, IssueEvent entry)
    {
        var issue = repository.FindIssue(entry.Number);
        var isPull = issue?.Pull is not null || entry.IsOfPull;
        var wasMerged = issue?.Pull?.MergedAt == entry.CreatedAt;
        var kind = (entry.Event, isPull) switch
        {
            ("merged", true) => "pull_request_merged",
            ("closed", true) when !wasMerged => "pull_request_closed",
            ("reopened", true) => "pull_request_reopened",
            ("closed", false) => "issue_closed",
            ("reopened", false) => "issue_reopened",
            _ => null,
        };
        return kind is null
            ? []
            : By(entry.Actor, kind, $"event:{entry.Id}", entry.CreatedAt, repository, issue?.Title ?? entry.IssueTitle ?? "");
    }

    private static IEnumerable<TrueActivity> Reviews(Repository repository, Issue issue) => issue.Pull!.Reviews
        .Where(review => review.State != "PENDING" && (review.State != "COMMENTED" || review.Body.Length > 0))
        .SelectMany(review => By(review.Author, "review", $"review:{review.Id}", review.SubmittedAt, repository, issue.Title));

    private static IEnumerable<TrueActivity> By(
        Person person, string kind, string externalId, DateTimeOffset at, Repository repository, string title) =>
        person.IsBot || person.Login.EndsWith("[bot]", StringComparison.Ordinal)
            ? []
            : [new(person.Login.ToLowerInvariant(), kind, externalId, at, repository.FullName, title)];

    private static string TitleOf(Repository repository, int number) => repository.FindIssue(number)?.Title ?? "";

    [GeneratedRegex(@"^co-authored-by:[^<\n]*<(?<email>[^>\n]+)>", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex CoAuthor();

    [GeneratedRegex(@"^(?:\d+\+)?(?<login>[^@+]+)@users\.noreply\.github\.com$", RegexOptions.IgnoreCase)]
    private static partial Regex Noreply();
}
