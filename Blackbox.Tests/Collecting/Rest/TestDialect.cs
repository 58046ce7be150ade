using System.Net.Http.Headers;
using System.Text.Json;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Secrets;

namespace Blackbox.Tests.Collecting.Rest;

/// <summary>A platform that says with status 200 that something is wrong, and in its answers where the next page is.</summary>
internal sealed class TestDialect(int? perMinute = null) : RestDialect
{
    public override string Title => "Testify";

    public override Uri AddressOf(string? baseUrl) =>
        baseUrl is null ? throw new PlatformAuthException("bad_address", "The address is needed.") : new(baseUrl.TrimEnd('/'));

    public override AuthenticationHeaderValue? Authorize(Secret? secret) =>
        secret?.Reveal().Contains(':') == true ? RestAuthorization.Basic(secret, Title) : RestAuthorization.Bearer(secret, Title);

    public override RestBudget BudgetOf(string pathAndQuery) => new("things", perMinute);

    public override RestRefusal? RefusalOf(HttpResponseMessage response, ReadOnlySpan<byte> body, TimeProvider time)
    {
        if (RestRefusal.ByStatus(response, Title) is { } refusal)
            return refusal;
        using var json = RestExchange.Parse(body.ToArray());
        return json?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("error", out var error) ? error.GetString() switch
        {
            "invalid_auth" => new(RefusalKind.Secret, "bad_credentials", $"Testify refuses {root.GetProperty("said").GetString()}."),
            "ratelimited" => new(RefusalKind.Rest, "rate_limited", "Testify asks for a rest"),
            "internal_error" => new(RefusalKind.Passing, "server_error", "Testify fails."),
            var other => new(RefusalKind.Resource, other!, "Testify has no such thing."),
        } : null;
    }

    public override string? NextOf(JsonElement root, HttpResponseMessage response, string pathAndQuery) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("next", out var next) ? next.GetString() : null;
}
