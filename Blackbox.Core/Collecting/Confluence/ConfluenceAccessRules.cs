using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Confluence;

/// <summary>Says whether a base URL and a secret can be ones of Confluence, without asking it.</summary>
internal static class ConfluenceAccessRules
{
    public const int MaxTokenLength = 1_000;

    private const string Example = "https://team.atlassian.net";

    /// <returns>What is wrong, without repeating the secret; null when nothing is.</returns>
    public static string? Check(string? baseUrl, string? secret) =>
        CheckBaseUrl(baseUrl) ?? CheckToken(secret, ConfluenceDialect.IsOfCloud(baseUrl));

    public static string? CheckBaseUrl(string? baseUrl) => string.IsNullOrWhiteSpace(baseUrl)
        ? $"A Confluence connection needs the address, as {Example} or https://wiki.example.org."
        : RestAddress.Problem(baseUrl, "Confluence", Example);

    public static string? CheckToken(string? token, bool isCloud) => token switch
    {
        null or "" => "A Confluence connection needs a token; docs/platforms/confluence.md says how to make one.",
        { Length: > MaxTokenLength } => $"A token has at most {MaxTokenLength:N0} characters.",
        _ when token.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) => "The token holds a space or line break; copy it again, without what stands around it.",
        // It travels in a header.
        _ when token.Any(c => c > '~') => "The token holds a character that no token has; copy it again.",
        _ when isCloud && !IsMailAndToken(token) => "Confluence Cloud needs the e-mail of the account and its API token with a colon between them, as ada@example.org:ATATT….",
        _ => null,
    };

    private static bool IsMailAndToken(string token) =>
        token.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon < token.Length - 1 && token.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < colon;
}
