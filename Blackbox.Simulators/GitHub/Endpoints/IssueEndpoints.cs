using Blackbox.Simulators.GitHub.Http;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub.Endpoints;

internal static class IssueEndpoints
{
    private static readonly string[] Filters = ["since", "creator", "assignee", "labels"];

    public static ApiEndpoint[] All { get; } =
    [
        new("repos/{owner}/{repo}/issues", ["state", "assignee", "creator", "labels", "sort", "direction", "since"], Issues),
        new("repos/{owner}/{repo}/issues/comments", ["sort", "direction", "since"], Comments),
        new("repos/{owner}/{repo}/issues/events", [], Events),
    ];

    private static Answer Issues(GitHubCall call)
    {
        var repository = call.Repository;
        var (state, sort, ascending) = (call.Parameter("state") ?? "open", call.Parameter("sort") ?? "created", call.IsAscending);
        if (sort is not ("created" or "updated" or "comments"))
            return Answer.Invalid($"Validation Failed: sort {sort}");
        var issues = repository.View($"issues {state} {sort} {ascending}", () =>
        {
            var some = repository.Issues.Where(issue => state == "all" || issue.IsOpen == (state == "open"));
            return sort == "comments"
                ? (ascending ? some.OrderBy(issue => issue.Comments) : some.OrderByDescending(issue => issue.Comments)).ThenByDescending(issue => issue.Id)
                : PullEndpoints.Sorted(some, issue => sort == "updated" ? issue.UpdatedAt : issue.CreatedAt, issue => issue.Id, ascending);
        });
        var wanted = issues;
        if (Filters.Any(name => call.Parameter(name) is not null))
        {
            var since = call.Time("since");
            wanted =
            [
                .. issues.Where(issue =>
                    (since is null || issue.UpdatedAt >= since)
                    && (call.Parameter("creator") is not { } creator || issue.Author.Login.Equals(creator, StringComparison.OrdinalIgnoreCase))
                    && (call.Parameter("assignee") is not { } assignee || assignee == "*" == (issue.Assignee is not null)
                        || issue.Assignee?.Login.Equals(assignee, StringComparison.OrdinalIgnoreCase) == true)
                    && (call.Parameter("labels") is not { } labels || labels.Split(',').All(issue.Labels.Contains))),
            ];
        }
        return call.Page(wanted, (writer, issue) => call.Payload.Issue(writer, repository, issue));
    }

    private static Answer Comments(GitHubCall call)
    {
        var (repository, since, sort) = (call.Repository, call.Time("since"), call.Parameter("sort"));
        // The direction means nothing without a sort.
        var ascending = sort is null || call.IsAscending;
        var comments = repository.View($"comments {sort} {ascending}", () => PullEndpoints.Sorted(
            repository.Comments, comment => sort == "updated" ? comment.UpdatedAt : comment.CreatedAt, comment => comment.Id, ascending));
        return call.Page(
            since is null ? comments : comments.Where(comment => comment.UpdatedAt >= since).ToList(),
            (writer, comment) => call.Payload.Comment(writer, repository, comment));
    }

    private static Answer Events(GitHubCall call)
    {
        var repository = call.Repository;
        var events = repository.View("issue events", () => PullEndpoints.Sorted(
            repository.IssueEvents, entry => entry.CreatedAt, entry => entry.Id, ascending: false));
        return call.Page(events, (writer, entry) => call.Payload.IssueEvent(writer, repository, entry));
    }
}
