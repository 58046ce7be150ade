using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Jira.Client;

/// <summary>What an answer of Jira that is none means, in words that a user can act on.</summary>
internal static class JiraRefusal
{
    private const string LoginReason = "X-Seraph-LoginReason";

    /// <returns>Null where it is an answer.</returns>
    public static RestRefusal? Of(HttpResponseMessage response, ReadOnlySpan<byte> body, TimeProvider time)
    {
        var status = (int)response.StatusCode;
        var reason = response.Text(LoginReason) ?? "";
        if (Has(reason, "AUTHENTICATION_DENIED") || Has(response.Text("X-Authentication-Denied-Reason") ?? "", "CAPTCHA"))
        {
            return new(RefusalKind.Secret, "captcha_required",
                "Jira wants a CAPTCHA to be solved for this account, after failed logins: log in to Jira in a browser once with the account (or let an administrator reset its failed logins), then test the connection again.");
        }
        // Who is not known is answered as a stranger, who sees nothing or little: that must not look as if everything were gone.
        if (status is >= 200 and < 300)
        {
            if (Has(reason, "AUTHENTICATED_FAILED") || response.Text("X-AUSERNAME") == "anonymous")
                return BadCredentials();
            return IsPage(response, body)
                ? new(RefusalKind.Secret, "login_page",
                    "The address answers with a web page instead of data. Either it is not the address of Jira itself, or a single sign-on stands before it that lets no tokens through.")
                : null;
        }
        var quoted = Quoted(body);
        return status switch
        {
            401 => BadCredentials(),
            403 => Forbidden(quoted, IsPage(response, body)),
            404 when IsPage(response, body) => new(RefusalKind.Resource, "not_found", "There is no Jira at this address: check it, also what stands behind the host, as /jira."),
            404 => new(RefusalKind.Resource, "not_found", "Jira does not find it: it was deleted or moved, or the account may not see it."),
            400 => new(RefusalKind.Resource, "invalid", $"Jira does not accept the question.{quoted}"),
            410 => new(RefusalKind.Resource, "gone", $"Jira does not offer it any more.{quoted}"),
            429 => Limited(response, time),
            >= 500 when response.RetryAfter(time) is not null => new(RefusalKind.Rest, "unavailable", "Jira is away for a while"),
            _ => new(RefusalKind.Resource, "rejected", $"Jira answered with status {status}.{quoted}"),
        };
    }

    private static RestRefusal BadCredentials() => new(RefusalKind.Secret, "bad_credentials",
        "Jira refuses the token: it is wrong, expired or revoked. Cloud takes e-mail:token of an Atlassian account, Data Center a personal access token. Make a new one and enter it here.");

    private static RestRefusal Forbidden(string quoted, bool isPage)
    {
        if (Has(quoted, "IP address") || Has(quoted, "allowlist"))
            return new(RefusalKind.Secret, "address_rejected", $"The site lets only some network addresses in, and this server's is not among them.{quoted}");
        if (Has(quoted, "basic auth"))
            return new(RefusalKind.Secret, "bad_credentials", $"The server takes no passwords: use a personal access token.{quoted}");
        return isPage
            ? new(RefusalKind.Secret, "forbidden", "Jira lets the account in nowhere: it may have no licence for Jira, or something before Jira keeps programs out.")
            : new(RefusalKind.Resource, "forbidden", $"The account may not see it.{quoted}");
    }

    private static RestRefusal Limited(HttpResponseMessage response, TimeProvider time)
    {
        var why = RestRefusal.Quoted(JiraLimits.Reason(response)) is { Length: > 0 } reason ? $" ({reason})" : "";
        return response.RetryAfter(time) is null && JiraLimits.Of(response, time) is { Remaining: 0 }
            ? new(RefusalKind.UsedUp, "rate_limited", $"Jira's requests of this hour are used up{why}")
            : new(RefusalKind.Rest, "rate_limited", $"Jira asks for a rest after many requests{why}");
    }

    private static bool IsPage(HttpResponseMessage response, ReadOnlySpan<byte> body) =>
        response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml" || body.TrimStart(" \t\r\n\uFEFF"u8).StartsWith("<"u8);

    // {"errorMessages": ["The value 'X' does not exist for the field 'project'."], "errors": {}}; also {"message": "…"}
    private static string Quoted(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var json = JsonDocument.ParseValue(ref reader);
            var first = json.RootElement.Member("errorMessages").Items().FirstOrDefault();
            var said = first.ValueKind == JsonValueKind.String ? first.GetString() : json.RootElement.Text("message") ?? json.RootElement.Text("error");
            return RestRefusal.Quoted(said) is { Length: > 0 } line ? $" Jira says: {line}" : "";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    private static bool Has(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
