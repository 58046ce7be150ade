using System.Text.Json;
using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Collecting.Git;
using Blackbox.Core.Collecting.Slack.Text;

namespace Blackbox.Core.Collecting.Slack.Payloads;

/// <summary>
/// A member as <c>users.list</c> shows them: <c>{"id": "W012A3CDE", "name": "spengler", "deleted": false, "is_bot": false, "real_name": "Egon Spengler",
/// "is_email_confirmed": true, "profile": {"display_name": "spengler", "email": "…"}}</c>. Its <c>is_app_user</c> says that someone uses this app; who does is no bot.
/// </summary>
internal sealed record UserItem(string Id, string DisplayName, string? Email, bool EmailIsVerified, bool IsActive, bool IsBot)
{
    /// <summary>Slack itself; it has no mark of a bot.</summary>
    public const string Slackbot = "USLACKBOT";

    private const int MaxEmailLength = 254;

    public DirectoryPerson Person => new(Id, DisplayName, Email, EmailIsVerified, IsActive, IsBot);

    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Read(JsonElement json, out UserItem user)
    {
        user = null!;
        var profile = SlackJson.Member(json, "profile");
        if (!SlackJson.TryText(json, "id", out var id) || id is null || !SlackReference.IsId(id))
            return "A member has no id.";
        if (!SlackJson.TryFlag(json, "deleted", out var isDeleted) || !SlackJson.TryFlag(json, "is_bot", out var isBot)
            || !SlackJson.TryFlag(json, "is_workflow_bot", out var isWorkflow) || !SlackJson.TryFlag(json, "is_email_confirmed", out var isConfirmed))
            return $"The member {id} does not say clearly what it is.";
        if (profile.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined) || !SlackJson.TryText(profile, "email", out var email))
            return $"The profile of the member {id} cannot be read.";
        var address = email?.Trim() is { Length: > 0 and <= MaxEmailLength } trimmed && trimmed.Contains('@') ? trimmed : null;
        user = new(
            id, NameOf(json, profile) ?? id, address, address is not null && isConfirmed, !isDeleted, isBot || isWorkflow || id == Slackbot);
        return null;
    }

    /// <summary>The name that colleagues see: the one that they chose for Slack, else the real one, else the account's.</summary>
    /// <returns>Null where there is none.</returns>
    public static string? NameOf(JsonElement user, JsonElement profile) =>
        Name(profile, "display_name") ?? Name(profile, "real_name") ?? Name(user, "real_name") ?? Name(user, "name") ?? Name(profile, "name");

    private static string? Name(JsonElement json, string member) =>
        SlackJson.Text(json, member) is { } text && GitText.OneLine(text, Identity.MaxDisplayNameLength).Trim() is { Length: > 0 } name ? name : null;
}
