using Blackbox.Simulators.Confluence.Model;
using Blackbox.Simulators.Confluence.Payloads;
using Blackbox.Simulators.Http;
using Endpoint = Blackbox.Simulators.Http.Endpoint;

namespace Blackbox.Simulators.Confluence.Endpoints;

/// <summary>Spaces, accounts and single contents.</summary>
internal sealed class WikiEndpoints(ConfluenceSimulation simulation)
{
    private const int MostInList = 100;
    private const int MostWithBody = 25;
    private const int MostUsers = 200;
    private const string UserGroup = "confluence-users";

    public IEnumerable<Endpoint> All =>
    [
        new("rest/api/space", ["start", "limit"], OfSpaces),
        new("rest/api/user/current", [], OfMe),
        new("rest/api/content", ["spaceKey", "status", "type", "expand", "start", "limit"], OfContents),
        new("rest/api/content/{number}", ["expand", "status", "version"], OfContent),
        new("rest/api/content/{number}/version", ["start", "limit"], OfVersions),
        new("rest/api/content/{number}/child/comment", ["expand", "depth", "start", "limit"], OfComments),
        simulation.IsCloud
            ? new("rest/api/search/user", ["cql", "start", "limit"], OfUsers)
            : new("rest/api/group/{group}/member", ["start", "limit"], OfMembers),
    ];

    private Wiki Wiki => simulation.Wiki;

    private Answer OfSpaces(Call call)
    {
        var payload = simulation.PayloadFor(call);
        var spaces = Wiki.Spaces.Where(simulation.Token(call).CanSee).ToList();
        return payload.Page(call, "/rest/api/space", spaces, 25, MostInList, payload.Space);
    }

    private Answer OfMe(Call call) => Answer.Json(writer => simulation.PayloadFor(call).Account(writer, simulation.Robot));

    private Answer OfContents(Call call)
    {
        var status = call.Parameter("status") ?? "current";
        var type = call.Parameter("type") ?? "page";
        if (status is not ("current" or "trashed") || type is not ("page" or "blogpost"))
            throw new UnknownRequestException($"status {status} of type {type}");
        var key = call.Parameter("spaceKey");
        if (key is not null && (Wiki.FindSpace(key) is not { } space || !simulation.Token(call).CanSee(space)))
            return simulation.Problem(404, $"No space with key : {key}");
        var (payload, expansion) = (simulation.PayloadFor(call), Expansion.Of(call));
        var contents = Wiki.Contents
            .Where(content => content.Status == (status == "current" ? ContentStatus.Current : ContentStatus.Trashed) && content.Type == type)
            .Where(content => simulation.Token(call).CanSee(content.Space) && (key is null || content.Space.Key.Equals(key, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(content => content.Id)
            .ToList();
        return payload.Page(
            call, "/rest/api/content", contents, 25, expansion.Has(Expansion.Body) ? MostWithBody : MostInList,
            (writer, content) => payload.Content(writer, content, content.Latest, expansion));
    }

    private Answer OfContent(Call call)
    {
        var expansion = Expansion.Of(call, "space", "history", "version");
        var (id, status) = (long.Parse(call.Route["number"], System.Globalization.CultureInfo.InvariantCulture), call.Parameter("status") ?? "current");
        if (status is not ("current" or "historical" or "trashed"))
            throw new UnknownRequestException($"status {status}");
        var payload = simulation.PayloadFor(call);
        if (Wiki.FindRemark(id) is { On.Status: ContentStatus.Current } remark && status == "current" && simulation.Token(call).CanSee(remark.On.Space))
            return Answer.Json(writer => payload.Remark(writer, remark, expansion, isWhole: true));
        if (Wiki.FindContent(id) is not { } content || !simulation.Token(call).CanSee(content.Space))
            return NoContent(id);
        var version = call.Parameter("version") is null ? content.Latest : content.FindVersion(call.Number("version", 0));
        var isWanted = (status, content.Status) switch
        {
            ("trashed", ContentStatus.Trashed) => version == content.Latest,
            ("current", ContentStatus.Current) => version == content.Latest,
            ("historical", ContentStatus.Current or ContentStatus.Trashed) => call.Parameter("version") is not null,
            _ => false,
        };
        return isWanted && version is not null ? Answer.Json(writer => payload.Content(writer, content, version, expansion, isWhole: true)) : NoContent(id);
    }

    private Answer OfVersions(Call call)
    {
        var id = long.Parse(call.Route["number"], System.Globalization.CultureInfo.InvariantCulture);
        if (Wiki.FindContent(id) is not { Status: not ContentStatus.Draft } content || !simulation.Token(call).CanSee(content.Space))
            return NoContent(id);
        var payload = simulation.PayloadFor(call);
        return payload.Page(
            call, $"/rest/api/content/{id}/version", content.Versions.AsEnumerable().Reverse().ToList(), MostUsers, MostUsers,
            (writer, version) => payload.Version(writer, content, version));
    }

    /// <summary>The comments below a page; with depth <c>all</c> their answers, too.</summary>
    private Answer OfComments(Call call)
    {
        if (call.Parameter("depth") is not (null or "all"))
            throw new UnknownRequestException($"depth {call.Parameter("depth")}");
        var id = long.Parse(call.Route["number"], System.Globalization.CultureInfo.InvariantCulture);
        if (Wiki.FindContent(id) is not { Status: ContentStatus.Current } content || !simulation.Token(call).CanSee(content.Space))
            return NoContent(id);
        var (payload, expansion) = (simulation.PayloadFor(call), Expansion.Of(call));
        var remarks = Wiki.Remarks.Where(remark => remark.On == content && (remark.Parent is null || call.Parameter("depth") == "all")).OrderBy(remark => remark.Id).ToList();
        return payload.Page(
            call, $"/rest/api/content/{id}/child/comment", remarks, 25, expansion.Has(Expansion.Body) ? MostWithBody : MostInList,
            (writer, remark) => payload.Remark(writer, remark, expansion));
    }

    private Answer OfUsers(Call call)
    {
        if (call.Parameter("cql")?.Replace(" ", "", StringComparison.Ordinal) != "type=user")
            throw new UnknownRequestException($"cql {call.Parameter("cql")}");
        var payload = simulation.PayloadFor(call);
        return payload.Page(call, "/rest/api/search/user", Wiki.Accounts.Where(account => account.IsActive).ToList(), 25, MostInList, (writer, account) =>
        {
            writer.WriteStartObject();
            payload.Account(writer, "user", account);
            writer.Text("title", account.DisplayName);
            writer.Text("excerpt", "");
            writer.Text("url", $"/people/{account.Known.AccountId}");
            writer.List<string>("breadcrumbs", [], _ => { });
            writer.Text("entityType", "user");
            writer.Text("iconCssClass", "aui-icon content-type-profile");
            writer.Number("score", 0);
            writer.WriteEndObject();
        });
    }

    private Answer OfMembers(Call call)
    {
        if (call.Route["group"] != UserGroup)
            return simulation.Problem(404, $"No group with name : {call.Route["group"]}");
        var payload = simulation.PayloadFor(call);
        var accounts = Wiki.Accounts.Where(account => account.IsActive).ToList();
        return payload.Page(call, $"/rest/api/group/{UserGroup}/member", accounts, MostUsers, MostUsers, payload.Account);
    }

    private Answer NoContent(long id) => simulation.Problem(404, $"No content found with id : ContentId{{id={id}}}");
}
