using System.Net;
using System.Net.Http.Headers;
using Blackbox.Core.Secrets;

namespace Blackbox.Core.Collecting.Rest;

/// <summary>Single requests to one server: addresses, headers and bounded bodies. The secret is sent to this server and to no other.</summary>
internal sealed class RestWire(HttpClient http, RestDialect dialect, Uri server, Secret? secret, RestClientOptions options)
{
    /// <summary>Bytes that are read of an answer that is a refusal.</summary>
    private const int MaxRefusalBytes = 64 * 1024;

    private readonly string _prefix = server.AbsolutePath.TrimEnd('/');
    private readonly AuthenticationHeaderValue? _authorization = dialect.Authorize(secret);

    public Uri Server => server;

    /// <summary>"Not modified" is not counted.</summary>
    public bool IsUnchangedFree => dialect.IsUnchangedFree(secret);

    /// <param name="pathAndQuery">Below the base URL, as <c>/repos/o/r/pulls?state=all</c>.</param>
    /// <exception cref="ArgumentException">It leads out of the base URL.</exception>
    public Uri Resolve(string pathAndQuery)
    {
        var uri = pathAndQuery.StartsWith('/') ? new Uri(server.GetLeftPart(UriPartial.Authority) + _prefix + pathAndQuery) : null;
        return uri is not null && PathOf(uri) is not null ? uri : throw new ArgumentException("No path below the base URL.", nameof(pathAndQuery));
    }

    /// <returns>Path and query below the base URL; null where it is somewhere else.</returns>
    public string? PathOf(Uri uri) =>
        uri.Scheme == server.Scheme && uri.Authority == server.Authority && uri.UserInfo.Length == 0
        && uri.AbsolutePath.StartsWith(_prefix + "/", StringComparison.Ordinal)
            ? uri.PathAndQuery[_prefix.Length..]
            : null;

    /// <param name="next">Path and query below the base URL, or a whole address.</param>
    /// <returns>Path and query below the base URL; null where it is somewhere else.</returns>
    public string? PathOfNext(string next)
    {
        var text = next.StartsWith('/') ? server.GetLeftPart(UriPartial.Authority) + _prefix + next : next;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) ? PathOf(uri) : null;
    }

    /// <exception cref="TransientException">There was no answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(Uri uri, RememberedResponse? remembered, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri) { Headers = { Authorization = _authorization } };
        dialect.Prepare(request);
        // As they were sent: some servers' tags and dates are not quite what the framework would parse.
        if (remembered?.ETag is { } tag)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        else if (remembered?.LastModified is { } date)
            request.Headers.TryAddWithoutValidation("If-Modified-Since", date);
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw TransientException.Of(dialect.Title, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The handler's own time-out for a connection.
            throw TransientException.Unreachable("it does not answer", exception);
        }
    }

    /// <exception cref="ResourceException">It is larger than it may be.</exception>
    /// <exception cref="TransientException">It broke off.</exception>
    public async Task<ReadOnlyMemory<byte>> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var max = response.IsSuccessStatusCode ? options.MaxResponseBytes : MaxRefusalBytes;
        try
        {
            using var body = new MemoryStream();
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[16 * 1024];
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                if (body.Length + count > max)
                {
                    return response.IsSuccessStatusCode
                        ? throw new ResourceException(status, "too_large", $"{dialect.Title}'s answer is larger than {max / 1024 / 1024} MB.")
                        : ReadOnlyMemory<byte>.Empty;
                }
                body.Write(buffer, 0, count);
            }
            return body.GetBuffer().AsMemory(0, (int)body.Length);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            throw TransientException.Cut(dialect.Title, exception, status);
        }
    }

    /// <returns>Where a redirect leads; null where that is another server or nowhere.</returns>
    public Uri? Redirect(HttpResponseMessage response, Uri from) =>
        response.Headers.Location is { } location && Uri.TryCreate(from, location, out var target) && PathOf(target) is not null ? target : null;

    public static bool IsRedirect(HttpResponseMessage response) => response.StatusCode
        is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <summary>A text of the server without the secret, should it be in there: whole, as it is sent, or the part behind a user name.</summary>
    public string RemoveSecretFrom(string text)
    {
        if (secret?.Reveal().Trim() is not { Length: > 0 } whole)
            return text;
        text = text.Replace(whole, Secret.Mask, StringComparison.Ordinal);
        if (_authorization?.Parameter is { Length: > 0 } sent)
            text = text.Replace(sent, Secret.Mask, StringComparison.Ordinal);
        return whole.IndexOf(':') is > 0 and var colon && whole.Length > colon + 1
            ? text.Replace(whole[(colon + 1)..], Secret.Mask, StringComparison.Ordinal)
            : text;
    }
}
