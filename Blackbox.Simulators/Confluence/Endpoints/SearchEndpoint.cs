using System.Globalization;
using System.Text;
using Blackbox.Simulators.Confluence.Cql;
using Blackbox.Simulators.Confluence.Model;
using Blackbox.Simulators.Confluence.Payloads;
using Blackbox.Simulators.Http;
using Endpoint = Blackbox.Simulators.Http.Endpoint;

namespace Blackbox.Simulators.Confluence.Endpoints;

/// <summary>
/// Contents by query. Pages follow a cursor on Cloud, which holds its place when something changes, and an index on Data Center, which does not.
/// </summary>
internal sealed class SearchEndpoint(ConfluenceSimulation simulation)
{
    private const string Path = "/rest/api/content/search";
    private const string CursorPrefix = "_sa_";
    private const int Most = 100;
    private const int MostWithBody = 25;

    public Endpoint Endpoint => new(
        "rest/api/content/search", simulation.IsCloud ? ["cql", "expand", "limit", "cursor", "next", "start"] : ["cql", "expand", "limit", "start"], Search);

    private readonly record struct Hit(DateTimeOffset LastModified, long Id, Content? Content, Remark? Remark);

    private Answer Search(Call call)
    {
        if (call.Parameter("cql") is not { } cql)
            return simulation.Problem(400, "CQL query parameter is required but was empty");
        var token = simulation.Token(call);
        var query = CqlQuery.Parse(cql, TimeZoneInfo.FindSystemTimeZoneById(token.TimeZone));
        var (payload, expansion) = (simulation.PayloadFor(call), Expansion.Of(call));
        var limit = call.Number("limit", 25, expansion.Has(Expansion.Body) ? MostWithBody : Most, least: 1);
        var hits = Find(query, token);
        return simulation.IsCloud ? ByCursor(call, payload, expansion, query, hits, limit) : ByIndex(call, payload, expansion, hits, limit);
    }

    private static Answer ByIndex(Call call, WikiPayload payload, Expansion expansion, List<Hit> hits, int limit)
    {
        var start = call.Number("start", 0);
        var next = start + limit < hits.Count ? Listing.Link(call, Path, ("limit", limit), ("start", start + limit)) : null;
        return Write(payload, expansion, [.. hits.Skip(start).Take(limit)], start, limit, next);
    }

    private Answer ByCursor(Call call, WikiPayload payload, Expansion expansion, CqlQuery query, List<Hit> hits, int limit)
    {
        if (call.Parameter("cursor") is { } cursor)
        {
            if (!TryRead(cursor, out var after))
                return simulation.Problem(400, "Invalid cursor");
            hits = [.. hits.Where(hit => Compare(query, hit, after) > 0)];
        }
        else if (call.Parameter("start") is not null and not "0")
        {
            throw new UnknownRequestException("start without a cursor: Cloud has none any more");
        }
        var page = hits.Take(limit).ToList();
        var start = call.Number("start", 0);
        var next = hits.Count > limit
            ? Listing.Link(call, Path, ("next", "true"), ("cursor", CursorOf(page[^1])), ("limit", limit), ("start", start + limit))
            : null;
        return Write(payload, expansion, page, start, limit, next);
    }

    private static Answer Write(WikiPayload payload, Expansion expansion, List<Hit> page, int start, int limit, string? next) =>
        payload.Page(page, start, limit, Path, next, (writer, hit) =>
        {
            if (hit.Content is { } content)
                payload.Content(writer, content, content.Latest, expansion);
            else
                payload.Remark(writer, hit.Remark!, expansion);
        });

    private List<Hit> Find(CqlQuery query, SimulatedWikiToken token)
    {
        var contents = simulation.Wiki.Contents
            .Where(content => content.Status == ContentStatus.Current && Wants(content.Type) && IsIn(content.Space))
            .Select(content => new Hit(content.Latest.When, content.Id, content, null));
        var remarks = simulation.Wiki.Remarks
            .Where(remark => remark.On.Status == ContentStatus.Current && Wants("comment") && IsIn(remark.On.Space))
            .Select(remark => new Hit(remark.LastModified, remark.Id, null, remark));
        var hits = contents.Concat(remarks).Where(hit => query.ModifiedFrom is not { } from || hit.LastModified >= from).ToList();
        hits.Sort((one, other) => Compare(query, one, other));
        return hits;

        bool Wants(string type) => query.Types.Count == 0 || query.Types.Contains(type);

        bool IsIn(Space space) => token.CanSee(space) && query.Spaces?.Contains(space.Key) != false;
    }

    private static int Compare(CqlQuery query, Hit one, Hit other)
    {
        var order = query.IsAscending switch
        {
            null => 0,
            true => one.LastModified.CompareTo(other.LastModified),
            false => other.LastModified.CompareTo(one.LastModified),
        };
        return order != 0 ? order : one.Id.CompareTo(other.Id);
    }

    private static string CursorOf(Hit last) =>
        CursorPrefix + Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{last.LastModified.UtcTicks}:{last.Id}")));

    private static bool TryRead(string cursor, out Hit after)
    {
        after = default;
        var bytes = new byte[cursor.Length];
        if (!cursor.StartsWith(CursorPrefix, StringComparison.Ordinal) || !Convert.TryFromBase64String(cursor[CursorPrefix.Length..], bytes, out var length))
            return false;
        if (Encoding.UTF8.GetString(bytes, 0, length).Split(':') is not [var ticks, var id]
            || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) || at > DateTimeOffset.MaxValue.Ticks
            || !long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        after = new(new(at, TimeSpan.Zero), number, null, null);
        return true;
    }
}
