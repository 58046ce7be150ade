using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Blackbox.Core.Secrets;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Events;

/// <summary>How a webhook answered one call.</summary>
/// <param name="Status">HTTP status; null when there was no answer.</param>
/// <param name="Error">What went wrong, in words; null when the event was taken.</param>
/// <param name="RetryAfter">How long the receiver asks to be left alone; null when it did not.</param>
public sealed record WebhookAnswer(int? Status, string? Error, TimeSpan? RetryAfter)
{
    public bool Taken => Error is null;

    /// <summary>The receiver wants no more calls.</summary>
    public bool Gone => Status == (int)HttpStatusCode.Gone;
}

/// <summary>
/// Calls webhooks: signed, without redirects, cookies or a proxy, and never at an address that <see cref="WebhookAddress"/> refuses. Nothing of an
/// answer but its status and <c>Retry-After</c> is looked at. It has a connection pool of its own and no tracing, as an address may itself be a secret.
/// </summary>
public sealed class WebhookClient : IDisposable
{
    private const int MaxDrainBytes = 64 * 1024;
    private readonly HttpClient _http;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;

    public WebhookClient(IOptions<WebhookOptions> options, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        _http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = MaxDrainBytes,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            ConnectCallback = ConnectAsync,
        })
        {
            // Each call has its own.
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Never throws for what the receiver does.</summary>
    public async Task<WebhookAnswer> CallAsync(string url, Secret secret, EventMessage message, CancellationToken cancellationToken)
    {
        if (WebhookAddress.Refusal(url) is { } refusal)
            return new(null, refusal, null);
        using var request = Request(url, secret, message);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        await using var registration = timeout.Token.Register(limit.Cancel);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return AnswerOf(response);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, string.Create(CultureInfo.InvariantCulture, $"It did not answer within {_options.Timeout.TotalSeconds:0.#} seconds."), null);
        }
        catch (HttpRequestException exception)
        {
            return new(null, Describe(exception), null);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(string url, Secret secret, EventMessage message)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message, Outbox.Json);
        var id = message.Id.ToString();
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
        return new(HttpMethod.Post, url)
        {
            Headers =
            {
                { "webhook-id", id },
                { "webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture) },
                { "webhook-signature", WebhookSecrets.Sign(secret, id, timestamp, body) },
                { "user-agent", "Blackbox-Webhooks/1" },
            },
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
    }

    private WebhookAnswer AnswerOf(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
            return new(status, null, null);
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        var word = status switch
        {
            410 => "It answered 410 Gone, so the webhook was turned off.",
            >= 300 and < 400 => $"It answered {status}: a redirect, which is not followed. Give the address that it leads to.",
            _ => $"It answered {status}.",
        };
        return new(status, word, wait);
    }

    // The framework's own words may name the address or what came back.
    private static string Describe(HttpRequestException exception) => exception switch
    {
        _ when Refused(exception) => WebhookAddress.NotAllowed,
        { HttpRequestError: HttpRequestError.NameResolutionError } => "Its name cannot be resolved.",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => "No secure connection: its TLS certificate is not trusted, or it does not speak TLS.",
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } } => "Its name cannot be resolved.",
        { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => "Nothing listens at the address: the connection was refused.",
        { HttpRequestError: HttpRequestError.ConnectionError } => "It cannot be reached.",
        { HttpRequestError: HttpRequestError.ResponseEnded } or { InnerException: IOException } => "It closed the connection without an answer.",
        _ => "Its answer was no HTTP, or broke off.",
    };

    private static bool Refused(Exception? exception) => exception is AddressRefusedException || (exception is not null && Refused(exception.InnerException));

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var allowed = addresses.Where(WebhookAddress.IsAllowed).ToArray();
        if (allowed.Length == 0)
            throw new AddressRefusedException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class AddressRefusedException : IOException;
}
