using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Tests.Collecting.Jira;

/// <summary>A Data Center with a few issues and small pages, which a test may change while it is read; or anything else that a test answers.</summary>
internal sealed partial class JiraStub : IAsyncDisposable
{
    public const string Secret = "simulated-personal-access-token";
    public const int PageSize = 10;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly Lock _lock = new();

    private JiraStub(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    /// <summary>Paths with queries, decoded.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public SortedDictionary<long, DateTimeOffset> Issues { get; } = [];

    /// <summary>Answers instead; false where it does not.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    /// <summary>Told after each page of the light listing.</summary>
    public Action<int>? Listed { get; set; }

    public static async Task<JiraStub> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var stub = new JiraStub(app);
        app.Run(stub.AnswerAsync);
        await app.StartAsync();
        stub.Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return stub;
    }

    public static Task WriteAsync(HttpContext http, int status, string body, string type = "application/json")
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body, http.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        _requests.Enqueue(Uri.UnescapeDataString(http.Request.Path + http.Request.QueryString.Value));
        if (Instead is not null && await Instead(http))
            return;
        await (http.Request.Path.Value switch
        {
            "/rest/api/2/serverInfo" => WriteAsync(http, 200, """{"deploymentType": "Server", "baseUrl": "https://jira.example"}"""),
            "/rest/api/2/project" => WriteAsync(http, 200, """[{"key": "ENG", "name": "Engine"}]"""),
            "/rest/api/2/search" => SearchAsync(http),
            { } path when path.StartsWith("/rest/api/2/issue/", StringComparison.Ordinal) => IssueAsync(http, long.Parse(path.Split('/')[^1], CultureInfo.InvariantCulture)),
            _ => WriteAsync(http, 501, """{"errorMessages": ["not expected"]}"""),
        });
    }

    private Task IssueAsync(HttpContext http, long id)
    {
        lock (_lock)
        {
            return Issues.TryGetValue(id, out var at)
                ? WriteAsync(http, 200, Issue(id, at))
                : WriteAsync(http, 404, """{"errorMessages": ["Issue does not exist or you do not have permission to see it."]}""");
        }
    }

    private Task SearchAsync(HttpContext http)
    {
        string body;
        var isLight = false;
        lock (_lock)
        {
            var jql = http.Request.Query["jql"].ToString();
            var found = Issues.OrderBy(issue => issue.Value).ThenBy(issue => issue.Key).ToList();
            if (Ids().Match(jql) is { Success: true } ids)
            {
                var wanted = ids.Groups[1].Value.Split(',').Select(id => long.Parse(id, CultureInfo.InvariantCulture)).ToHashSet();
                if (wanted.FirstOrDefault(id => !Issues.ContainsKey(id)) is > 0 and var missing)
                    return WriteAsync(http, 400, $$"""{"errorMessages": ["A value with ID '{{missing}}' does not exist for the field 'id'."], "errors": {} }""");
                found = [.. found.Where(issue => wanted.Contains(issue.Key))];
            }
            else
            {
                isLight = true;
                foreach (Match since in Since().Matches(jql))
                    found = [.. found.Where(issue => issue.Value.ToUnixTimeMilliseconds() >= long.Parse(since.Groups[1].Value, CultureInfo.InvariantCulture))];
            }
            var startAt = int.TryParse(http.Request.Query["startAt"], out var from) ? from : 0;
            var size = Math.Min(PageSize, int.Parse(http.Request.Query["maxResults"].ToString(), CultureInfo.InvariantCulture));
            body = $$"""{"startAt": {{startAt}}, "maxResults": {{size}}, "total": {{found.Count}}, "issues": [{{string.Join(',', found.Skip(startAt).Take(size).Select(issue => Issue(issue.Key, issue.Value)))}}] }""";
            if (isLight)
                Listed?.Invoke(_requests.Count);
        }
        return WriteAsync(http, 200, body);
    }

    private static string Issue(long id, DateTimeOffset at) => $$"""
        {"id": "{{id}}", "key": "ENG-{{id}}", "fields": {"summary": "Issue {{id}}", "created": "{{at:O}}", "updated": "{{at.AddDays(1):O}}", "project": {"key": "ENG"},
         "creator": {"name": "ada", "key": "ada", "displayName": "Ada"},
         "comment": {"total": 0, "comments": []}, "worklog": {"total": 0, "worklogs": []} }, "changelog": {"total": 0, "histories": []} }
        """;

    [GeneratedRegex(@"id in \(([0-9,]+)\)")]
    private static partial Regex Ids();

    [GeneratedRegex(@"created >= ([0-9]+)")]
    private static partial Regex Since();
}
