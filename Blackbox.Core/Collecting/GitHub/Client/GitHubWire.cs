using System.Net;

namespace Blackbox.Core.Collecting.GitHub.Client;

/// <summary>Single requests to one server: addresses, headers and bounded bodies. The token is sent to this server and to no other.</summary>
internal sealed class GitHubWire(HttpClient http, Uri server, GitHubToken token, GitHubClientOptions options)
{
    /// <summary>Bytes that are read of an answer that is a refusal.</summary>
    private const int MaxRefusalBytes = 64 * 1024;

    private readonly string _prefix = server.AbsolutePath.TrimEnd('/');

    public Uri Server => server;

    public GitHubToken Token => token;

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

    /// <exception cref="GitHubTransientException">There was no answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(Uri uri, RememberedResponse? remembered, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri) { Headers = { Authorization = token.Header } };
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
            throw GitHubTransientException.Of(exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The handler's own time-out for a connection.
            throw GitHubTransientException.Unreachable("it does not answer", exception);
        }
    }

    /// <exception cref="GitHubResourceException">It is larger than it may be.</exception>
    /// <exception cref="GitHubTransientException">It broke off.</exception>
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
                        ? throw new GitHubResourceException(status, "too_large", $"GitHub's answer is larger than {max / 1024 / 1024} MB.")
                        : ReadOnlyMemory<byte>.Empty;
                }
                body.Write(buffer, 0, count);
            }
            return body.GetBuffer().AsMemory(0, (int)body.Length);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            throw GitHubTransientException.Cut(exception, status);
        }
    }

    /// <returns>Where a redirect leads; null where that is another server or nowhere.</returns>
    public Uri? Redirect(HttpResponseMessage response, Uri from) =>
        response.Headers.Location is { } location && Uri.TryCreate(from, location, out var target) && PathOf(target) is not null ? target : null;

    public static bool IsRedirect(HttpResponseMessage response) => response.StatusCode
        is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
}
