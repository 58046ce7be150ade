using Blackbox.Core.Collecting.Jira.Client;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Jira;

/// <summary>Says whether a base URL and a secret can be ones of Jira, without asking it.</summary>
internal static class JiraAccessRules
{
    public const int MaxSecretLength = 1_000;

    /// <returns>What is wrong, without repeating the secret; null when nothing is.</returns>
    public static string? Check(string? baseUrl, string? secret)
    {
        if (string.IsNullOrWhiteSpace(baseUrl))
            return $"A Jira connection needs the address of its site, as {JiraDialect.Example}.";
        if (RestAddress.Problem(baseUrl, JiraDialect.Name, JiraDialect.Example) is { } problem)
            return problem;
        if (CheckSecret(secret) is { } wrong)
            return wrong;
        return JiraDialect.IsCloudSite(new Uri(baseUrl.Trim())) && !secret!.Contains(':', StringComparison.Ordinal)
            ? "Jira Cloud takes the account's e-mail and an API token together, as ada@example.org:TOKEN."
            : null;
    }

    public static string? CheckSecret(string? secret) => secret?.Trim() switch
    {
        null or "" => "A Jira connection needs a token; docs/platforms/jira.md says how to make one.",
        { Length: > MaxSecretLength } => $"A token has at most {MaxSecretLength} characters.",
        var text when text.Any(char.IsControl) => "The token holds a line break; copy it again, without what stands around it.",
        var text when text.Contains(':', StringComparison.Ordinal) => text[0] == ':' || text[^1] == ':' ? "Before the colon stands the e-mail, behind it the token." : null,
        // It travels in a header as it is.
        var text when text.Any(c => c is <= ' ' or > '~') => "The token holds a character that no token has; copy it again.",
        _ => null,
    };
}
