using Blackbox.Simulators.GitHub.Http;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub.Endpoints;

internal static class AccountEndpoints
{
    public static ApiEndpoint[] All { get; } =
    [
        new("user", [], Me, IsList: false),
        new("rate_limit", [], RateLimit, IsList: false),
        new("user/repos", ["visibility", "affiliation", "type", "sort", "direction", "since", "before"], MyRepositories),
        new("orgs/{org}/repos", ["type", "sort", "direction"], OrganisationRepositories),
    ];

    private static Answer Me(GitHubCall call) => Answer.Json(writer => call.Payload.Me(writer, call.Organisation.Person(call.Who.Login)));

    private static Answer RateLimit(GitHubCall call) => Answer.Json(writer =>
    {
        writer.WriteStartObject();
        writer.Object("resources", () =>
        {
            Write("core", "core");
            Write("search", "search");
        });
        Write("rate", "core");
        writer.WriteEndObject();

        void Write(string name, string resource)
        {
            var limit = call.Limits.Now(call.Token, resource);
            writer.Object(name, () =>
            {
                writer.Number("limit", limit.Limit);
                writer.Number("used", limit.Used);
                writer.Number("remaining", limit.Remaining);
                writer.Number("reset", limit.Reset.ToUnixTimeSeconds());
                writer.Text("resource", resource);
            });
        }
    });

    private static Answer MyRepositories(GitHubCall call) => List(
        call,
        Visible(call).Where(repository =>
            (call.Parameter("visibility") ?? "all") switch { "public" => !repository.IsPrivate, "private" => repository.IsPrivate, _ => true }
            && (call.Time("since") is not { } since || repository.PushedAt > since)
            && (call.Time("before") is not { } before || repository.PushedAt < before)),
        call.Parameter("sort") ?? "full_name");

    private static Answer OrganisationRepositories(GitHubCall call)
    {
        if (!call.Route["org"].Equals(call.Organisation.Name, StringComparison.OrdinalIgnoreCase))
            return Answer.NotFound();
        var wanted = call.Parameter("type") ?? "all";
        return List(
            call,
            Visible(call).Where(repository => repository.OwnedByOrganisation && wanted switch
            {
                "public" => !repository.IsPrivate,
                "private" => repository.IsPrivate,
                _ => true,
            }),
            call.Parameter("sort") ?? "created");
    }

    private static IEnumerable<Repository> Visible(GitHubCall call) =>
        call.Organisation.Repositories.Where(repository => repository.Availability != Availability.Deleted && call.CanSee(repository));

    private static Answer List(GitHubCall call, IEnumerable<Repository> repositories, string sort)
    {
        // By name it goes up unless told otherwise, by a time it goes down.
        var ascending = sort == "full_name" ? call.Parameter("direction") != "desc" : call.IsAscending;
        var sorted = sort switch
        {
            "created" => repositories.OrderBy(repository => repository.CreatedAt),
            "updated" or "pushed" => repositories.OrderBy(repository => repository.PushedAt),
            _ => repositories.OrderBy(repository => repository.FullName, StringComparer.OrdinalIgnoreCase),
        };
        List<Repository> list = [.. sorted.ThenBy(repository => repository.Id)];
        if (!ascending)
            list.Reverse();
        return call.Page(list, call.Payload.Repository);
    }
}
