using System.Net;
using Polly;
using Polly.Timeout;

namespace Microsoft.Extensions.Http.Resilience;

public static class HttpClientResiliencePredicates
{
    /// <summary>A failed connection, a time-out of the pipeline, a status of 500 and above, 408 or 429.</summary>
    public static bool IsTransient(Outcome<HttpResponseMessage> outcome)
        => outcome.Exception is HttpRequestException or TimeoutRejectedException
            || outcome.Result is { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests };

    /// <summary>The socket handler reports its connect time-out as a cancellation that nobody asked for.</summary>
    internal static bool IsConnectTimeout(Outcome<HttpResponseMessage> outcome, CancellationToken cancellationToken)
        => !cancellationToken.IsCancellationRequested && outcome.Exception is OperationCanceledException { InnerException: TimeoutException };
}
