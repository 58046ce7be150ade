using System.Text;
using System.Text.Json;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Slack.Client;

/// <summary>
/// What Slack refuses, nearly always with status 200: <c>{"ok": false, "error": "missing_scope", "needed": "channels:history", "provided": "users:read"}</c>.
/// </summary>
internal static class SlackRefusal
{
    private const int MaxWordLength = 300;

    /// <returns>Null for an answer; also for what is not JSON, which whoever reads it will see.</returns>
    public static RestRefusal? Of(int status, ReadOnlySpan<byte> body)
    {
        var said = Read(body);
        if (status == 429 || said.Error is "ratelimited" or "rate_limited")
            return new(RefusalKind.Rest, "rate_limited", "Slack wants a pause, as it was asked too often");
        if (status >= 500)
            return new(RefusalKind.Passing, "server_error", $"Slack fails with status {status}.");
        if (status is >= 200 and < 300)
            return said.IsJson is false || said.Ok ? null : Of(said);
        return said.Error is null ? Refused(status) : Of(said);
    }

    private static RestRefusal Of(Said said) => said.Error switch
    {
        null => new(RefusalKind.Passing, SlackCodes.Malformed, "Slack's answer does not say whether it is one."),
        "invalid_auth" or "not_authed" => Secret("bad_credentials", "Slack does not know this token. Copy the Bot User OAuth Token of the app again."),
        "token_revoked" => Secret("token_revoked", "The token was revoked. Install the app again and enter its new token."),
        "token_expired" => Secret("token_expired", "The token expired. Turn token rotation off for the app, or enter a new token."),
        "account_inactive" => Secret("account_inactive", "The app was removed from the workspace, or its account is deactivated. Install it again and enter its new token."),
        "not_allowed_token_type" => Secret("wrong_token", "This kind of token may not do that. Enter the Bot User OAuth Token, which begins with xoxb-."),
        "org_login_required" or "ekm_access_denied" or "team_access_not_granted" or "access_denied" or "no_permission" or "enterprise_is_restricted" =>
            Secret("forbidden", $"The workspace does not let the app in ({Shown(said.Error)}). Ask an administrator of Slack to approve it."),
        "missing_scope" => new(RefusalKind.Resource, SlackCodes.MissingScope, MissingScope(said.Needed)),
        "not_in_channel" => new(RefusalKind.Resource, SlackCodes.NotInChannel, "The bot is not in the channel. Invite it there."),
        "channel_not_found" => new(RefusalKind.Resource, SlackCodes.ChannelNotFound, "There is no such channel, or it is private and the bot is not in it."),
        "is_archived" => new(RefusalKind.Resource, SlackCodes.NotInChannel, "The channel is archived."),
        "thread_not_found" or "message_not_found" => new(RefusalKind.Resource, SlackCodes.ThreadNotFound, "There is no such thread any more."),
        "user_not_found" or "user_not_visible" or "users_not_found" => new(RefusalKind.Resource, "user_not_found", "There is no such member."),
        "invalid_cursor" => new(RefusalKind.Resource, "invalid_cursor", "Slack does not know any more where its list was left."),
        "internal_error" or "fatal_error" or "service_unavailable" or "request_timeout" or "team_added_to_org" =>
            new(RefusalKind.Passing, "server_error", $"Slack fails ({said.Error})."),
        _ => new(RefusalKind.Resource, "rejected", $"Slack refuses ({Shown(said.Error)})."),
    };

    private static RestRefusal Refused(int status) => status switch
    {
        401 or 403 => Secret("bad_credentials", "Slack refuses the token. Copy the Bot User OAuth Token of the app again."),
        404 => new(RefusalKind.Resource, "not_found", "There is no Slack at this address."),
        _ => new(RefusalKind.Resource, "rejected", $"Slack answered with status {status}."),
    };

    /// <summary>What to do where a permission is missing.</summary>
    /// <param name="needed">As Slack names it; null where it does not.</param>
    public static string MissingScope(string? needed) => string.IsNullOrWhiteSpace(needed)
        ? "The app lacks a permission. docs/platforms/slack.md lists those that it needs."
        : $"The app lacks the permission {Shown(needed)}. Add it under OAuth & Permissions, Bot Token Scopes, and install the app again.";

    private static RestRefusal Secret(string code, string message) => new(RefusalKind.Secret, code, message);

    private static string Shown(string? said) => RestRefusal.Quoted(said);

    private readonly record struct Said(bool IsJson, bool Ok, string? Error, string? Needed);

    // Without building anything: answers are large, and "ok" stands first.
    private static Said Read(ReadOnlySpan<byte> body)
    {
        var said = new Said(IsJson: true, Ok: false, null, null);
        var reader = new Utf8JsonReader(body);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return said with { IsJson = reader.TokenType != JsonTokenType.None };
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isOk, isError, isNeeded) = (reader.ValueTextEquals("ok"), reader.ValueTextEquals("error"), reader.ValueTextEquals("needed"));
                reader.Read();
                if (isOk && reader.TokenType == JsonTokenType.True)
                    return said with { Ok = true };
                if (isError)
                    said = said with { Error = Word(reader) };
                else if (isNeeded)
                    said = said with { Needed = Word(reader) };
                reader.Skip();
            }
            return said;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return said with { IsJson = false };
        }
    }

    private static string? Word(Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length is 0 or > MaxWordLength)
            return null;
        return reader.ValueIsEscaped ? reader.GetString() : Encoding.UTF8.GetString(reader.ValueSpan);
    }
}
