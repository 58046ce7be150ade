using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Blackbox.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Blackbox.Tests.ServiceDefaults;

public sealed class TelemetryTests
{
    private static readonly ActivitySource Source = new("Blackbox.Tests.Telemetry");

    [Fact]
    public async Task Service_sends_traces_metrics_and_logs_to_the_collector()
    {
        await using var collector = await Collector.StartAsync();

        await RunServiceAsync(collector.Endpoint, async client =>
        {
            using var found = await client.GetAsync("/items/5?token=hidden", TestContext.Current.CancellationToken);
            using var broken = await client.GetAsync("/broken/7", TestContext.Current.CancellationToken);
            using var alive = await client.GetAsync("/alive", TestContext.Current.CancellationToken);
        });

        var traces = collector.Received("/v1/traces");
        Assert.Contains("GET /items/{id}", traces, StringComparison.Ordinal);
        Assert.Contains("GET /broken/{id}", traces, StringComparison.Ordinal);
        Assert.Contains("weigh item", traces, StringComparison.Ordinal);
        Assert.Contains("telemetry-test", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("/alive", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", traces, StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", collector.Received("/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains("dotnet.gc.collections", collector.Received("/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains("Weighed item 5", collector.Received("/v1/logs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outgoing_call_outside_of_every_request_and_job_is_not_traced()
    {
        await using var collector = await Collector.StartAsync();

        await RunServiceAsync(collector.Endpoint, _ =>
        {
            Activity.Current = null;
            Source.StartActivity("poll for work", ActivityKind.Client)?.Dispose();
            using var job = Source.StartActivity("nightly job");
            Source.StartActivity("query of the job", ActivityKind.Client)?.Dispose();
            return Task.CompletedTask;
        });

        var traces = collector.Received("/v1/traces");
        Assert.Contains("nightly job", traces, StringComparison.Ordinal);
        Assert.Contains("query of the job", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("poll for work", traces, StringComparison.Ordinal);
    }

    private static async Task RunServiceAsync(string endpoint, Func<HttpClient, Task> use)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_SERVICE_NAME"] = "telemetry-test",
            ["Logging:Console:LogLevel:Default"] = "None",
        });
        builder.AddServiceDefaults();
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.UseExceptionHandler(errors => errors.Run(_ => Task.CompletedTask));
        app.MapDefaultEndpoints();
        app.MapGet("/items/{id}", (int id, ILogger<TelemetryTests> logger) =>
        {
            using var activity = Source.StartActivity("weigh item");
            logger.LogInformation("Weighed item {Id}", id);
            return id;
        });
        app.MapGet("/broken/{id}", IResult (int id) => throw new InvalidOperationException($"item {id}"));
        await app.StartAsync(TestContext.Current.CancellationToken);

        // Without trace headers, as a browser.
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = new Uri(app.Urls.Single()) };
        await use(client);
        await app.StopAsync(TestContext.Current.CancellationToken);

        // Disposing the host flushes what was not sent yet.
    }

    /// <summary>Keeps the bodies that it is sent. Names and texts are plain UTF-8 in them.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();

        private Collector(WebApplication app) => _app = app;

        public string Endpoint => _app.Urls.Single();

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var collector = new Collector(builder.Build());
            collector._app.Urls.Add("http://127.0.0.1:0");
            collector._app.MapPost("/v1/{signal}", async (HttpContext context) =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                collector._received.Enqueue((context.Request.Path, body.ToArray()));
            });
            await collector._app.StartAsync();
            return collector;
        }

        public string Received(string path)
            => string.Concat(_received.Where(sent => sent.Path == path).Select(sent => Encoding.UTF8.GetString(sent.Body)));

        public async ValueTask DisposeAsync()
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }
}
