using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OllamaSharp.Models.Exceptions;

namespace OllamaSharp;

/// <summary>HTTP and JSON of the server's API: a request is one JSON object, an answer one object or one a line.</summary>
internal sealed class OllamaTransport(HttpClient client)
{
    // Prompts are read by a model, so letters of all languages stay as they are.
    private static readonly JsonSerializerOptions Outgoing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<string> GetTextAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(path, cancellationToken).ConfigureAwait(false);
        await EnsureSuccessAsync(response, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(path, cancellationToken).ConfigureAwait(false);
        await EnsureSuccessAsync(response, cancellationToken).ConfigureAwait(false);
        return await ReadAsync<T>(response, cancellationToken).ConfigureAwait(false);
    }

    public async Task<T> PostAsync<T>(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(path, body, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        return await ReadAsync<T>(response, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Cancelling ends the wait for the next line at once.</summary>
    public async IAsyncEnumerable<T?> StreamAsync<T>(string path, JsonObject body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await SendAsync(path, body, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            yield return JsonSerializer.Deserialize<T>(line);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        string path, JsonObject body, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body.ToJsonString(Outgoing), Encoding.UTF8, "application/json"),
        };
        var response = await client.SendAsync(request, completion, cancellationToken).ConfigureAwait(false);
        try
        {
            await EnsureSuccessAsync(response, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
        => await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Default, cancellationToken).ConfigureAwait(false)
            ?? throw new JsonException("The server answered with null.");

    /// <summary>A bad request has a reason in its body: <c>{"error":"…"}</c>. Every other failure is its status code.</summary>
    private static async Task EnsureSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.BadRequest)
        {
            response.EnsureSuccessStatusCode();
            return;
        }

        var reason = ReasonIn(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        throw reason.Contains("does not support tools", StringComparison.Ordinal)
            ? new ModelDoesNotSupportToolsException(reason)
            : new OllamaException(reason);
    }

    private static string ReasonIn(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject error && error["error"] is JsonValue reason ? reason.ToString() : body;
        }
        catch (JsonException)
        {
            return body;
        }
    }
}
