using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Jira.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Jira.Reading;

/// <summary>The projects that the account sees: only of these it can tell what is gone.</summary>
internal static class ProjectList
{
    private const int PageSize = 50;

    public static string PathOf(JiraSite site) => site.IsCloud ? $"{site.Api}/project/search?startAt=0&maxResults={PageSize}" : $"{site.Api}/project";

    /// <returns>Keys and names, in the order of the site.</returns>
    /// <exception cref="ResourceException">They cannot be listed.</exception>
    public static async Task<IReadOnlyList<(string Key, string Name)>> ReadAsync(RestSession session, JiraSite site, CancellationToken cancellationToken)
    {
        var projects = new List<(string, string)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var page in session.PagesAsync(PathOf(site), cancellationToken))
        {
            using (page)
            {
                var list = site.IsCloud ? page.Root.Member("values") : page.Root;
                if (list.ValueKind != JsonValueKind.Array)
                    throw new ResourceException(200, JiraCodes.Malformed, "Jira answered with something else than a list of projects.");
                foreach (var json in list.EnumerateArray())
                {
                    if (json.Words("key", JiraSettings.MaxKeyLength) is { } key && seen.Add(key))
                        projects.Add((key, json.Words("name") ?? key));
                }
            }
        }
        return projects;
    }
}
