using System.Net;
using Blackbox.ServiceDefaults;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OllamaSharp;
using OllamaSharp.Models;
using OllamaSharp.Models.Exceptions;

namespace Blackbox.Tests.Polyfills;

public sealed class OllamaClientTests
{
    private const string Answer = """
        {"model":"qwen3:8b","created_at":"2025-03-01T12:00:00Z","message":{"role":"assistant","content":"안녕"},"done":true,"done_reason":"stop",
        "total_duration":5000000,"load_duration":1000000,"prompt_eval_count":26,"prompt_eval_duration":3000000,"eval_count":7,"eval_duration":900000}
        """;

    [Fact]
    public async Task Chat_sends_the_options_under_the_names_of_the_server()
    {
        await using var server = await FakeOllama.StartAsync("/api/chat", context => context.Response.WriteAsync(Answer, context.RequestAborted));
        using var host = BuildHost(server.Endpoint);
        var options = new ChatOptions { Temperature = 0.1f, TopK = 30, TopP = 0.85f, MaxOutputTokens = 1024, Instructions = "Be short." }
            .AddOllamaOption(OllamaOption.NumCtx, 8000)
            .AddOllamaOption(OllamaOption.RepeatPenalty, 1.2f);
        options.AdditionalProperties!["keep_alive"] = "300s";

        await host.Services.GetRequiredService<IChatClient>().GetResponseAsync("Hi", options, TestContext.Current.CancellationToken);

        Assert.True(server.Requests.TryDequeue(out var request));
        Assert.Equal("qwen3:8b", (string?)request["model"]);
        Assert.False((bool?)request["stream"]);
        Assert.Equal("300s", (string?)request["keep_alive"]);
        Assert.Equal(["system", "user"], request["messages"]!.AsArray().Select(message => (string?)message!["role"]));
        Assert.Equal("Be short.", (string?)request["messages"]![0]!["content"]);
        var parameters = request["options"]!;
        Assert.Equal(0.1f, (float?)parameters["temperature"]);
        Assert.Equal(0.85f, (float?)parameters["top_p"]);
        Assert.Equal(30, (int?)parameters["top_k"]);
        Assert.Equal(1024, (int?)parameters["num_predict"]);
        Assert.Equal(8000, (int?)parameters["num_ctx"]);
        Assert.Equal(1.2f, (float?)parameters["repeat_penalty"]);
        Assert.Null(parameters["seed"]);
    }

    [Fact]
    public async Task Chat_returns_text_model_reason_and_tokens()
    {
        await using var server = await FakeOllama.StartAsync("/api/chat", context => context.Response.WriteAsync(Answer, context.RequestAborted));
        using var host = BuildHost(server.Endpoint);

        var response = await host.Services.GetRequiredService<IChatClient>().GetResponseAsync("Hi", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("안녕", response.Text);
        Assert.Equal("qwen3:8b", response.ModelId);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal(26, response.Usage?.InputTokenCount);
        Assert.Equal(7, response.Usage?.OutputTokenCount);
        Assert.Equal(33, response.Usage?.TotalTokenCount);
        Assert.Equal(TimeSpan.FromMilliseconds(5), response.AdditionalProperties?["total_duration"]);
    }

    [Fact]
    public async Task Chat_streams_piece_by_piece()
    {
        var first = new TaskCompletionSource();
        await using var server = await FakeOllama.StartAsync("/api/chat", async context =>
        {
            await context.Response.WriteAsync(Line("Hel"), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await first.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync(Line("lo") + Answer.Replace("안녕", "", StringComparison.Ordinal).ReplaceLineEndings("") + "\n", context.RequestAborted);
        });
        using var host = BuildHost(server.Endpoint);
        var updates = new List<ChatResponseUpdate>();

        await foreach (var update in host.Services.GetRequiredService<IChatClient>()
            .GetStreamingResponseAsync("Hi", cancellationToken: TestContext.Current.CancellationToken))
        {
            // The server only goes on once the first piece has arrived here.
            updates.Add(update);
            first.TrySetResult();
        }

        var response = updates.ToChatResponse();
        Assert.Equal("Hello", response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal(33, response.Usage?.TotalTokenCount);
        Assert.Single(updates.Select(update => update.ResponseId).Distinct());
    }

    [Fact]
    public async Task Refused_request_says_why()
    {
        await using var server = await FakeOllama.StartAsync("/api/chat", context =>
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return context.Response.WriteAsync("""{"error":"num_ctx is too large"}""", context.RequestAborted);
        });
        using var host = BuildHost(server.Endpoint);

        var error = await Assert.ThrowsAsync<OllamaException>(() => host.Services.GetRequiredService<IChatClient>()
            .GetResponseAsync("Hi", cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("num_ctx is too large", error.Message);
    }

    [Theory]
    [InlineData(StatusCodes.Status404NotFound)]
    [InlineData(StatusCodes.Status503ServiceUnavailable)]
    public async Task Failing_server_is_asked_once_and_its_status_is_kept(int status)
    {
        await using var server = await FakeOllama.StartAsync("/api/chat", context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        using var host = BuildHost(server.Endpoint);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => host.Services.GetRequiredService<IChatClient>()
            .GetResponseAsync("Hi", cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal((HttpStatusCode)status, error.StatusCode);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Silent_server_is_given_up_when_the_caller_says_so()
    {
        await using var server = await FakeOllama.StartAsync("/api/chat", context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        using var host = BuildHost(server.Endpoint);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Services.GetRequiredService<IChatClient>()
            .GetResponseAsync("Hi", cancellationToken: patience.Token));
    }

    [Fact]
    public async Task Absent_server_is_a_failed_request()
    {
        using var host = BuildHost("http://127.0.0.1:1");

        await Assert.ThrowsAsync<HttpRequestException>(() => host.Services.GetRequiredService<IChatClient>()
            .GetResponseAsync("Hi", cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Embeddings_come_in_the_order_of_the_inputs()
    {
        await using var server = await FakeOllama.StartAsync("/api/embed", context => context.Response.WriteAsync(
            """{"model":"bge-m3","embeddings":[[0.25,-1],[1,2]],"prompt_eval_count":9}""", context.RequestAborted));
        using var host = BuildHost(server.Endpoint);

        var embeddings = await host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>()
            .GenerateAsync(["one", "두 번째"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([0.25f, -1f], embeddings[0].Vector.ToArray());
        Assert.Equal([1f, 2f], embeddings[1].Vector.ToArray());
        Assert.Equal("bge-m3", embeddings[0].ModelId);
        Assert.Equal(9, embeddings.Usage?.InputTokenCount);
        Assert.True(server.Requests.TryDequeue(out var request));
        Assert.Equal("bge-m3", (string?)request["model"]);
        Assert.Equal(["one", "두 번째"], request["input"]!.AsArray().Select(input => (string?)input));
    }

    [Fact]
    public async Task Model_without_an_endpoint_fails_at_its_first_use_only()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.AddOllamaApiClient("chat").AddChatClient();
        using var host = builder.Build();

        await host.StartAsync(TestContext.Current.CancellationToken);

        var error = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<IChatClient>());
        Assert.Contains("ConnectionStrings:chat", error.Message, StringComparison.Ordinal);
    }

    private static string Line(string text)
        => $$$"""{"model":"qwen3:8b","created_at":"2025-03-01T12:00:00Z","message":{"role":"assistant","content":"{{{text}}}"},"done":false}""" + "\n";

    private static IHost BuildHost(string endpoint)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:chat"] = $"Endpoint={endpoint};Model=qwen3:8b",
            ["ConnectionStrings:embedding"] = $"Endpoint={endpoint};Model=bge-m3",
        });
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.AddOllamaApiClient("chat").AddChatClient();
        builder.AddOllamaApiClient("embedding").AddEmbeddingGenerator();
        builder.Services.LeaveModelCallsToCaller("chat", "embedding");
        return builder.Build();
    }
}
