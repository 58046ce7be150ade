using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly;

namespace Microsoft.Extensions.Http.Resilience;

/// <summary>Which requests share a pipeline, and so a circuit breaker. Without a selector all requests of one registration do.</summary>
internal sealed class PipelineSelection
{
    public Func<HttpRequestMessage, string> KeyOf { get; set; } = _ => "";
}

/// <summary>The pipelines of one host, made at their first use.</summary>
internal sealed class StandardPipelines(
    IOptionsMonitor<HttpStandardResilienceOptions> options, IOptionsMonitor<PipelineSelection> selections, IServiceProvider services)
{
    private readonly ConcurrentDictionary<(string Name, string Key), ResiliencePipeline<HttpResponseMessage>> _pipelines = new();

    public Func<HttpRequestMessage, ResiliencePipeline<HttpResponseMessage>> Of(string name)
    {
        var selection = selections.Get(name);
        return request => _pipelines.GetOrAdd((name, selection.KeyOf(request)), _ => Build(options.Get(name)));
    }

    private ResiliencePipeline<HttpResponseMessage> Build(HttpStandardResilienceOptions standard)
        => new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = services.GetService<TimeProvider>() }
            .AddTimeout(standard.TotalRequestTimeout)
            .AddRetry(standard.Retry)
            .AddCircuitBreaker(standard.CircuitBreaker)
            .AddTimeout(standard.AttemptTimeout)
            .Build();
}
