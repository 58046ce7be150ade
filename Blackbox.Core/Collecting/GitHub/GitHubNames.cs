using System.Buffers;

namespace Blackbox.Core.Collecting.GitHub;

/// <summary>Names as GitHub and its Enterprise servers allow them; only what is one may stand in a request's path.</summary>
internal static class GitHubNames
{
    private static readonly SearchValues<char> OwnerCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    // Managed accounts end in _shortcode, so underscores are possible and lengths are a little over what a person can choose.
    private const int Longest = GitHubSettings.MaxOwnerLength + 20;

    public static bool IsOwner(string name) =>
        name.Length is > 0 and <= Longest && name[0] != '-' && !name.AsSpan().ContainsAnyExcept(OwnerCharacters);

    /// <summary>As <c>owner/name</c>.</summary>
    public static bool IsRepository(string fullName)
    {
        var slash = fullName.IndexOf('/');
        if (slash < 1 || !IsOwner(fullName[..slash]))
            return false;
        var name = fullName.AsSpan(slash + 1);
        return name.Length is > 0 and <= GitHubSettings.MaxNameLength && name is not ("." or "..") && !name.ContainsAnyExcept(NameCharacters);
    }

    /// <summary>40 hexadecimal digits, or the 64 of repositories that use SHA-256.</summary>
    public static bool IsSha(string? text) =>
        text is { Length: 40 or 64 } && !text.AsSpan().ContainsAnyExcept(ShaCharacters);

    /// <summary>What stands for "no commit" in a push.</summary>
    public static bool IsZero(string sha) => !sha.AsSpan().ContainsAnyExcept('0');

    private static readonly SearchValues<char> ShaCharacters = SearchValues.Create("0123456789abcdef");
}
