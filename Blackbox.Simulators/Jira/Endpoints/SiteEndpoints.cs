using Blackbox.Simulators.Http;
using Blackbox.Simulators.Jira.Http;
using Blackbox.Simulators.Jira.Model;
using Endpoint = Blackbox.Simulators.Http.Endpoint;

namespace Blackbox.Simulators.Jira.Endpoints;

/// <summary>The server, its projects and its people.</summary>
internal sealed class SiteEndpoints(JiraApi api, JiraUser owner)
{
    private const int MostUsers = 1_000;
    private const int MostProjects = 50;

    public IEnumerable<Endpoint> Cloud =>
    [
        ServerInfo("rest/api/3/serverInfo"),
        // How one finds out which Jira it is, without knowing.
        ServerInfo("rest/api/2/serverInfo"),
        new("rest/api/3/myself", ["expand"], Myself),
        new("rest/api/3/project/search", ["startAt", "maxResults", "orderBy"], call => JiraApi.Page(
            call, "values", Projects(call), MostProjects, MostProjects, (writer, project) => api.Payload.Project(writer, call, project), saysLast: true)),
        new("rest/api/3/users/search", ["startAt", "maxResults"], call => Users(call, _ => true)),
    ];

    public IEnumerable<Endpoint> Server =>
    [
        ServerInfo("rest/api/2/serverInfo"),
        new("rest/api/2/myself", ["expand"], Myself),
        new("rest/api/2/project", [], call => JiraApi.Plain(call, Projects(call), int.MaxValue, int.MaxValue, (writer, project) => api.Payload.Project(writer, call, project))),
        new("rest/api/2/user/search", ["username", "startAt", "maxResults", "includeActive", "includeInactive"], SearchUsers),
    ];

    private Endpoint ServerInfo(string path) => new(path, [], call => Answer.Json(writer =>
    {
        var isCloud = api.Site.Deployment == Deployment.Cloud;
        writer.WriteStartObject();
        writer.Text("baseUrl", call.Address);
        writer.Text("version", isCloud ? "1001.0.0-SNAPSHOT" : "9.12.15");
        writer.List<int>("versionNumbers", isCloud ? [1001, 0, 0] : [9, 12, 15], writer.WriteNumberValue);
        writer.Text("deploymentType", isCloud ? "Cloud" : "Server");
        writer.Number("buildNumber", isCloud ? 100_290 : 9_120_015);
        writer.Text("buildDate", api.Payload.Time(new(2026, 1, 12, 9, 0, 0, TimeSpan.Zero)));
        writer.Text("serverTime", api.Payload.Time(call.Now));
        writer.Text("serverTitle", "Northwind Labs");
        writer.WriteEndObject();
    }))
    { IsCounted = false, IsOpen = true };

    private Answer Myself(Call call) => Answer.Json(writer => api.Payload.User(writer, call, owner, isOwn: true));

    private List<JiraProject> Projects(Call call) => [.. api.Site.Projects.Where(project => api.CanSee(call, project))];

    private Answer SearchUsers(Call call)
    {
        if (call.Parameter("username") is not { } name)
            return JiraAnswers.Error(400, "The username query parameter was not provided");
        var (withActive, withInactive) = (call.Parameter("includeActive") != "false", call.Parameter("includeInactive") == "true");
        return Users(call, user => (user.IsActive ? withActive : withInactive) && (name == "." || IsCalled(user, name)));
    }

    private static bool IsCalled(JiraUser user, string name) =>
        new[] { user.DisplayName, user.Account.UserName, user.Address }.Any(text => text.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    private Answer Users(Call call, Func<JiraUser, bool> which) => api.TokenOf(call.Token).MayBrowseUsers
        ? JiraApi.Plain(call, [.. api.Site.Users.Where(which)], 50, MostUsers, (writer, user) => api.Payload.User(writer, call, user))
        : JiraAnswers.Error(403, "You do not have permission to browse users.");
}
