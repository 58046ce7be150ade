using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;

namespace Blackbox.Core.Collecting.Jira.Payloads;

/// <summary>
/// An account: <c>{"accountId": "5e97…", "displayName": "Rankin Zheng", "accountType": "atlassian"}</c> on Cloud, <c>{"key": "JIRAUSER10100", "name": "ada",
/// "displayName": "Ada"}</c> on Data Center.
/// </summary>
/// <param name="IsApp">An app, which is no person; only Cloud says it.</param>
internal readonly record struct JiraUser(CollectedPerson Person, bool IsApp)
{
    /// <returns>Null for nobody: anonymous, or without anything to know them by.</returns>
    public static JiraUser? Of(JsonElement user)
    {
        var id = IdOf(user, "accountId") ?? IdOf(user, "key") ?? IdOf(user, "name");
        if (id is null)
            return null;
        var name = user.Words("displayName", Identity.MaxDisplayNameLength) ?? user.Words("name", Identity.MaxDisplayNameLength) ?? id;
        return new(new(id, name), user.Text("accountType") == "app");
    }

    /// <summary>Every key that a text may name the account by.</summary>
    public static IEnumerable<string> KeysOf(JsonElement user) =>
        ((string?[])[IdOf(user, "accountId"), IdOf(user, "key"), IdOf(user, "name")]).OfType<string>();

    private static string? IdOf(JsonElement user, string member) =>
        user.Text(member) is { Length: > 0 and <= Identity.MaxExternalIdLength } id && !string.IsNullOrWhiteSpace(id) ? id : null;
}
