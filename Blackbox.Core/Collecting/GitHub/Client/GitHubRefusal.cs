using System.Text.Json;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.GitHub.Client;

/// <summary>What an answer that is none means, and what can be done about it.</summary>
internal static class GitHubRefusal
{
    // Said of one repository or organisation, whatever scopes the token has.
    private static readonly string[] OneResource = ["not accessible by", "forbids access", "allow list", "must have"];

    public static RestRefusal Of(HttpResponseMessage response, ReadOnlySpan<byte> body, TimeProvider time)
    {
        var said = MessageIn(body);
        var quoted = said.Length == 0 ? "" : $" GitHub says: {said}";
        return (int)response.StatusCode switch
        {
            401 => new(RefusalKind.Secret, "bad_credentials",
                "GitHub refuses the token: it is wrong, expired or revoked. Make a new one and enter it here."),
            403 or 429 => Forbidden(response, said, quoted, time),
            404 => new(RefusalKind.Resource, "not_found",
                "GitHub does not find it: it was deleted or renamed, or the token may not see it."),
            409 when Has(said, "empty") => new(RefusalKind.Resource, "empty_repository", "The repository is empty."),
            409 => new(RefusalKind.Resource, "conflict", $"GitHub cannot answer in its present state.{quoted}"),
            410 => new(RefusalKind.Resource, "gone", $"It is switched off or was removed.{quoted}"),
            422 => new(RefusalKind.Resource, "invalid", $"GitHub does not accept the question.{quoted}"),
            451 => new(RefusalKind.Resource, "legally_blocked", $"It is blocked for legal reasons.{quoted}"),
            >= 500 and not 501 => new(RefusalKind.Rest, "unavailable", "GitHub is away for a while"),
            var status => new(RefusalKind.Resource, "rejected", $"GitHub answered with status {status}.{quoted}"),
        };
    }

    private static RestRefusal Forbidden(HttpResponseMessage response, string said, string quoted, TimeProvider time)
    {
        var limits = Has(said, "rate limit") || Has(said, "abuse");
        // Documented order: Retry-After, then an empty budget, then the message alone.
        if (response.RetryAfter(time) is not null || Has(said, "secondary rate limit") || Has(said, "abuse"))
            return new(RefusalKind.Rest, "secondary_limit", "GitHub asks for a rest after many requests");
        if (response.RateLimit(time) is { Remaining: 0 })
            return new(RefusalKind.UsedUp, "rate_limited", "GitHub's requests of this hour are used up");
        if (limits || (int)response.StatusCode == 429)
            return new(RefusalKind.Rest, "secondary_limit", "GitHub asks for a rest after many requests");

        if (response.Text("X-GitHub-SSO")?.StartsWith("required", StringComparison.OrdinalIgnoreCase) == true || Has(said, "SAML enforcement"))
        {
            return new(RefusalKind.Secret, "sso_required",
                "The organisation asks for single sign-on: open the token in GitHub's settings and choose 'Configure SSO' to authorise it.");
        }
        if (Has(said, "bad credentials") || Has(said, "login attempts") || Has(said, "account was suspended") || Has(said, "account has been suspended"))
            return new(RefusalKind.Secret, "bad_credentials", $"GitHub refuses the token or its account.{quoted}");
        if (Has(said, "access blocked"))
            return new(RefusalKind.Resource, "blocked", $"GitHub has blocked it.{quoted}");
        if (!OneResource.Any(words => Has(said, words)) && GitHubScopes.MissingOf(response) is { } missing)
        {
            return new(RefusalKind.Secret, "missing_scope",
                $"The token lacks the scope {missing}: tick it in the token's settings on GitHub, or make a new token with it.");
        }
        return new(RefusalKind.Resource, "forbidden", $"The token may not read it.{quoted}");
    }

    // {"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest", "status": "401"}
    private static string MessageIn(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var json = JsonDocument.ParseValue(ref reader);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
                    ? RestRefusal.Quoted(message.GetString()!)
                    : "";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    private static bool Has(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
