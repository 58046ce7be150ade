using System.Net.Http.Headers;
using System.Text.Json;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Secrets;

namespace Blackbox.Core.Collecting.Rest;

/// <summary>What is particular to one platform's REST interface. Stateless and safe for concurrent use.</summary>
public abstract class RestDialect
{
    /// <summary>The platform's name as a person knows it, as <c>Jira</c>.</summary>
    public abstract string Title { get; }

    /// <param name="baseUrl">As the connection has it; null where it has none.</param>
    /// <returns>Where the interface is, without a slash at its end.</returns>
    /// <exception cref="PlatformAuthException"><c>bad_address</c>: it is none. <see cref="RestAddress.Problem"/> tells why.</exception>
#pragma warning disable CA1716 // A word of Visual Basic; dialects are written in C#.
    public abstract Uri AddressOf(string? baseUrl);
#pragma warning restore CA1716

    /// <returns>How the secret is sent; null where the platform is asked without one.</returns>
    /// <exception cref="PlatformAuthException"><c>bad_credentials</c>: it cannot be one of this platform. The message does not repeat it.</exception>
    public abstract AuthenticationHeaderValue? Authorize(Secret? secret);

    /// <summary>Says whether a base URL and a secret can be ones of this platform, without asking it.</summary>
    /// <returns>What is wrong, in words for the person who typed it; null when nothing is.</returns>
    public string? Problem(string? baseUrl, string? secret)
    {
        try
        {
            AddressOf(baseUrl);
            Authorize(secret is null ? null : new(secret));
            return null;
        }
        catch (PlatformAuthException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Adds what every request of this platform carries besides the secret.</summary>
    public virtual void Prepare(HttpRequestMessage request) => request.Headers.TryAddWithoutValidation("Accept", "application/json");

    /// <param name="pathAndQuery">Below the base URL.</param>
    public virtual RestBudget BudgetOf(string pathAndQuery) => new("core");

    /// <returns>What an answer says about its budget; null where it says nothing. <see cref="ResponseHeaders.RateLimit"/> reads the usual headers.</returns>
    public virtual RateLimitHeaders? RateLimitOf(HttpResponseMessage response, TimeProvider time) => null;

    /// <summary>Whether "not modified" is not counted by the platform.</summary>
    public virtual bool IsUnchangedFree(Secret? secret) => false;

    /// <summary>
    /// Says what an answer that is none means. Asked of every answer but redirects, "not modified" and failures of the server (5xx without
    /// <c>Retry-After</c>), so also of one with status 200.
    /// </summary>
    /// <param name="body">What was sent; empty where that was longer than a refusal is.</param>
    /// <returns>Null where it is an answer.</returns>
    public abstract RestRefusal? RefusalOf(HttpResponseMessage response, ReadOnlySpan<byte> body, TimeProvider time);

    /// <param name="root">The answer; for one with status 304 what is remembered.</param>
    /// <param name="pathAndQuery">What answered, below the base URL.</param>
    /// <returns>Path and query of the next page below the base URL, or its whole address on the same server; null on the last page.</returns>
    public abstract string? NextOf(JsonElement root, HttpResponseMessage response, string pathAndQuery);
}

/// <summary>What a platform counts together.</summary>
/// <param name="Resource">The platform's name of it, as <c>search</c>.</param>
/// <param name="PerMinute">A published limit, where the platform's answers do not tell of one; null where they do.</param>
public sealed record RestBudget(string Resource, int? PerMinute = null);
