using Blackbox.Simulators.GitHub.Http;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub.Endpoints;

internal static class RepositoryEndpoints
{
    public static ApiEndpoint[] All { get; } =
    [
        new("repos/{owner}/{repo}", [], Repository, IsList: false),
        new("repos/{owner}/{repo}/branches", ["protected"], Branches),
        new("repos/{owner}/{repo}/releases", [], Releases),
    ];

    private static Answer Repository(GitHubCall call) =>
        Answer.Json(writer => call.Payload.Repository(writer, call.Repository)) with { LastModified = call.Repository.PushedAt };

    private static Answer Branches(GitHubCall call)
    {
        var branches = call.Repository.Branches
            .Where(branch => call.Parameter("protected") is not { } wanted || wanted == "true" == (branch.Key == call.Repository.DefaultBranch))
            .OrderBy(branch => branch.Key, StringComparer.Ordinal)
            .ToList();
        return call.Page(branches, (writer, branch) => call.Payload.Branch(writer, call.Repository, branch.Key, branch.Value));
    }

    private static Answer Releases(GitHubCall call)
    {
        // Drafts are for those who may push.
        var releases = call.Repository.Releases
            .Where(release => release.PublishedAt is not null || call.Who.Scopes is null || call.Who.Scopes.Contains("repo"))
            .OrderByDescending(release => release.CreatedAt)
            .ThenByDescending(release => release.Id)
            .ToList();
        return call.Page(releases, (writer, release) => call.Payload.Release(writer, call.Repository, release));
    }
}
