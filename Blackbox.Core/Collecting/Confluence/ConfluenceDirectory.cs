using System.Runtime.CompilerServices;
using System.Text.Json;
using Blackbox.Core.Collecting.Confluence.Payloads;
using Blackbox.Core.Collecting.Confluence.Reading;
using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Confluence;

/// <summary>
/// The people of a Confluence site: on Cloud those that search finds, on a server the members of the group that everybody is in who may use it.
/// </summary>
internal sealed class ConfluenceDirectory(RestClient client) : IDirectory
{
    /// <summary>The group that a server's people are in, where nobody renamed it.</summary>
    private const string EveryonesGroup = "confluence-users";

    public string Platform => Platforms.Confluence;

    public async IAsyncEnumerable<DirectoryPerson> PeopleAsync(
        ConnectionAccess access, FetchMemory memory, CollectionReport report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (ConfluenceSettings.Parse(access.Connection.Settings, out var settings) is { } problem)
        {
            report.ContainerFailed(ConnectionReading.Everywhere, ConfluenceCodes.BadSettings, problem);
            yield break;
        }
        var dialect = ConfluenceDialect.Of(settings, access.Connection.BaseUrl);
        var session = client.Open(dialect, access, memory, report, TaskPriority.Low);
        var path = dialect.IsCloud
            ? $"/rest/api/search/user?cql={Uri.EscapeDataString("type=user")}&start=0&limit=100"
            : $"/rest/api/group/{EveryonesGroup}/member?start=0&limit=200";
        var pages = session.PagesAsync(path, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (pages)
        {
            while (await TryNextAsync(pages, report))
            {
                using var page = pages.Current;
                foreach (var json in page.Root.Member("results").Items())
                {
                    var user = dialect.IsCloud ? json.Member("user") : json;
                    if (Person(user) is { } person)
                        yield return person;
                    else
                        report.ItemSkipped(ConnectionReading.Everywhere, ConfluenceCodes.Malformed, "Somebody in the directory has no key.");
                }
            }
        }
    }

    private static async Task<bool> TryNextAsync(IAsyncEnumerator<RestPage> pages, CollectionReport report)
    {
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (ResourceException exception)
        {
            report.ContainerFailed(ConnectionReading.Everywhere, exception.Code, $"The people cannot be listed. {exception.Message}");
            return false;
        }
    }

    // Addresses that Atlassian shows belong to its own accounts, which have confirmed them; a server's administrators may have typed anything.
    private static DirectoryPerson? Person(JsonElement user)
    {
        var author = Author.Of(user);
        if (author == Author.Anonymous)
            return null;
        var email = user.Text("email") is { Length: > 2 and <= 320 } text && text.Contains('@', StringComparison.Ordinal) ? text : null;
        return new(
            author.Key, author.Name, email, EmailIsVerified: email is not null && user.Has("accountId"),
            IsActive: user.Text("accountStatus") is null or "active" && user.Text("status") is null or "current" or "active", author.IsBot);
    }
}
