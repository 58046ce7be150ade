using System.Diagnostics.CodeAnalysis;

namespace Microsoft.Extensions.Http.Resilience;

[Experimental("EXTEXP0001")]
public static class HttpRetryStrategyOptionsExtensions
{
    /// <summary>No retry of what may change something at the server.</summary>
    public static void DisableForUnsafeHttpMethods(this HttpRetryStrategyOptions options)
        => options.DisableFor(HttpMethod.Delete, HttpMethod.Post, HttpMethod.Put, HttpMethod.Connect, HttpMethod.Patch);

    public static void DisableFor(this HttpRetryStrategyOptions options, params HttpMethod[] methods)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(methods);
        var shouldHandle = options.ShouldHandle;
        options.ShouldHandle = async args =>
        {
            // A failed connection has no response, so the handler keeps the request in the context.
            var request = args.Outcome.Result?.RequestMessage ?? args.Context.Properties.GetValue(ResilienceHandler.RequestKey, null!);
            return await shouldHandle(args).ConfigureAwait(false) && (request is null || !methods.Contains(request.Method));
        };
    }
}
