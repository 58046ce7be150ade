using System.Net.Http.Headers;
using System.Text;
using Blackbox.Core.Secrets;

namespace Blackbox.Core.Collecting.Rest;

/// <summary>Secrets as they are sent. Nothing here repeats one in a message.</summary>
public static class RestAuthorization
{
    private const int MaxLength = 4_000;

    /// <param name="title">The platform's name, as <c>Jira</c>.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="PlatformAuthException">It has characters that no token has.</exception>
    public static AuthenticationHeaderValue? Bearer(Secret? secret, string title)
    {
        if (secret?.Reveal().Trim() is not { Length: > 0 } token)
            return null;
        // The framework's own complaint about such a header would show it.
        return token.Length <= MaxLength && token.All(character => character is > ' ' and <= '~')
            ? new("Bearer", token)
            : throw new PlatformAuthException("bad_credentials", $"What was entered as token is none of {title}'s: it holds a space or a character that no token has.");
    }

    /// <param name="secret"><c>user:token</c>.</param>
    /// <param name="title">The platform's name, as <c>Jira</c>.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="PlatformAuthException">It does not have both parts.</exception>
    public static AuthenticationHeaderValue? Basic(Secret? secret, string title)
    {
        if (secret?.Reveal().Trim() is not { Length: > 0 } pair)
            return null;
        return pair.Length <= MaxLength && pair.IndexOf(':') is > 0 and var colon && colon < pair.Length - 1 && !pair.Any(char.IsControl)
            ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)))
            : throw new PlatformAuthException("bad_credentials", $"What was entered for {title} is not a user name and a token with a colon between them.");
    }
}
