using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Blackbox.Core.Llm;

/// <summary>
/// The host's <see cref="IChatClient"/> with this application's time-outs, retries and measurements; also when the host has none. Safe for
/// concurrent use.
/// </summary>
public sealed class LanguageModel
{
    private readonly IChatClient? _client;
    private readonly ModelServer _server;
    private readonly ResiliencePipeline _pipeline;
    private readonly LlmOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<LanguageModel> _logger;

    public LanguageModel(IServiceProvider services, IOptions<LlmOptions> options, TimeProvider time, ILogger<LanguageModel> logger)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        _client = services.GetService<IChatClient>();
        var metadata = _client?.GetService<ChatClientMetadata>();
        Name = _client is null ? null : metadata?.DefaultModelId is { Length: > 0 } name ? name : "unnamed";
        _server = new(metadata?.ProviderUri, _options, time);
        _pipeline = Pipeline();
    }

    /// <summary>The model that the host set up, whether or not it answers just now; null when there is none.</summary>
    public string? Name { get; }

    /// <summary>Whether asking makes sense now. Cheap: the answer is remembered for <see cref="LlmOptions.AwayFor"/>.</summary>
    public async Task<bool> IsAvailableAsync(CancellationToken cancellationToken) =>
        _client is not null && await _server.IsThereAsync(cancellationToken);

    /// <summary>Asks once, and again only after a time-out. Never throws for what the model or its server does.</summary>
    public async Task<ModelReply> AskAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        if (_client is null || !await _server.IsThereAsync(cancellationToken))
            return new(ModelOutcome.Unavailable, "", 0);
        var calls = 0;
        using var activity = LlmTelemetry.Source.StartActivity("llm.ask");
        activity?.SetTag("llm.model", Name);
        try
        {
            var response = await _pipeline.ExecuteAsync(
                async token =>
                {
                    calls++;
                    return await TryAsync(_client, request, token);
                },
                cancellationToken);
            _server.MarkThere();
            return new(ModelOutcome.Answered, response.Text, calls);
        }
        catch (Exception exception) when (IsTimeout(exception, cancellationToken))
        {
            // Others that wait would wait as long for nothing.
            _server.MarkAway();
            _logger.LogWarning("The model {Model} did not answer within {Timeout}, tried {Calls} times", Name, _options.Timeout, calls);
            return new(ModelOutcome.TimedOut, "", calls);
        }
#pragma warning disable CA1031 // Providers throw what they like (HTTP, JSON, their own types); a summary must not depend on which.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _server.MarkAway();
            // The message may quote the server's answer, and with it the prompt.
            _logger.LogWarning(
                "The model {Model} failed with {Error}; it is left alone for {AwayFor}", Name, exception.GetType().Name, _options.AwayFor);
            return new(ModelOutcome.Unavailable, "", calls);
        }
#pragma warning restore CA1031
    }

    private async Task<ChatResponse> TryAsync(IChatClient client, ModelRequest request, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var outcome = "failed";
        try
        {
            var response = await client.GetResponseAsync(request.ToMessages(), request.ToChatOptions(_options), cancellationToken);
            outcome = "answered";
            LlmTelemetry.RecordTokens("chat", Name!, response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount);
            return response;
        }
        catch (OperationCanceledException)
        {
            outcome = "timed_out";
            throw;
        }
        finally
        {
            LlmTelemetry.Record("chat", Name!, outcome, _time.GetElapsedTime(started));
        }
    }

    private ResiliencePipeline Pipeline()
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = _time };
        if (_options.Tries > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = _options.Tries - 1,
                Delay = _options.RetryDelay,
                MaxDelay = _options.MaxRetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is { } exception && IsTimeout(exception, arguments.Context.CancellationToken)),
            });
        }
        return builder.AddTimeout(_options.Timeout).Build();
    }

    // Ours, or that of an HTTP client below, which says so in the inner exception.
    private static bool IsTimeout(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && exception is TimeoutRejectedException or TimeoutException or OperationCanceledException { InnerException: TimeoutException };
}
