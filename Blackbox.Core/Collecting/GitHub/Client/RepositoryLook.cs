using System.Text.Json;
using System.Text.RegularExpressions;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.GitHub.Client;

internal sealed record SeenRepository(ContainerTest Test, DateTimeOffset? PushedAt = null);

/// <summary>Whether repositories can be read.</summary>
internal static partial class RepositoryLook
{
    /// <summary>A token has the same permissions everywhere: some repositories tell of all.</summary>
    private const int Deeper = 3;

    private static readonly (string Path, string Permission, string What)[] Parts =
    [
        ("commits", "Contents: read", "commits"),
        ("pulls", "Pull requests: read", "pull requests and reviews"),
        ("issues", "Issues: read", "issues and comments"),
    ];

    public static async Task<SeenRepository> AtAsync(RestSession session, string repository, CancellationToken cancellationToken)
    {
        if (!NamePattern().IsMatch(repository))
            return new(new(repository, Ok: false, "not_a_repository", "This is no repository's name; one is written as owner/name.", Items: null));
        try
        {
            using var page = await session.GetAsync($"/repos/{repository}", cancellationToken);
            return Of(page.Root) ?? new(new(repository, Ok: false, "malformed", "GitHub's answer is not understood.", Items: null));
        }
        catch (ResourceException exception)
        {
            return new(new(repository, Ok: false, exception.Code, exception.Message, Items: null));
        }
    }

    /// <returns>Null for what is no repository.</returns>
    public static SeenRepository? Of(JsonElement json)
    {
        if (json.Text("full_name", Activity.MaxContainerLength) is not { } name)
            return null;
        var isPrivate = json.TryGetProperty("private", out var hidden) && hidden.ValueKind == JsonValueKind.True;
        var pushed = json.TryGetProperty("pushed_at", out var at) && at.ValueKind == JsonValueKind.String && at.TryGetDateTimeOffset(out var instant)
            ? instant
            : (DateTimeOffset?)null;
        return new(new(name, Ok: true, Code: null, isPrivate ? "Private; it can be read." : "It can be read.", Items: null), pushed);
    }

    /// <summary>To see a repository is one permission, to read its commits, pull requests and issues three others.</summary>
    public static async Task<List<SeenRepository>> DeeperAsync(RestSession session, List<SeenRepository> found, CancellationToken cancellationToken)
    {
        var tried = 0;
        for (var index = 0; index < found.Count && tried < Deeper; index++)
        {
            if (!found[index].Test.Ok || !NamePattern().IsMatch(found[index].Test.Container))
                continue;
            tried++;
            var refused = new List<(string Path, string Permission, string What)>();
            foreach (var part in Parts)
            {
                if (await IsRefusedAsync(session, $"/repos/{found[index].Test.Container}/{part.Path}?per_page=1", cancellationToken))
                    refused.Add(part);
            }
            if (refused.Count > 0)
            {
                var message = $"The token sees it, but may not read its {string.Join(", ", refused.Select(part => part.What))}: "
                    + $"give it {string.Join(", ", refused.Select(part => $"'{part.Permission}'"))}.";
                found[index] = found[index] with { Test = found[index].Test with { Ok = refused.Count < Parts.Length, Code = "forbidden", Message = message } };
            }
        }
        return found;
    }

    // An empty repository, one without issues or one that fails just now says nothing about the token.
    private static async Task<bool> IsRefusedAsync(RestSession session, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var page = await session.GetAsync(path, cancellationToken);
            return false;
        }
        catch (ResourceException exception)
        {
            return exception.Status is 403 or 404;
        }
    }

    [GeneratedRegex(@"^(?!\.{1,2}/)[A-Za-z0-9._-]{1,100}/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex NamePattern();
}
