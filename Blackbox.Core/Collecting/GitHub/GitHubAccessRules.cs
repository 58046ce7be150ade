using Blackbox.Core.Collecting.GitHub.Client;

namespace Blackbox.Core.Collecting.GitHub;

/// <summary>Says whether a base URL and a token can be ones of GitHub, without asking it.</summary>
internal static class GitHubAccessRules
{
    public const int MaxTokenLength = 500;
    public const int MaxBaseUrlLength = 500;

    /// <returns>What is wrong, without repeating the token; null when nothing is.</returns>
    public static string? Check(string? baseUrl, string? token) => CheckBaseUrl(baseUrl) ?? CheckToken(token);

    private static string? CheckToken(string? token) => token switch
    {
        null or "" => "A GitHub connection needs a token; docs/platforms/github.md says how to make one.",
        { Length: > MaxTokenLength } => $"A token has at most {MaxTokenLength} characters.",
        _ when token.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) => "The token holds a space or line break; copy it again, without what stands around it.",
        // It travels in a header.
        _ when token.Any(c => c > '~') => "The token holds a character that no token has; copy it again.",
        _ => null,
    };

    private static string? CheckBaseUrl(string? baseUrl) => baseUrl switch
    {
        null => null,
        { Length: > MaxBaseUrlLength } => $"The address has {baseUrl.Length} characters; at most {MaxBaseUrlLength} are possible.",
        _ when string.IsNullOrWhiteSpace(baseUrl) || baseUrl.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) =>
            "The address is not one of a server; an Enterprise server's looks like https://github.example.org/api/v3.",
        _ => GitHubAddress.Problem(baseUrl),
    };
}
