using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Jira.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Jira.Reading;

/// <summary>
/// Reads issues by their ids, many at once: <c>id in (10001,10002)</c>. Those that are gone are left out, also where Jira refuses the whole question because
/// of one of them, and where an answer would be too large fewer are asked for at once.
/// </summary>
internal sealed class IssueBatch(JiraReading reading, string fields, string? expand = null)
{
    /// <returns>To be read before the next one is asked for.</returns>
    /// <exception cref="ResourceException">They cannot be read.</exception>
    public async IAsyncEnumerable<JsonElement> ReadAsync(IReadOnlyList<long> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var waiting = new Stack<IReadOnlyList<long>>([ids]);
        while (waiting.TryPop(out var some))
        {
            if (await TryAskAsync(some, waiting, cancellationToken) is not { } page)
                continue;
            using (page)
            {
                if (some.Count == 1 && page.Root.Member("issues").ValueKind != JsonValueKind.Array)
                {
                    yield return page.Root;
                    continue;
                }
                var left = some.ToHashSet();
                foreach (var json in page.Root.Member("issues").Items())
                {
                    if (json.DigitsId("id") is not { } id || left.Remove(id))
                        yield return json;
                }
                // A page may hold fewer than were asked for; the others are asked for by name, so that none is lost between pages.
                if (left.Count > 0 && left.Count < some.Count && HasMore(page, some.Count - left.Count))
                    waiting.Push([.. left]);
            }
        }
    }

    private static bool HasMore(RestPage page, int count) => page.Next is not null || (page.Root.Count("total") ?? 0) > count;

    /// <returns>Null where there is nothing to read; smaller parts may wait then.</returns>
    private async Task<RestPage?> TryAskAsync(IReadOnlyList<long> ids, Stack<IReadOnlyList<long>> waiting, CancellationToken cancellationToken)
    {
        try
        {
            return await reading.Session.GetAsync(PathOf(ids, isSingle: false), cancellationToken);
        }
        catch (ResourceException exception) when (ids.Count > 1 && (exception.Status == 400 || exception.Code is "too_large" or "timed_out" or "cut"))
        {
            waiting.Push([.. ids.Skip(ids.Count / 2)]);
            waiting.Push([.. ids.Take(ids.Count / 2)]);
            return null;
        }
        catch (ResourceException exception) when (exception.Status == 400)
        {
            return await TryAskOneAsync(ids, cancellationToken);
        }
    }

    // A search that knows no such issue refuses the question; the issue's own address says whether it is gone.
    private async Task<RestPage?> TryAskOneAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        try
        {
            return await reading.Session.GetAsync(PathOf(ids, isSingle: true), cancellationToken);
        }
        catch (ResourceException exception) when (exception.Status is 404 or 410)
        {
            return null;
        }
    }

    private string PathOf(IReadOnlyList<long> ids, bool isSingle)
    {
        var more = expand is null ? "" : $"&expand={expand}";
        return isSingle
            ? string.Create(CultureInfo.InvariantCulture, $"{reading.Site.Api}/issue/{ids[0]}?fields={Uri.EscapeDataString(fields)}{more}")
            : IssueListing.PathOf(reading.Site, JqlText.In("id", ids), fields, ids.Count) + more;
    }
}
