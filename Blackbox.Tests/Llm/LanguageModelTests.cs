using System.Net;
using System.Net.Sockets;
using Blackbox.Core.Llm;
using Blackbox.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Tests.Llm;

public sealed class LanguageModelTests
{
    private static readonly ModelRequest Request = new("Be brief.", "Hello") { Temperature = 0.1f, ContextTokens = 64_000, MaxOutputTokens = 4_096 };
    private readonly ManualTime _time = new(new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task No_model_is_unavailable_and_costs_nothing()
    {
        var model = Model(null);

        Assert.Null(model.Name);
        Assert.False(await model.IsAvailableAsync(TestContext.Current.CancellationToken));
        Assert.Equal(new ModelReply(ModelOutcome.Unavailable, "", 0), await model.AskAsync(Request, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Options_reach_the_model_under_the_names_that_ollama_reads()
    {
        var chat = ScriptedChat.Saying("Hi");
        var reply = await Model(chat).AskAsync(Request, TestContext.Current.CancellationToken);

        Assert.Equal(new ModelReply(ModelOutcome.Answered, "Hi", 1), reply);
        Assert.Equal(["Be brief.", "Hello"], chat.LastMessages.Select(message => message.Text));
        var options = chat.LastOptions!;
        Assert.Equal((0.1f, 30, 0.85f, 4_096), (options.Temperature, options.TopK, options.TopP, options.MaxOutputTokens));
        Assert.Equal(64_000, options.AdditionalProperties!["num_ctx"]);
        Assert.Equal(1.2f, options.AdditionalProperties["repeat_penalty"]);
        Assert.Equal("300s", options.AdditionalProperties["keep_alive"]);
    }

    [Fact]
    public async Task Time_out_is_tried_three_times_with_growing_pauses()
    {
        var starts = new List<DateTimeOffset>();
        var chat = new ScriptedChat(async (_, token) =>
        {
            starts.Add(_time.GetUtcNow());
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
            return "";
        });
        var model = Model(chat);
        var reply = await _time.RunAsync(model.AskAsync(Request, TestContext.Current.CancellationToken));

        Assert.Equal(new ModelReply(ModelOutcome.TimedOut, "", 3), reply);
        // 240 s for the try, then 10 s and 20 s; the clock goes in steps while the work catches up.
        Assert.InRange((starts[1] - starts[0]).TotalSeconds, 250, 270);
        Assert.InRange((starts[2] - starts[1]).TotalSeconds, 260, 280);
        Assert.False(await model.IsAvailableAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Answer_after_a_time_out_counts()
    {
        var first = true;
        var chat = new ScriptedChat((_, _) =>
        {
            if (!first)
                return Task.FromResult("At last");
            first = false;
            throw new TaskCanceledException("timed out", new TimeoutException());
        });

        Assert.Equal(
            new ModelReply(ModelOutcome.Answered, "At last", 2), await _time.RunAsync(Model(chat).AskAsync(Request, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Failure_is_not_tried_again_and_leaves_the_model_alone_for_a_minute()
    {
        var chat = new ScriptedChat((_, _) => throw new HttpRequestException("refused"));
        var model = Model(chat);

        Assert.Equal(new ModelReply(ModelOutcome.Unavailable, "", 1), await model.AskAsync(Request, TestContext.Current.CancellationToken));
        Assert.Equal(new ModelReply(ModelOutcome.Unavailable, "", 0), await model.AskAsync(Request, TestContext.Current.CancellationToken));
        Assert.Equal(1, chat.Calls);
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.True(await model.IsAvailableAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Server_that_refuses_connections_is_never_asked()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var chat = new ScriptedChat((_, _) => Task.FromResult("Hi"), address: new Uri($"http://127.0.0.1:{port}"));

        Assert.Equal(ModelOutcome.Unavailable, (await Model(chat).AskAsync(Request, TestContext.Current.CancellationToken)).Outcome);
        Assert.Equal(0, chat.Calls);
    }

    [Fact]
    public async Task Cancellation_by_the_caller_is_no_failure_of_the_model()
    {
        using var cancelled = new CancellationTokenSource();
        var chat = new ScriptedChat(async (_, token) =>
        {
            await cancelled.CancelAsync();
            token.ThrowIfCancellationRequested();
            return "";
        });
        var model = Model(chat);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => model.AskAsync(Request, cancelled.Token));
        Assert.True(await model.IsAvailableAsync(TestContext.Current.CancellationToken));
    }

    private LanguageModel Model(ScriptedChat? chat) => LlmHost.Create(_time, chat).GetRequiredService<LanguageModel>();
}
