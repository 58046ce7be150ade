using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.GitHub.Client;

/// <summary>Where GitHub's REST interface is: github.com's, an Enterprise server's <c>https://HOST/api/v3</c>, or a simulator's.</summary>
public static class GitHubAddress
{
    public const string Default = "https://api.github.com";

    /// <returns>What is wrong with it, in words for the person who typed it; null when nothing is.</returns>
    public static string? Problem(string? baseUrl) =>
        string.IsNullOrWhiteSpace(baseUrl) ? null : RestAddress.Problem(baseUrl, "GitHub", "https://github.example.com/api/v3");

    /// <param name="baseUrl">Null or empty for github.com.</param>
    /// <returns>Without a slash at its end.</returns>
    /// <exception cref="PlatformAuthException">It is none; <see cref="Problem"/> says why.</exception>
    public static Uri Of(string? baseUrl)
    {
        if (Problem(baseUrl) is { } problem)
            throw new PlatformAuthException("bad_address", problem);
        var text = string.IsNullOrWhiteSpace(baseUrl) ? Default : baseUrl.Trim().TrimEnd('/');
        var uri = new Uri(text);
        // People copy the address of the site; its interface is at another one.
        return uri is { IdnHost: "github.com" or "www.github.com" } ? new Uri(Default) : uri;
    }
}
