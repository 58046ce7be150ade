using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Jira.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Jira.Reading;

/// <summary>An issue in a listing: enough to tell whether it changed.</summary>
internal readonly record struct ListedIssue(long Id, string Project, string Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>
/// Lists issues that something may have happened to in the window: what happened left a later change on them. In the order of their creation, which
/// never changes, so that nothing moves to another page while the pages are read. One instance lists once.
/// </summary>
internal sealed class IssueListing(JiraReading reading, IReadOnlyCollection<string> projects)
{
    private const string Fields = "updated,created,project";
    private const int CloudPageSize = 100;
    private const int ServerPageSize = 1_000;

    /// <summary>More than that is no list any more but a server that goes in circles.</summary>
    private const int MaxPages = 20_000;

    /// <summary>Times that a tie is begun anew before it counts as changing all the while.</summary>
    private const int MaxPasses = 5;

    /// <summary>An entry of the changelog may be a moment younger than the change that its issue tells, and servers round.</summary>
    public static readonly TimeSpan Margin = JiraHistory.Untold;

    private readonly HashSet<long> _seen = [];

    /// <summary>Whether an issue was given already.</summary>
    public bool Has(long id) => _seen.Contains(id);

    /// <exception cref="ResourceException">It cannot be listed.</exception>
    public IAsyncEnumerable<ListedIssue> IssuesAsync(CancellationToken cancellationToken)
    {
        var scope = projects.Count == 0 ? "" : JqlText.In("project", projects) + " AND ";
        var query = $"{scope}updated >= {JqlText.Moment(Floor(reading.Window.From - Margin))} AND created < {JqlText.Moment(Floor(reading.Window.To + Margin))}";
        return reading.Site.IsCloud ? OfCloudAsync(query, cancellationToken) : OfServerAsync(query, cancellationToken);
    }

    /// <summary>Issues by their ids; those that are gone are left out.</summary>
    public async IAsyncEnumerable<ListedIssue> ByIdAsync(IEnumerable<long> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var some in ids.Where(id => !_seen.Contains(id)).Chunk(CloudPageSize))
        {
            await foreach (var json in new IssueBatch(reading, Fields).ReadAsync(some, cancellationToken))
            {
                if (await ReadAsync(json, cancellationToken) is { } issue)
                    yield return issue;
            }
        }
    }

    private async IAsyncEnumerable<ListedIssue> OfCloudAsync(string query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = PathOf(reading.Site, query, Fields, CloudPageSize);
        for (var pages = 0; next is not null; pages++)
        {
            Check(pages);
            using var page = await reading.Session.GetAsync(next, cancellationToken);
            foreach (var json in IssuesIn(page))
            {
                if (await ReadAsync(json, cancellationToken) is { } issue)
                    yield return issue;
            }
            next = page.Next;
        }
    }

    // Pages by count would lose an issue where one before it goes while they are read. So each page begins at the minute in which the one before it
    // ended, and only within one minute it is counted, with the last issue of a page again on the next one as a check.
    private async IAsyncEnumerable<ListedIssue> OfServerAsync(string query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (minute, offset, passes) = (DateTimeOffset.MinValue, 0, 0);
        long? expected = null;
        for (var pages = 0; ; pages++)
        {
            Check(pages);
            var since = minute == DateTimeOffset.MinValue ? query : $"{query} AND created >= {JqlText.Moment(minute)}";
            using var page = await reading.Session.GetAsync(
                $"{PathOf(reading.Site, since, Fields, ServerPageSize)}&startAt={offset.ToString(CultureInfo.InvariantCulture)}", cancellationToken);
            var items = IssuesIn(page).ToList();
            if (items.Count == 0 && expected is null)
                yield break;
            if (expected is not null && (items.Count == 0 || items[0].DigitsId("id") != expected))
            {
                if (++passes == MaxPasses)
                {
                    await SayChangingAsync(cancellationToken);
                    yield break;
                }
                (offset, expected) = (0, null);
                continue;
            }
            foreach (var json in items)
            {
                if (await ReadAsync(json, cancellationToken) is { } issue)
                    yield return issue;
            }
            if (offset + items.Count >= (page.Root.Count("total") ?? int.MaxValue))
                yield break;

            var last = items[^1];
            if (last.Member("fields").Instant("created") is { } created && Floor(created) > minute)
                (minute, offset, expected, passes) = (Floor(created), 0, null, 0);
            else
                (offset, expected) = items.Count == 1 ? (offset + 1, null) : (offset + items.Count - 1, last.DigitsId("id"));
        }
    }

    private static void Check(int pages)
    {
        if (pages == MaxPages)
            throw new ResourceException(200, "too_many_pages", $"The list of issues has more than {MaxPages:N0} pages.");
    }

    /// <exception cref="ResourceException">It is no answer of a search: what it does not hold must not be taken for gone.</exception>
    public static IEnumerable<JsonElement> IssuesIn(RestPage page) => page.Root.Member("issues") is { ValueKind: JsonValueKind.Array } issues
        ? issues.EnumerateArray()
        : throw new ResourceException(200, JiraCodes.Malformed, "Jira answered with something else than a list of issues.");

    public static string PathOf(JiraSite site, string query, string fields, int pageSize) => string.Create(CultureInfo.InvariantCulture,
        $"{site.Api}/search{(site.IsCloud ? "/jql" : "")}?jql={Uri.EscapeDataString($"{query} ORDER BY created ASC")}&fields={Uri.EscapeDataString(fields)}&maxResults={pageSize}");

    /// <returns>Null for what was given already and for what is not understood, which the report was told.</returns>
    private async ValueTask<ListedIssue?> ReadAsync(JsonElement json, CancellationToken cancellationToken)
    {
        var id = json.DigitsId("id");
        if (id is { } known && !_seen.Add(known))
            return null;
        var (key, project) = (JiraIssue.KeyOf(json), JiraIssue.ProjectOf(json));
        if (id is null || key is null || project is null || json.Member("fields").Instant("updated") is not { } updatedAt)
        {
            await reading.SkipAsync(project, $"Issue {key ?? id?.ToString(CultureInfo.InvariantCulture) ?? "without a key"} is listed without its id, key or date of change.", cancellationToken);
            return null;
        }
        return new(id.Value, project, JiraIssue.VersionOf(updatedAt, key), json.Member("fields").Instant("created") ?? DateTimeOffset.MinValue, updatedAt);
    }

    private ValueTask SayChangingAsync(CancellationToken cancellationToken)
    {
        reading.Incomplete(null);
        return reading.Findings.SayAsync(report => report.ContainerNoted(JiraReading.Everywhere, JiraCodes.Changing,
            "The list of issues kept changing while it was read. What was found is recorded; the rest is found the next time."), cancellationToken);
    }

    private static DateTimeOffset Floor(DateTimeOffset instant) => new(instant.UtcTicks - instant.UtcTicks % TimeSpan.TicksPerMinute, TimeSpan.Zero);
}
