using System.Net.Http.Headers;
using System.Text.Json;

namespace Blackbox.Core.Collecting.Rest;

/// <summary>One answer. Whoever gets it disposes it; its elements are not to be read afterwards.</summary>
/// <param name="Next">Path and query of the page after it, below the base URL; null on the last one.</param>
/// <param name="NotModified">Nothing changed since it was asked for last; the content is what was remembered.</param>
public sealed record RestPage(JsonDocument Json, string? Next, bool NotModified) : IDisposable
{
    /// <summary>Path and query that answered, below the base URL: another one than was asked for after a redirect.</summary>
    public required string Path { get; init; }

    /// <summary>The answer's headers; none where what is remembered was used without asking.</summary>
    public HttpResponseHeaders? Headers { get; init; }

    public JsonElement Root => Json.RootElement;

    /// <returns>Null where the header is missing.</returns>
    public string? Header(string name) => Headers?.TryGetValues(name, out var values) == true ? string.Join(", ", values) : null;

    public void Dispose() => Json.Dispose();
}
