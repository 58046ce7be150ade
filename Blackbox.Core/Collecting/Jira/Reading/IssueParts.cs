using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Jira.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Jira.Reading;

/// <summary>
/// A list within an issue, as its changelog or comments: from the issue itself where it is whole there, otherwise page by page from its own address, to
/// the end. What moves between pages because something before it was deleted is found by asking again.
/// </summary>
internal sealed class IssueParts(JiraReading reading, JiraIssue issue)
{
    private const int PageSize = 100;
    private const int MaxPasses = 3;

    /// <summary>False after a list of which something may be missing.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <param name="embedded">What the issue holds of it: <c>{"total": 120, "maxResults": 20, "worklogs": […]}</c>.</param>
    /// <param name="list">Its member that is the list.</param>
    /// <param name="address">Below the issue, as <c>comment?orderBy=created</c>; null where there is none.</param>
    /// <param name="listThere">The same in the answers of the address.</param>
    /// <exception cref="ResourceException">It cannot be read.</exception>
    public async IAsyncEnumerable<JsonElement> ItemsAsync(
        JsonElement embedded, string list, string? address, string listThere, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A site without time tracking has no worklogs at all.
        if (list == "worklogs" && embedded.ValueKind != JsonValueKind.Object)
            yield break;
        var items = embedded.Member(list);
        var isThere = items.ValueKind == JsonValueKind.Array;
        if (isThere && (embedded.Count("total") ?? 0) <= items.GetArrayLength())
        {
            foreach (var item in items.EnumerateArray())
                yield return item;
            yield break;
        }
        if (address is null)
        {
            foreach (var item in items.Items())
                yield return item;
            IsComplete = false;
            yield break;
        }

        var found = new HashSet<long>();
        for (var pass = 1; pass <= MaxPasses; pass++)
        {
            var (total, asked, unnamed) = (0, 0, 0);
            var path = string.Create(CultureInfo.InvariantCulture,
                $"{reading.Site.Api}/issue/{issue.Id}/{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}startAt=0&maxResults={PageSize}");
            await foreach (var page in reading.Session.PagesAsync(path, cancellationToken))
            {
                using (page)
                {
                    total = page.Root.Count("total") ?? total;
                    if (page.Root.Member(listThere) is not { ValueKind: JsonValueKind.Array } there)
                        throw new ResourceException(200, JiraCodes.Malformed, $"Jira answered with something else than {listThere}.");
                    foreach (var item in there.EnumerateArray())
                    {
                        asked++;
                        var id = item.DigitsId("id");
                        unnamed += id is null ? 1 : 0;
                        if (id is null || found.Add(id.Value))
                            yield return item;
                    }
                }
            }
            if (asked >= total && found.Count + unnamed >= total)
                yield break;
        }
        IsComplete = false;
    }
}
