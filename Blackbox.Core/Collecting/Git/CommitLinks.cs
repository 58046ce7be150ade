using System.Text.RegularExpressions;

namespace Blackbox.Core.Collecting.Git;

/// <summary>Where a commit is shown on the web, told from the address of the repository's remote. Never holds what the address has before its host.</summary>
internal sealed partial class CommitLinks
{
    private readonly string _prefix;

    private CommitLinks(string prefix) => _prefix = prefix;

    public string For(string sha) => _prefix + sha;

    /// <param name="remote">As <c>https://token@github.com/ada/engine.git</c>, <c>git@gitlab.com:ada/engine.git</c> or <c>ssh://git@host:22/ada/engine</c>.</param>
    /// <returns>Null when no host is recognised.</returns>
    public static CommitLinks? Parse(string remote)
    {
        if (!TrySplit(remote.Trim(), out var site, out var host, out var path))
            return null;
        if (path.EndsWith(".git", StringComparison.Ordinal))
            path = path[..^4];
        if (!RepositoryPath.IsMatch(path) || path.Split('/').Any(segment => segment is "." or ".."))
            return null;
        if (PageOf(host) is not { } page)
            return null;
        var prefix = $"{site}/{path}/{page}/";
        return prefix.Length + 64 <= Activity.MaxUrlLength ? new(prefix) : null;
    }

    private static bool TrySplit(string remote, out string site, out string host, out string path)
    {
        (site, host, path) = ("", "", "");
        if (ShortSsh.Match(remote) is { Success: true } ssh)
        {
            host = ssh.Groups["host"].Value.ToLowerInvariant();
            site = "https://" + host;
            path = ssh.Groups["path"].Value.Trim('/');
            return true;
        }
        if (!Uri.TryCreate(remote, UriKind.Absolute, out var uri) || uri.HostNameType != UriHostNameType.Dns)
            return false;
        host = uri.IdnHost.ToLowerInvariant();
        path = uri.AbsolutePath.Trim('/');
        // A port of SSH says nothing about the web's.
        site = uri.Scheme switch
        {
            "https" or "http" => $"{uri.Scheme}://{host}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}",
            "ssh" or "git+ssh" => "https://" + host,
            _ => "",
        };
        return site.Length > 0;
    }

    // By the host's name, as companies call their own: gitlab.example.org, github.example.org.
    private static string? PageOf(string host)
    {
        foreach (var label in host.Split('.'))
        {
            switch (label)
            {
                case "github" or "gitea" or "forgejo" or "codeberg":
                    return "commit";
                case "gitlab":
                    return "-/commit";
                case "bitbucket":
                    return host == "bitbucket.org" ? "commits" : null;
            }
        }
        return null;
    }

    [GeneratedRegex(@"^(?:[A-Za-z0-9._-]+@)?(?<host>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+):(?!//)(?<path>[^:]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex ShortSsh { get; }

    [GeneratedRegex(@"^[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)+$", RegexOptions.CultureInvariant)]
    private static partial Regex RepositoryPath { get; }
}
