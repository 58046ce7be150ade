using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Tests.Collecting.GitHub.Client;

/// <summary>A server that answers as a test says and remembers what it was asked; what a test did not expect it answers with 501.</summary>
internal sealed class StubServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _answers = [];
    private readonly ConcurrentQueue<StubRequest> _requests = [];

    private StubServer(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    public IReadOnlyList<StubRequest> Requests => [.. _requests];

    public static async Task<StubServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new StubServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        server.Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return server;
    }

    /// <param name="path">Path and query.</param>
    public void On(string path, Func<HttpContext, Task> answer) => _answers[path] = answer;

    public void On(string path, int status, string body, params (string Name, string Value)[] headers) =>
        On(path, http => WriteAsync(http, status, body, headers));

    /// <summary>One answer after the other; the last one again and again.</summary>
    public void InTurn(string path, params Func<HttpContext, Task>[] answers)
    {
        var count = -1;
        On(path, http => answers[Math.Min(Interlocked.Increment(ref count), answers.Length - 1)](http));
    }

    public static async Task WriteAsync(HttpContext http, int status, string body, params (string Name, string Value)[] headers)
    {
        http.Response.StatusCode = status;
        foreach (var (name, value) in headers)
            http.Response.Headers.Append(name, value);
        if (status is 204 or 304)
            return;
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(body, http.RequestAborted);
    }

    public static async Task CutAsync(HttpContext http)
    {
        var body = Encoding.UTF8.GetBytes("""[{"id": 1}, {"id": 2}]""");
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body.AsMemory(0, 5));
        await http.Response.Body.FlushAsync();
        http.Abort();
    }

    public static (string Name, string Value)[] Limit(int limit, int remaining, TimeSpan resetsIn) =>
    [
        ("X-RateLimit-Limit", limit.ToString(CultureInfo.InvariantCulture)),
        ("X-RateLimit-Remaining", remaining.ToString(CultureInfo.InvariantCulture)),
        ("X-RateLimit-Reset", (TimeProvider.System.GetUtcNow() + resetsIn).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
    ];

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path + http.Request.QueryString.Value;
        _requests.Enqueue(new(path, http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        return _answers.TryGetValue(path, out var answer) ? answer(http) : WriteAsync(http, 501, """{"message": "not expected"}""");
    }
}

internal sealed record StubRequest(string Path, IReadOnlyDictionary<string, string> Headers)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
