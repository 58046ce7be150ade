using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Confluence;

/// <summary>What an answer that is none means, and what can be done about it.</summary>
internal static class ConfluenceRefusal
{
    private const string DeniedHeader = "X-Authentication-Denied-Reason";

    /// <returns>Null where it is an answer.</returns>
    public static RestRefusal? Of(HttpResponseMessage response, ReadOnlySpan<byte> body, bool isCloud)
    {
        if (response.IsSuccessStatusCode)
            return IsWebPage(response) ? LoginPage : null;
        var said = MessageIn(body);
        var quoted = said.Length == 0 ? "" : $" Confluence says: {said}";
        return (int)response.StatusCode switch
        {
            401 or 403 when response.Text(DeniedHeader)?.Contains("CAPTCHA", StringComparison.OrdinalIgnoreCase) == true => new(RefusalKind.Secret, "captcha",
                "Confluence wants the token's owner to solve a captcha after failed logins: log in once in the browser, then test the connection."),
            401 => new(RefusalKind.Secret, "bad_credentials", isCloud
                ? "Confluence refuses the e-mail and API token: one of them is wrong, or the token expired or was revoked. Make a new one and enter it as e-mail:token."
                : "Confluence refuses the personal access token: it is wrong, expired or revoked. Make a new one and enter it here."),
            403 when Has(said, "not permitted to use Confluence") => new(RefusalKind.Secret, "no_access",
                "The token's owner may not use Confluence: an administrator gives them access to the product."),
            403 => new(RefusalKind.Resource, "forbidden", $"The token may not read it.{quoted}"),
            404 => new(RefusalKind.Resource, "not_found", "Confluence does not find it: it was deleted, or the token may not see it."),
            400 => new(RefusalKind.Resource, "invalid", $"Confluence does not accept the question.{quoted}"),
            410 => new(RefusalKind.Resource, "gone", $"It was removed.{quoted}"),
            429 => new(RefusalKind.Rest, "rate_limited", "Confluence asks for a rest after many requests"),
            >= 500 and not 501 => new(RefusalKind.Rest, "unavailable", "Confluence is away for a while"),
            var status => new(RefusalKind.Resource, "rejected", $"Confluence answered with status {status}.{quoted}"),
        };
    }

    private static RestRefusal LoginPage { get; } = new(RefusalKind.Secret, "login_page",
        "The address answers with a web page, as a login does, and not with data. Check that it is Confluence's own (with its path, as https://wiki.example.org/confluence), "
        + "and that it may be asked with a token without single sign-on.");

    private static bool IsWebPage(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml";

    // {"statusCode": 404, "data": {…}, "message": "No content found with id: 1"}
    private static string MessageIn(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var json = JsonDocument.ParseValue(ref reader);
            return RestRefusal.Quoted(json.RootElement.Text("message"));
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static bool Has(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
