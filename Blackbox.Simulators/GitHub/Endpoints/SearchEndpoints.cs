using Blackbox.Simulators.GitHub.Http;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub.Endpoints;

/// <summary>Of a search GitHub gives at most a thousand results, and has a limit of its own for them.</summary>
internal static class SearchEndpoints
{
    private const int Most = 1_000;

    public static ApiEndpoint[] All { get; } =
    [
        new("search/issues", ["q", "sort", "order", "advanced_search"], Issues) { Resource = "search" },
        new("search/commits", ["q", "sort", "order"], Commits) { Resource = "search" },
    ];

    private static Answer Issues(GitHubCall call) => Search(
        call,
        (repository, query) => repository.Issues.Where(issue => query.Matches(repository, issue)).Select(issue => (repository, issue)),
        found => call.Parameter("sort") == "updated" ? found.issue.UpdatedAt : found.issue.CreatedAt,
        (writer, found) => call.Payload.FoundIssue(writer, found.repository, found.issue));

    // Only the default branch is searched.
    private static Answer Commits(GitHubCall call) => Search(
        call,
        (repository, query) => repository.IsEmpty ? [] : DefaultBranch(repository).Where(commit => query.Matches(repository, commit)).Select(commit => (repository, commit)),
        found => call.Parameter("sort") == "author-date" ? found.commit.Author.Date : found.commit.Committer.Date,
        (writer, found) => call.Payload.FoundCommit(writer, found.repository, found.commit));

    private static IEnumerable<Commit> DefaultBranch(Repository repository)
    {
        var log = repository.Log(repository.Branches[repository.DefaultBranch]);
        return log.Slice(0, log.Count);
    }

    private static Answer Search<T>(
        GitHubCall call, Func<Repository, SearchQuery, IEnumerable<T>> find, Func<T, DateTimeOffset> sort, Action<System.Text.Json.Utf8JsonWriter, T> write)
    {
        if (call.Parameter("q") is not { } text)
            return Answer.Invalid("Validation Failed: q is missing");
        var query = SearchQuery.Parse(text);
        if (query.UnknownQualifier() is { } unknown)
            return Answer.Problem(501, $"The simulator does not know this: qualifier {unknown}");
        if ((long)call.Page * call.PerPage > Most && ((call.Page - 1L) * call.PerPage) >= Most)
            return Answer.Invalid("Only the first 1000 search results are available");
        try
        {
            var found = call.Organisation.Repositories
                .Where(repository => repository.Availability == Availability.Normal && call.CanSee(repository) && query.MayBeIn(repository))
                .SelectMany(repository => find(repository, query))
                .OrderByDescending(sort)
                .ToList();
            if (call.Parameter("order") == "asc")
                found.Reverse();
            var isCut = call.IsIncomplete;
            List<T> given = [.. found.Take(isCut ? found.Count / 2 : Most)];
            return Answer.Json(writer =>
            {
                writer.WriteStartObject();
                writer.Number("total_count", found.Count);
                writer.Flag("incomplete_results", isCut);
                writer.List("items", Pages.Slice(given, call.Skip(), call.PerPage), item => write(writer, item));
                writer.WriteEndObject();
            }) with
            { Link = call.Links(given.Count) };
        }
        catch (SearchException refused)
        {
            return Answer.Invalid($"Validation Failed: {refused.Message}");
        }
    }
}
