using System.Globalization;
using System.Text;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.Http;
using Blackbox.Simulators.Jira.Http;
using Blackbox.Simulators.Jira.Model;
using Blackbox.Simulators.Jira.Payloads;
using Endpoint = Blackbox.Simulators.Http.Endpoint;

namespace Blackbox.Simulators.Jira.Endpoints;

/// <summary>Search by JQL: with tokens that survive updates on Cloud, by offsets that do not on Data Center.</summary>
internal sealed class SearchEndpoints(JiraApi api)
{
    private const int MostIds = 5_000;
    private const int MostIssues = 100;
    private const int MostOfServer = 1_000;

    public IEnumerable<Endpoint> Cloud =>
        [new("rest/api/3/search/jql", ["jql", "fields", "expand", "maxResults", "nextPageToken"], call => Refusable(call, ByToken))];

    public IEnumerable<Endpoint> Server =>
        [new("rest/api/2/search", ["jql", "fields", "expand", "maxResults", "startAt"], call => Refusable(call, ByOffset))];

    private static Answer Refusable(Call call, Func<Call, Answer> search)
    {
        try
        {
            return search(call);
        }
        catch (JqlException refused)
        {
            return JiraAnswers.Error(400, refused.Message);
        }
    }

    private Answer ByToken(Call call)
    {
        var query = api.Parse(call);
        if (!query.IsBounded)
            return JiraAnswers.Error(400, "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.");
        var fields = JiraPayload.FieldsOf(call.Parameter("fields") ?? "id");
        var withChangelog = JiraApi.ExpandsChangelog(call);
        var maxResults = call.Number("maxResults", 50, fields.Count == 0 && !withChangelog ? MostIds : MostIssues, least: 1);
        IEnumerable<JiraIssue> found = api.Search(call, query);
        // The token is of this search only, and says where its last page ended.
        var search = Dice.Seed(0, $"{call.Parameter("jql")}|{call.Parameter("fields")}|{call.Parameter("expand")}");
        if (call.Parameter("nextPageToken") is { } token)
        {
            if (Cursor.Read(token) is not { } cursor || cursor.Search != search)
                return JiraAnswers.Error(400, "The provided next page token is invalid or expired.");
            found = found.Where(issue => cursor.IsBefore(Cursor.Of(search, query, issue), query.IsDescending));
        }
        var page = found.Take(maxResults + 1).ToList();
        var isLast = page.Count <= maxResults;
        if (!isLast)
            page.RemoveAt(maxResults);
        return Answer.Json(writer =>
        {
            writer.WriteStartObject();
            writer.List("issues", page, issue => api.Payload.Issue(writer, call, issue, fields, withChangelog));
            if (!isLast)
                writer.Text("nextPageToken", Cursor.Of(search, query, page[^1]).ToString());
            writer.Flag("isLast", isLast);
            writer.WriteEndObject();
        });
    }

    private Answer ByOffset(Call call)
    {
        var query = api.Parse(call);
        var fields = JiraPayload.FieldsOf(call.Parameter("fields") ?? "*navigable");
        var withChangelog = JiraApi.ExpandsChangelog(call);
        var (startAt, maxResults) = (call.Number("startAt", 0), call.Number("maxResults", 50, MostOfServer));
        var found = api.Search(call, query).ToList();
        return Answer.Json(writer =>
        {
            writer.WriteStartObject();
            writer.Text("expand", withChangelog ? "schema,names,changelog" : "schema,names");
            JiraPayload.Page(writer, startAt, maxResults, found.Count);
            writer.List("issues", found.Skip(startAt).Take(maxResults), issue => api.Payload.Issue(writer, call, issue, fields, withChangelog));
            writer.WriteEndObject();
        });
    }

    /// <summary>The place of an issue in a search: its value in the order, then its id.</summary>
    private sealed record Cursor(ulong Search, string Group, long Value, long Id)
    {
        public static Cursor Of(ulong search, JqlQuery query, JiraIssue issue) => query.OrderBy switch
        {
            "updated" => new(search, "", issue.Updated.UtcTicks, issue.Id),
            "key" => new(search, issue.Project.Key, issue.Number, issue.Id),
            _ => new(search, "", issue.Created.UtcTicks, issue.Id),
        };

        public bool IsBefore(Cursor other, bool isDescending)
        {
            var order = string.CompareOrdinal(Group, other.Group);
            if (order == 0)
                order = (Value, Id).CompareTo((other.Value, other.Id));
            return isDescending ? order > 0 : order < 0;
        }

        public override string ToString() =>
            Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Search}:{Group}:{Value}:{Id}")));

        public static Cursor? Read(string token)
        {
            var bytes = new byte[token.Length];
            return Convert.TryFromBase64String(token, bytes, out var count)
                && Encoding.UTF8.GetString(bytes, 0, count).Split(':') is [var search, var group, var value, var id]
                && ulong.TryParse(search, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
                && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? new(seed, group, at, number)
                    : null;
        }
    }
}
