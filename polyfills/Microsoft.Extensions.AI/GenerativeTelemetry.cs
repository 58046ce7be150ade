using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Microsoft.Extensions.AI;

/// <summary>The span and the metrics of one call, after OpenTelemetry's conventions for generative AI. Never holds text of the call.</summary>
internal sealed class GenerativeTelemetry : IDisposable
{
    private const string DefaultSourceName = "Experimental.Microsoft.Extensions.AI";

    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Histogram<int> _tokens;
    private readonly string? _provider;
    private readonly Uri? _server;
    private readonly string? _defaultModel;

    public GenerativeTelemetry(string? sourceName, string? provider, Uri? server, string? defaultModel)
    {
        var name = string.IsNullOrEmpty(sourceName) ? DefaultSourceName : sourceName;
        (_provider, _server, _defaultModel) = (provider, server, defaultModel);
        Source = new ActivitySource(name);
        _meter = new Meter(name);
        _duration = _meter.CreateHistogram("gen_ai.client.operation.duration", "s", "Measures the duration of a GenAI operation", tags: null,
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.. Enumerable.Range(0, 14).Select(power => 0.01 * (1 << power))] });
        _tokens = _meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Measures number of input and output tokens used", tags: null,
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [.. Enumerable.Range(0, 14).Select(power => 1 << (2 * power))] });
    }

    public ActivitySource Source { get; }

    public Operation Start(string operation, string? model) => new(this, operation, string.IsNullOrWhiteSpace(model) ? _defaultModel : model);

    public void Dispose()
    {
        Source.Dispose();
        _meter.Dispose();
    }

    /// <summary>One call; disposing it ends the span and records the duration.</summary>
    internal sealed class Operation : IDisposable
    {
        private readonly GenerativeTelemetry _telemetry;
        private readonly long _started = Stopwatch.GetTimestamp();
        private TagList _tags;

        public Operation(GenerativeTelemetry telemetry, string operation, string? model)
        {
            _telemetry = telemetry;
            _tags = new TagList
            {
                { "gen_ai.operation.name", operation },
                { "gen_ai.request.model", model },
                { "gen_ai.provider.name", telemetry._provider },
            };
            if (telemetry._server is { } server)
            {
                _tags.Add("server.address", server.Host);
                _tags.Add("server.port", server.Port);
            }

            var name = string.IsNullOrWhiteSpace(model) ? operation : $"{operation} {model}";
            Activity = telemetry.Source.StartActivity(name, ActivityKind.Client, parentContext: default, tags: _tags);
        }

        public Activity? Activity { get; }

        public void Succeeded(string? responseModel, UsageDetails? usage)
        {
            if (responseModel is not null)
            {
                _tags.Add("gen_ai.response.model", responseModel);
                Activity?.SetTag("gen_ai.response.model", responseModel);
            }

            RecordTokens("input", "gen_ai.usage.input_tokens", usage?.InputTokenCount);
            RecordTokens("output", "gen_ai.usage.output_tokens", usage?.OutputTokenCount);
        }

        public void Failed(Exception error)
        {
            _tags.Add("error.type", error.GetType().FullName);
            Activity?.SetTag("error.type", error.GetType().FullName);
            Activity?.SetStatus(ActivityStatusCode.Error, error.Message);
        }

        public void Dispose()
        {
            _telemetry._duration.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds, _tags);
            Activity?.Dispose();
        }

        private void RecordTokens(string type, string tag, long? count)
        {
            if (count is { } tokens)
            {
                var tags = _tags;
                tags.Add("gen_ai.token.type", type);
                _telemetry._tokens.Record((int)tokens, tags);
                Activity?.SetTag(tag, tokens);
            }
        }
    }
}
