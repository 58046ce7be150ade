using Blackbox.Simulators.Http;
using Blackbox.Simulators.Slack.Payloads;
using Endpoint = Blackbox.Simulators.Http.Endpoint;

namespace Blackbox.Simulators.Slack.Endpoints;

/// <summary>Who asks, the workspace and its members.</summary>
internal sealed class DirectoryEndpoints(SlackSimulation simulation)
{
    public const string Users = "users.list";
    public const string User = "users.info";
    private const string Test = "auth.test";
    private const string Team = "team.info";
    private const string EmailScope = "users:read.email";
    private const int MostUsers = 1_000;

    public IEnumerable<Endpoint> All =>
    [
        new(Test, [], OfTest) { Resource = Test, IsCounted = false },
        new(Team, ["team"], OfTeam) { Resource = Team },
        new(Users, ["cursor", "limit", "include_locale", "team_id"], OfUsers) { Resource = Users },
        new(User, ["user", "include_locale"], OfUser) { Resource = User },
    ];

    private Answer OfTest(Call call)
    {
        var (workspace, robot) = (simulation.Workspace, simulation.Workspace.Robot);
        return Answer.Json(writer =>
        {
            writer.WriteStartObject();
            writer.Flag("ok", true);
            writer.Text("url", SiteOf(call));
            writer.Text("team", workspace.Name);
            writer.Text("user", robot.Name);
            writer.Text("team_id", workspace.Id);
            writer.Text("user_id", robot.Id);
            writer.Text("bot_id", robot.BotId);
            writer.Flag("is_enterprise_install", false);
            writer.WriteEndObject();
        });
    }

    private Answer OfTeam(Call call)
    {
        var workspace = simulation.Workspace;
        if (Missing(call, "team:read") is { } refusal)
            return refusal;
        if (call.Parameter("team") is { } team && team != workspace.Id)
            return Errors.Of("team_not_found");
        return Answer.Json(writer =>
        {
            writer.WriteStartObject();
            writer.Flag("ok", true);
            writer.Object("team", () =>
            {
                writer.Text("id", workspace.Id);
                writer.Text("name", workspace.Name);
                writer.Text("url", SiteOf(call));
                writer.Text("domain", workspace.Domain);
                writer.Text("email_domain", "northwind.example");
                writer.Object("icon", () => writer.Flag("image_default", true));
                writer.Flag("is_verified", false);
            });
            writer.WriteEndObject();
        });
    }

    private Answer OfUsers(Call call) => Missing(call, "users:read") ?? Cursor.Page(
        call, "members", "user", simulation.Workspace.Members, member => member.Id, MostUsers,
        (writer, member) => SlackPayload.Member(writer, simulation.Workspace, member, SeesEmails(call)),
        writer => writer.Number("cache_ts", call.Now.ToUnixTimeSeconds()));

    private Answer OfUser(Call call)
    {
        if (Missing(call, "users:read") is { } refusal)
            return refusal;
        if (simulation.Workspace.FindMember(call.Parameter("user") ?? "") is not { } member)
            return Errors.Of("user_not_found");
        return Answer.Json(writer =>
        {
            writer.WriteStartObject();
            writer.Flag("ok", true);
            writer.WritePropertyName("user");
            SlackPayload.Member(writer, simulation.Workspace, member, SeesEmails(call));
            writer.WriteEndObject();
        });
    }

    private bool SeesEmails(Call call) => simulation.TokenNamed(call.Token).Scopes.Contains(EmailScope);

    private Answer? Missing(Call call, string scope)
    {
        var scopes = simulation.TokenNamed(call.Token).Scopes;
        return scopes.Contains(scope) ? null : Errors.MissingScope(scope, scopes);
    }

    /// <summary>Where the pages for people are: below the same address, without the API's own part of the path.</summary>
    private static string SiteOf(Call call) => call.Address[..^(call.Address.EndsWith("/api", StringComparison.Ordinal) ? "/api".Length : 0)] + "/";
}
