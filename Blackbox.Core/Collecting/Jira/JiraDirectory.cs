using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Jira.Client;
using Blackbox.Core.Collecting.Jira.Payloads;
using Blackbox.Core.Collecting.Jira.Reading;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Data;

namespace Blackbox.Core.Collecting.Jira;

/// <summary>Lists a site's accounts, deactivated ones and apps too.</summary>
internal sealed class JiraDirectory(RestClient client) : IDirectory
{
    private const int CloudPageSize = 200;
    private const int ServerPageSize = 1_000;
    private const int MaxEmailLength = 320;

    /// <summary>More than that is no list any more but a server that goes in circles.</summary>
    private const int MaxPages = 5_000;

    public string Platform => Platforms.Jira;

    public static string PathOf(JiraSite site, int pageSize) => string.Create(
        CultureInfo.InvariantCulture, $"{site.Api}/{(site.IsCloud ? "users/search?" : "user/search?username=.&includeInactive=true&")}startAt=0&maxResults={pageSize}");

    public async IAsyncEnumerable<DirectoryPerson> PeopleAsync(
        ConnectionAccess access, FetchMemory memory, CollectionReport report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (JiraSettings.Parse(access.Connection.Settings, out var settings) is { } wrong)
        {
            report.ContainerFailed(Container(access), JiraCodes.BadSettings, wrong);
            yield break;
        }
        var session = client.Open(JiraDialect.Instance, access, memory, report, TaskPriority.Medium);
        var (seen, count) = (new HashSet<string>(StringComparer.Ordinal), 0);
        string? next = null;
        JiraSite? site = null;
        var pages = 0;
        do
        {
            if (pages++ == MaxPages)
            {
                report.ContainerFailed(Container(access), "too_many_pages", $"The list of people has more than {MaxPages:N0} pages.");
                yield break;
            }
            RestPage page;
            try
            {
                site ??= await JiraSite.FindAsync(session, settings, cancellationToken);
                page = await session.GetAsync(next ?? PathOf(site, site.IsCloud ? CloudPageSize : ServerPageSize), cancellationToken);
            }
            catch (ResourceException exception)
            {
                report.ContainerFailed(Container(access), exception.Code,
                    $"The people of Jira cannot be listed: {exception.Message} The account needs the global permission 'Browse users and groups'.");
                yield break;
            }
            using (page)
            {
                foreach (var json in page.Root.Items())
                {
                    count++;
                    if (JiraUser.Of(json) is not { } user)
                        report.ItemSkipped(Container(access), JiraCodes.Malformed, "An account has nothing to know it by.");
                    else if (seen.Add(user.Person.ExternalId))
                        yield return PersonOf(json, user, site.IsCloud);
                }
                next = page.Next;
            }
        }
        while (next is not null);
        // At least the token's own account is there, so it may not see the others.
        if (count == 0)
            report.ContainerFailed(Container(access), "forbidden", "Jira lists nobody: the account needs the global permission 'Browse users and groups'.");
    }

    // Cloud's accounts confirm their address; on Data Center an administrator, or a directory that they chose, says it.
    private static DirectoryPerson PersonOf(JsonElement json, JiraUser user, bool isCloud)
    {
        var email = json.Text("emailAddress") is { Length: <= MaxEmailLength } text && text.Contains('@', StringComparison.Ordinal) ? text.Trim() : null;
        return new(user.Person.ExternalId, user.Person.DisplayName, email, email is not null && isCloud, json.Flag("active") ?? true, user.IsApp);
    }

    private static string Container(ConnectionAccess access) => Texts.Cut(access.Connection.Name, Activity.MaxContainerLength);
}
