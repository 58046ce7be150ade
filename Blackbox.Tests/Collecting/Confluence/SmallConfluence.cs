using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Tests.Collecting.Confluence;

/// <summary>A few pages behind the interface, for tests that say of each what happens to it. What it does not know it answers with 501.</summary>
internal sealed partial class SmallConfluence : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly bool _isCloud;
    private readonly ConcurrentQueue<string> _requests = [];
    private int _nextId = 1000;

    private SmallConfluence(WebApplication app, bool isCloud) => (_app, _isCloud) = (app, isCloud);

    public string Url { get; private set; } = "";

    public List<SmallPage> Pages { get; } = [];

    public List<SmallComment> Comments { get; } = [];

    public List<string> Spaces { get; } = ["ENG", "OPS"];

    /// <summary>Path and query of each request, unescaped.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Answers a request in its own way; false leaves it to the server.</summary>
    public Func<HttpContext, string, Task<bool>>? Instead { get; set; }

    public static async Task<SmallConfluence> StartAsync(bool isCloud)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new SmallConfluence(app, isCloud);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        server.Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return server;
    }

    public SmallPage Page(string title, DateTimeOffset when, string body, string by = "ada", string space = "ENG", bool isPost = false)
    {
        var page = new SmallPage { Id = (++_nextId).ToString(CultureInfo.InvariantCulture), Title = title, Space = space, IsPost = isPost };
        page.Edit(when, body, by);
        Pages.Add(page);
        return page;
    }

    public SmallComment Comment(SmallPage page, DateTimeOffset when, string body, string by = "bob")
    {
        var comment = new SmallComment((++_nextId).ToString(CultureInfo.InvariantCulture), page, when, by) { Body = body, EditedAt = when };
        Comments.Add(comment);
        return comment;
    }

    public void Forget() => _requests.Clear();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value! + Uri.UnescapeDataString(http.Request.QueryString.Value!);
        _requests.Enqueue(path);
        if (Instead is { } instead && await instead(http, path))
            return;
        var authorization = http.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(_isCloud ? "Basic " : "Bearer ", StringComparison.Ordinal))
        {
            await WriteAsync(http, 401, new { message = "No" });
            return;
        }
        var below = _isCloud && http.Request.Path.StartsWithSegments("/wiki", out var rest) ? rest.Value! : http.Request.Path.Value!;
        var query = http.Request.Query;
        var page = ContentPath().Match(below) is { Success: true } match ? Pages.Find(one => one.Id == match.Groups[1].Value) : null;
        switch (below)
        {
            case "/rest/api/user/current":
                await WriteAsync(http, 200, User("robot"));
                break;
            case "/rest/api/space":
                await WriteAsync(http, 200, new { results = Spaces.Select(key => new { key, name = key }), start = 0, limit = 100, size = Spaces.Count, _links = new { } });
                break;
            case "/rest/api/content/search":
                await SearchAsync(http);
                break;
            case "/rest/api/content" when query["status"] == "trashed":
                if (!Spaces.Contains(query["spaceKey"].ToString()))
                    await WriteAsync(http, 404, new { message = "No space" });
                else
                    await ListAsync(http, [.. Pages.Where(one => one.IsTrashed && one.Space == query["spaceKey"] && one.Type == query["type"]).Select(one => (object)new { id = one.Id })], "/rest/api/content");
                break;
            case "/rest/api/search/user":
                await WriteAsync(http, 200, new { results = new[] { new { user = User("ada"), title = "Ada" }, new { user = User("app"), title = "App" } }, _links = new { } });
                break;
            case "/rest/api/group/confluence-users/member":
                await WriteAsync(http, 200, new { results = new[] { User("ada"), User("bob") }, _links = new { } });
                break;
            case var _ when page is not null && below.EndsWith("/version", StringComparison.Ordinal):
                await ListAsync(http, [.. Enumerable.Range(1, page.Versions.Count).Reverse().Select(number => Version(page, number))], below);
                break;
            case var _ when page is not null && below.EndsWith("/child/comment", StringComparison.Ordinal):
                await ListAsync(http, [.. Comments.Where(one => one.On == page && !one.IsDeleted).Select(Json)], below);
                break;
            case var _ when page is not null && query["status"] == "historical" && int.TryParse(query["version"], out var number):
                await (number < page.Versions.Count && number > 0 ? WriteAsync(http, 200, Json(page, number, true)) : WriteAsync(http, 404, new { message = "No version" }));
                break;
            case var _ when page is { IsTrashed: false } && below.Count(c => c == '/') == 4:
                await WriteAsync(http, 200, Json(page, page.Versions.Count, query["expand"].ToString().Contains("body", StringComparison.Ordinal)));
                break;
            case var _ when below.StartsWith("/rest/api/content/", StringComparison.Ordinal):
                await WriteAsync(http, 404, new { message = "No content" });
                break;
            default:
                await WriteAsync(http, 501, new { message = "not expected" });
                break;
        }
    }

    private async Task SearchAsync(HttpContext http)
    {
        var cql = http.Request.Query["cql"].ToString();
        var since = DateTimeOffset.ParseExact(Since().Match(cql).Groups[1].Value, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        bool IsIn(string space) => Spaces.Contains(space) && (!cql.Contains("space in", StringComparison.Ordinal) || cql.Contains($"\"{space}\"", StringComparison.Ordinal));
        var hasBody = http.Request.Query["expand"].ToString().Contains("body", StringComparison.Ordinal);
        var found = cql.Contains("comment", StringComparison.Ordinal)
            ? [.. Comments.Where(one => !one.IsDeleted && !one.On.IsTrashed && IsIn(one.On.Space) && one.EditedAt >= since).OrderByDescending(one => one.EditedAt).Select(Json)]
            : Pages.Where(one => !one.IsTrashed && IsIn(one.Space) && one.Versions[^1].When >= since).OrderByDescending(one => one.Versions[^1].When)
                .Select(one => Json(one, one.Versions.Count, hasBody)).ToList();
        await ListAsync(http, found, "/rest/api/content/search", hasBody ? 25 : 100);
    }

    private Task ListAsync(HttpContext http, List<object> items, string path, int most = 100)
    {
        var query = http.Request.Query;
        var limit = Math.Min(int.Parse(query["limit"]!, CultureInfo.InvariantCulture), most);
        var isCursor = _isCloud && path.EndsWith("/search", StringComparison.Ordinal);
        var start = int.TryParse(query[isCursor ? "cursor" : "start"], out var given) ? given : 0;
        var results = items.Skip(start).Take(limit).ToList();
        var rest = string.Join('&', query.Where(one => one.Key is not ("start" or "cursor")).Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value!)}"));
        var next = start + results.Count < items.Count ? $"{path}?{rest}&{(isCursor ? "cursor" : "start")}={start + results.Count}" : null;
        return WriteAsync(http, 200, new { results, start, limit, size = results.Count, _links = new { next, @base = Url + (_isCloud ? "/wiki" : "") } });
    }

    private object Json(SmallPage page, int number, bool hasBody) => new
    {
        id = page.Id,
        type = page.Type,
        status = "current",
        title = page.Title,
        space = new { key = page.Space },
        version = Version(page, number),
        ancestors = page.Parents.Select(title => new { id = (900 + title.Length).ToString(CultureInfo.InvariantCulture), title }),
        body = hasBody ? new { storage = new { value = page.Versions[number - 1].Body } } : null,
        _links = new { webui = $"/x/{page.Id}" },
    };

    private object Json(SmallComment comment) => new
    {
        id = comment.Id,
        type = "comment",
        status = "current",
        title = "Re: x",
        space = new { key = comment.On.Space },
        container = new { id = comment.On.Id, type = comment.On.Type, title = comment.On.Title },
        history = new { createdDate = comment.When, createdBy = User(comment.By) },
        version = new { number = comment.EditedAt == comment.When ? 1 : 2, when = comment.EditedAt, by = User(comment.By) },
        body = new { storage = new { value = comment.Body } },
        _links = new { webui = $"/x/{comment.On.Id}#{comment.Id}" },
    };

    private object Version(SmallPage page, int number)
    {
        var version = page.Versions[number - 1];
        return new { number, when = version.When, message = version.Message, minorEdit = false, by = User(version.By) };
    }

    private object User(string name) => _isCloud
        ? new { type = "known", accountId = $"id-{name}", accountType = name == "app" ? "app" : "atlassian", displayName = name, email = name == "ada" ? "ada@example.org" : "" }
        : new { type = "known", username = name, userKey = $"id-{name}", displayName = name };

    private static Task WriteAsync(HttpContext http, int status, object body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json;charset=UTF-8";
        return JsonSerializer.SerializeAsync(http.Response.Body, body, cancellationToken: http.RequestAborted);
    }

    [GeneratedRegex("^/rest/api/content/([0-9]+)")]
    private static partial Regex ContentPath();

    [GeneratedRegex("lastmodified >= \"([^\"]+)\"")]
    private static partial Regex Since();
}

internal sealed class SmallPage
{
    public required string Id { get; init; }
    public required string Title { get; set; }
    public required string Space { get; set; }
    public bool IsPost { get; init; }
    public bool IsTrashed { get; set; }
    public List<string> Parents { get; } = [];
    public List<(DateTimeOffset When, string Body, string By, string Message)> Versions { get; } = [];
    public string Type => IsPost ? "blogpost" : "page";

    public void Edit(DateTimeOffset when, string body, string by = "ada", string message = "") => Versions.Add((when, body, by, message));
}

internal sealed record SmallComment(string Id, SmallPage On, DateTimeOffset When, string By)
{
    public required string Body { get; set; }
    public required DateTimeOffset EditedAt { get; set; }
    public bool IsDeleted { get; set; }
}
