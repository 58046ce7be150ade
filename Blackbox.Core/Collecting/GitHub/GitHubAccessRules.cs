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

    private static string? CheckBaseUrl(string? baseUrl)
    {
        if (baseUrl is null)
            return null;
        if (baseUrl.Length > MaxBaseUrlLength)
            return $"The address has {baseUrl.Length} characters; at most {MaxBaseUrlLength} are possible.";
        if (baseUrl.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
            || !Uri.TryCreate(baseUrl, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
            return "The address is not one of a server; an Enterprise server's looks like https://github.example.org/api/v3.";
        if (uri.UserInfo.Length > 0)
            return "The address holds a user name or a password; the token is all that is needed.";
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
            return "The address holds a query or a fragment; an Enterprise server's looks like https://github.example.org/api/v3.";
        return null;
    }
}
