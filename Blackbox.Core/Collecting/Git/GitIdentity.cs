using System.Security.Cryptography;
using System.Text;

namespace Blackbox.Core.Collecting.Git;

/// <summary>Who a name and an e-mail of a commit stand for.</summary>
internal static class GitIdentity
{
    /// <summary>
    /// The key is the e-mail in lower case. Where there is none it is <c>name:</c> and the name in lower case, or <c>unknown</c>; a key that is
    /// too long is replaced by <c>sha256:</c> and its hash.
    /// </summary>
    public static CollectedPerson Of(GitPerson person)
    {
        var name = Clean(person.Name, keepSpaces: true);
        var email = Clean(person.Email, keepSpaces: false);
        var key = email.Length > 0 ? email.ToLowerInvariant() : name.Length > 0 ? "name:" + name.ToLowerInvariant() : "unknown";
        if (key.Length > Identity.MaxExternalIdLength)
            key = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        var shown = name.Length > 0 ? name : email.Length > 0 ? email : "unknown";
        return new(key, GitText.Cut(shown, Identity.MaxDisplayNameLength));
    }

    private static string Clean(string text, bool keepSpaces)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', ' ') && !text.Any(Unwanted))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) ? keepSpaces : !Unwanted(c))
                clean.Append(char.IsWhiteSpace(c) ? ' ' : c);
        }
        return clean.ToString().Trim();
    }

    private static bool Unwanted(char c) => char.IsControl(c) || char.IsWhiteSpace(c) || c is '<' or '>';
}
