using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.AI;

/// <summary>A span and metrics for each call of the inner client.</summary>
public sealed class OpenTelemetryChatClient : DelegatingChatClient
{
    private readonly GenerativeTelemetry _telemetry;

#pragma warning disable IDE0060 // The logger is given by the signature; nothing here is logged.
    public OpenTelemetryChatClient(IChatClient innerClient, ILogger? logger = null, string? sourceName = null) : base(innerClient)
#pragma warning restore IDE0060
    {
        var metadata = innerClient.GetService<ChatClientMetadata>();
        _telemetry = new GenerativeTelemetry(sourceName, metadata?.ProviderName, metadata?.ProviderUri, metadata?.DefaultModelId);
    }

    public override object? GetService(Type serviceType, object? serviceKey = null)
        => serviceType == typeof(ActivitySource) ? _telemetry.Source : base.GetService(serviceType, serviceKey);

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var operation = _telemetry.Start("chat", options?.ModelId);
        try
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
            operation.Succeeded(response.ModelId, response.Usage);
            return response;
        }
        catch (Exception error)
        {
            operation.Failed(error);
            throw;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var operation = _telemetry.Start("chat", options?.ModelId);
        var updates = new List<ChatResponseUpdate>();
        var enumerator = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = enumerator.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await enumerator.MoveNextAsync().ConfigureAwait(false))
                {
                    break;
                }
            }
            catch (Exception error)
            {
                operation.Failed(error);
                throw;
            }

            updates.Add(enumerator.Current);
            yield return enumerator.Current;

            // The consumer's current activity is back after each yield: what follows belongs to this call again.
            Activity.Current = operation.Activity ?? Activity.Current;
        }

        var response = updates.ToChatResponse();
        operation.Succeeded(response.ModelId, response.Usage);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _telemetry.Dispose();
        }

        base.Dispose(disposing);
    }
}
