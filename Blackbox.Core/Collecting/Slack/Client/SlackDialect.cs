using System.Net.Http.Headers;
using System.Text.Json;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Collecting.Slack.Payloads;
using Blackbox.Core.Secrets;

namespace Blackbox.Core.Collecting.Slack.Client;

/// <summary>Slack's Web API. Its limits are published, by method, workspace and minute; answers do not tell of them.</summary>
/// <remarks>https://docs.slack.dev/apis/web-api/rate-limits.</remarks>
public sealed class SlackDialect : RestDialect
{
    public const string DefaultAddress = "https://slack.com/api";
    public const int MaxTokenLength = 1_000;

    private const string Example = "https://slack.example.com/api";
    private const string Cursor = "cursor=";
    private const int MaxCursorLength = 1_000;

    private readonly SlackOptions _limits;
    private readonly bool _isUnlisted;

    /// <param name="isUnlisted">For an app that is distributed outside of Slack's directory; not for one that a workspace made for itself.</param>
    public SlackDialect(SlackOptions limits, bool isUnlisted) => (_limits, _isUnlisted) = (limits, isUnlisted);

    public override string Title => "Slack";

    /// <returns>What is wrong with an address, in words for the person who typed it; null when nothing is.</returns>
    public static string? Problem(string? baseUrl) => string.IsNullOrWhiteSpace(baseUrl) ? null : RestAddress.Problem(baseUrl, "Slack", Example);

#pragma warning disable CA1716 // As the base has it.
    public override Uri AddressOf(string? baseUrl)
#pragma warning restore CA1716
    {
        if (Problem(baseUrl) is { } problem)
            throw new PlatformAuthException("bad_address", problem);
        var uri = new Uri(string.IsNullOrWhiteSpace(baseUrl) ? DefaultAddress : baseUrl.Trim().TrimEnd('/'));
        // People copy the address of their workspace; the interface is at another one.
        return uri.IdnHost == "slack.com" || uri.IdnHost.EndsWith(".slack.com", StringComparison.Ordinal) ? new Uri(DefaultAddress) : uri;
    }

    public override AuthenticationHeaderValue? Authorize(Secret? secret)
    {
        var token = secret?.Reveal().Trim() ?? "";
        // The framework's own complaint about such a header would show it.
        if (token.Length is 0 or > MaxTokenLength || token.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new PlatformAuthException("bad_credentials", "Slack needs a bot token, which begins with xoxb-; what was entered is none.");
        return new("Bearer", token);
    }

    public override RestBudget BudgetOf(string pathAndQuery)
    {
        var end = pathAndQuery.IndexOf('?');
        var method = (end < 0 ? pathAndQuery : pathAndQuery[..end]).Trim('/');
        return method switch
        {
            "conversations.history" or "conversations.replies" when _isUnlisted => new($"{method} (unlisted)", _limits.UnlistedMessagesPerMinute),
            "conversations.history" or "conversations.replies" => new(method, _limits.MessagesPerMinute),
            "users.info" or "auth.test" => new(method, _limits.MembersPerMinute),
            _ => new(method is "conversations.list" or "users.list" ? method : "other", _limits.ListsPerMinute),
        };
    }

    public override RestRefusal? RefusalOf(HttpResponseMessage response, ReadOnlySpan<byte> body, TimeProvider time) =>
        SlackRefusal.Of((int)response.StatusCode, body);

    /// <exception cref="ResourceException">The same page would come again and again.</exception>
    public override string? NextOf(JsonElement root, HttpResponseMessage response, string pathAndQuery)
    {
        var cursor = SlackJson.Text(SlackJson.Member(root, "response_metadata"), "next_cursor");
        if (string.IsNullOrEmpty(cursor))
            return null;
        var escaped = Cursor + Uri.EscapeDataString(cursor);
        var start = pathAndQuery.IndexOf('?') + 1;
        var (path, parameters) = start == 0 ? (pathAndQuery + "?", []) : (pathAndQuery[..start], pathAndQuery[start..].Split('&'));
        if (cursor.Length > MaxCursorLength || parameters.Contains(escaped))
            throw new ResourceException(200, SlackCodes.Malformed, "Slack's list does not go on after a page.");
        return path + string.Join('&', parameters.Where(parameter => !parameter.StartsWith(Cursor, StringComparison.Ordinal)).Append(escaped));
    }
}
