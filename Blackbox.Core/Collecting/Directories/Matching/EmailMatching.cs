using System.Text.RegularExpressions;

namespace Blackbox.Core.Collecting.Directories.Matching;

/// <summary>An e-mail in the forms in which it can be compared.</summary>
/// <param name="Address">Lower case.</param>
/// <param name="Local">Before the @, without a +tag; dots removed where the domain ignores them.</param>
/// <param name="Login">The GitHub login that a noreply address stands for; null for others.</param>
internal sealed partial record EmailForm(string Address, string Local, string Domain, string? Login)
{
    // Addresses of many, or of nobody: who shares one shares nothing.
    private static readonly HashSet<string> Shared = new(StringComparer.Ordinal)
    {
        "admin", "administrator", "bot", "build", "ci", "contact", "dev", "developer", "git", "github", "hello", "hi", "info", "it", "mail", "me", "no-reply",
        "noreply", "office", "ops", "postmaster", "root", "sales", "support", "team", "test", "user", "webmaster",
    };

    /// <returns>Null for what is no address.</returns>
    public static EmailForm? Read(string? email)
    {
        var at = email?.LastIndexOf('@') ?? -1;
        if (at <= 0 || at == email!.Length - 1 || email.Length > Users.User.MaxEmailLength)
            return null;
        var address = email.Trim().ToLowerInvariant();
        at = address.LastIndexOf('@');
        if (at <= 0 || at == address.Length - 1)
            return null;
        var (local, domain) = (address[..at], address[(at + 1)..]);
        if (Noreply().Match(address) is { Success: true } noreply)
            return new(address, "", domain, noreply.Groups["login"].Value);
        var plus = local.IndexOf('+', StringComparison.Ordinal);
        if (plus > 0)
            local = local[..plus];
        if (domain is "gmail.com" or "googlemail.com")
            (local, domain) = (local.Replace(".", "", StringComparison.Ordinal), "gmail.com");
        return new(address, local, domain, null);
    }

    /// <summary>What two addresses have in common. The same whichever of the two comes first.</summary>
    public static Likeness Compare(EmailForm a, EmailForm b)
    {
        if (a.Address == b.Address)
            return new(0.9, "the same e-mail, which the platform has not verified");
        if (a.Login is not null || b.Login is not null || Shared.Contains(a.Local))
            return a.Login is not null && a.Login == b.Login ? new(0.85, "an e-mail of the same GitHub account") : NameMatching.None;
        if (a.Local != b.Local || a.Local.Length == 0)
            return NameMatching.None;
        if (a.Domain == b.Domain)
            return new(0.85, "the same e-mail but for a tag or dots");
        return a.Local.Length < 4 ? new(0.3, "the same short name in an e-mail of another domain") : new(0.6, "the same name in an e-mail of another domain");
    }

    // 1234567+octocat@users.noreply.github.com, octocat@users.noreply.github.com
    [GeneratedRegex(@"^(?:[0-9]+\+)?(?<login>[a-z0-9](?:[a-z0-9-]{0,38}))(?:\[bot\])?@users\.noreply\.github\.[a-z0-9.-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Noreply();
}
