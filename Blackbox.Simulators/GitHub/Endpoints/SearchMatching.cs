using Blackbox.Simulators.GitHub.Model;

namespace Blackbox.Simulators.GitHub.Endpoints;

/// <summary>What the qualifiers of a search mean.</summary>
internal static class SearchMatching
{
    private static readonly string[] Known =
    [
        "repo", "org", "user", "author", "committer", "author-email", "committer-email", "author-date", "committer-date", "author-name", "merge", "hash",
        "is", "type", "state", "created", "updated", "closed", "merged", "involves", "commenter", "reviewed-by", "assignee", "label", "draft",
    ];

    public static string? UnknownQualifier(this SearchQuery query) =>
        query.Qualifiers.FirstOrDefault(qualifier => !Known.Contains(qualifier.Name))?.Name;

    public static bool MayBeIn(this SearchQuery query, Repository repository)
    {
        var places = query.Qualifiers.Where(qualifier => qualifier is { Name: "repo" or "org" or "user", IsNegated: false }).ToList();
        return (places.Count == 0 || places.Exists(IsHere)) && !query.Qualifiers.Any(qualifier =>
            qualifier is { Name: "repo" or "org" or "user", IsNegated: true } && IsHere(qualifier));

        bool IsHere(Qualifier place) => place.Is(place.Name == "repo" ? repository.FullName : repository.Owner);
    }

    public static bool Matches(this SearchQuery query, Repository repository, Issue issue) =>
        query.Words.All(word => issue.Title.Contains(word, StringComparison.OrdinalIgnoreCase)
            || issue.Body?.Contains(word, StringComparison.OrdinalIgnoreCase) == true)
        && query.Qualifiers.All(qualifier => qualifier.Name is "repo" or "org" or "user" || Matches(qualifier, repository, issue) != qualifier.IsNegated);

    public static bool Matches(this SearchQuery query, Repository repository, Commit commit) =>
        query.Words.All(word => commit.Message.Contains(word, StringComparison.OrdinalIgnoreCase))
        && query.Qualifiers.All(qualifier => qualifier.Name is "repo" or "org" or "user" || Matches(qualifier, repository, commit) != qualifier.IsNegated);

    private static bool Matches(Qualifier qualifier, Repository repository, Issue issue) => qualifier.Name switch
    {
        "is" or "type" or "state" => Is(qualifier.Value, repository, issue),
        "author" => qualifier.Is(issue.Author.Login),
        "assignee" => qualifier.Is(issue.Assignee?.Login),
        "commenter" => HasCommented(qualifier, repository, issue),
        "reviewed-by" => HasReviewed(qualifier, issue),
        "involves" => qualifier.Is(issue.Author.Login) || qualifier.Is(issue.Assignee?.Login) || HasCommented(qualifier, repository, issue)
            || HasReviewed(qualifier, issue),
        "label" => issue.Labels.Contains(qualifier.Value),
        "draft" => issue.Pull?.Draft == (qualifier.Value == "true"),
        "created" => qualifier.Covers(issue.CreatedAt),
        "updated" => qualifier.Covers(issue.UpdatedAt),
        "closed" => qualifier.Covers(issue.ClosedAt),
        "merged" => qualifier.Covers(issue.Pull?.MergedAt),
        _ => false,
    };

    private static bool Is(string value, Repository repository, Issue issue) => value switch
    {
        "pr" or "pull-request" => issue.Pull is not null,
        "issue" => issue.Pull is null,
        "open" => issue.IsOpen,
        "closed" => !issue.IsOpen,
        "merged" => issue.Pull?.MergedAt is not null,
        "unmerged" => issue.Pull is { MergedAt: null },
        "draft" => issue.Pull?.Draft == true,
        "private" => repository.IsPrivate,
        "public" => !repository.IsPrivate,
        _ => false,
    };

    private static bool HasCommented(Qualifier qualifier, Repository repository, Issue issue) =>
        repository.Comments.Exists(comment => comment.Number == issue.Number && qualifier.Is(comment.Author.Login))
        || repository.ReviewComments.Exists(comment => comment.Number == issue.Number && qualifier.Is(comment.Author.Login));

    private static bool HasReviewed(Qualifier qualifier, Issue issue) =>
        issue.Pull?.Reviews.Exists(review => review.State != "PENDING" && qualifier.Is(review.Author.Login)) == true;

    private static bool Matches(Qualifier qualifier, Repository repository, Commit commit) => qualifier.Name switch
    {
        "author" => qualifier.Is(commit.Author.Account?.Login),
        "committer" => qualifier.Is(commit.Committer.Account?.Login),
        "author-email" => qualifier.Is(commit.Author.Email),
        "committer-email" => qualifier.Is(commit.Committer.Email),
        "author-name" => commit.Author.Name.Contains(qualifier.Value, StringComparison.OrdinalIgnoreCase),
        "author-date" => qualifier.Covers(commit.Author.Date),
        "committer-date" => qualifier.Covers(commit.Committer.Date),
        "hash" => commit.Sha.StartsWith(qualifier.Value, StringComparison.OrdinalIgnoreCase),
        "merge" => commit.Parents.Count > 1 == (qualifier.Value == "true"),
        "is" => qualifier.Value == "public" != repository.IsPrivate,
        _ => false,
    };
}
