using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Blackbox.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;

namespace Blackbox.Tests.ServiceDefaults;

public sealed class HttpClientDefaultsTests
{
    [Fact]
    public async Task Read_is_tried_again_when_the_server_hiccups()
    {
        var server = new FakeServer((_, attempt) => attempt < 3 ? Busy() : new HttpResponseMessage());
        using var host = BuildHost(server);

        using var response = await Client(host).GetAsync("http://one.example/", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Write_is_never_sent_twice()
    {
        var server = new FakeServer((_, _) => Busy());
        using var host = BuildHost(server);

        using var response = await Client(host).PostAsync("http://one.example/", content: null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Broken_connection_of_a_write_is_not_retried_either()
    {
        var server = new FakeServer((_, _) => throw new HttpRequestException("reset"));
        using var host = BuildHost(server);

        await Assert.ThrowsAsync<HttpRequestException>(
            () => Client(host).PostAsync("http://one.example/", content: null, TestContext.Current.CancellationToken));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Failing_host_is_left_alone_and_the_others_are_not()
    {
        var server = new FakeServer((uri, _) => uri.Host == "down.example" ? Busy() : new HttpResponseMessage());
        using var host = BuildHost(server);
        var client = Client(host);

        async Task AskUntilRefused()
        {
            for (var i = 0; i < 200; i++)
            {
                using var failed = await client.PostAsync("http://down.example/", content: null, TestContext.Current.CancellationToken);
            }
        }

        await Assert.ThrowsAsync<BrokenCircuitException>(AskUntilRefused);
        using var other = await client.GetAsync("http://up.example/", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Client_with_a_pipeline_of_its_own_has_no_other()
    {
        var server = new FakeServer((_, _) => Busy());
        using var host = BuildHost(server);
        var client = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("own");

        using var response = await client.GetAsync("http://one.example/", TestContext.Current.CancellationToken);

        Assert.Single(server.Requests);
        Assert.Equal(Timeout.InfiniteTimeSpan, client.Timeout);
    }

    [Theory]
    [InlineData("chat_httpClient", false)]
    [InlineData("embedding_httpClient", false)]
    [InlineData("any", true)]
    public void Model_call_is_bounded_by_its_caller_alone(string client, bool hasPipeline)
    {
        using var host = BuildHost(new FakeServer((_, _) => new HttpResponseMessage()));

        var handler = host.Services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(client);

        Assert.Equal(hasPipeline, HandlersOf(handler).OfType<ResilienceHandler>().Any());
    }

    [Theory]
    [InlineData("http://api/v1?x=1", "http://127.0.0.1:5001/v1?x=1")]
    [InlineData("https+http://api/v1", "http://127.0.0.1:5001/v1")]
    [InlineData("https+http://both/", "https://127.0.0.1:5003/")]
    [InlineData("http://_admin.api/", "http://127.0.0.1:5009/")]
    [InlineData("http://elsewhere.example:81/x", "http://elsewhere.example:81/x")]
    public async Task Service_is_found_by_its_name(string requested, string sent)
    {
        var server = new FakeServer((_, _) => new HttpResponseMessage());
        using var host = BuildHost(server);

        using var response = await Client(host).GetAsync(new Uri(requested), TestContext.Current.CancellationToken);

        Assert.Equal(new Uri(sent), server.Requests.Single());
    }

    [Fact]
    public async Task Several_addresses_of_a_service_take_turns()
    {
        var server = new FakeServer((_, _) => new HttpResponseMessage());
        using var host = BuildHost(server);
        var client = Client(host);

        for (var i = 0; i < 4; i++)
        {
            using var response = await client.GetAsync("http://many/", TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, server.Requests.Count(uri => uri.Port == 5010));
        Assert.Equal(2, server.Requests.Count(uri => uri.Port == 5011));
    }

    private static IEnumerable<HttpMessageHandler> HandlersOf(HttpMessageHandler? handler)
    {
        for (; handler is not null; handler = (handler as DelegatingHandler)?.InnerHandler)
        {
            yield return handler;
        }
    }

    private static HttpClient Client(IHost host) => host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("any");

    private static HttpResponseMessage Busy()
    {
        var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.Zero);
        return response;
    }

    private static IHost BuildHost(FakeServer server)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["services:api:http:0"] = "http://127.0.0.1:5001",
            ["services:api:admin:0"] = "http://127.0.0.1:5009",
            ["services:both:http:0"] = "http://127.0.0.1:5002",
            ["services:both:https:0"] = "https://127.0.0.1:5003",
            ["services:many:http:0"] = "http://127.0.0.1:5010",
            ["services:many:http:1"] = "http://127.0.0.1:5011",
        });
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.AddOllamaApiClient("chat");
        builder.AddOllamaApiClient("embedding");
        builder.Services.LeaveModelCallsToCaller("chat", "embedding");
        builder.Services.AddHttpClient("any").ConfigurePrimaryHttpMessageHandler(() => server);
        builder.Services.AddHttpClient("own").ConfigurePrimaryHttpMessageHandler(() => server).WithoutDefaultResilience();
        return builder.Build();
    }

    private sealed class FakeServer(Func<Uri, int, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public ConcurrentQueue<Uri> Requests { get; } = new();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Enqueue(request.RequestUri!);
            var response = answer(request.RequestUri!, Requests.Count);
            response.RequestMessage = request;
            return Task.FromResult(response);
        }
    }
}
