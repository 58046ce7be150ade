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
    private readonly string _more = expand is null ? "" : $"&expand={expand}";

    /// <returns>To be read before the next one is asked for.</returns>
    /// <exception cref="ResourceException">They cannot be read.</exception>
    public async IAsyncEnumerable<JsonElement> ReadAsync(IReadOnlyList<long> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var waiting = new Stack<IReadOnlyList<long>>([ids]);
        var missing = new List<long>();
        while (waiting.TryPop(out var some))
        {
            if (await TryAskAsync(some, waiting, missing, cancellationToken) is not { } page)
                continue;
            using (page)
            {
                var left = some.ToHashSet();
                foreach (var json in IssueListing.IssuesIn(page))
                {
                    if (json.DigitsId("id") is not { } id || left.Remove(id))
                        yield return json;
                }
                // A page may hold fewer than were asked for; the others are asked for by name, so that none is lost between pages.
                var found = some.Count - left.Count;
                if (left.Count > 0 && found > 0 && (page.Next is not null || (page.Root.Count("total") ?? 0) > found))
                    waiting.Push([.. left]);
                else
                    missing.AddRange(left);
            }
        }
        foreach (var id in missing)
        {
            using var page = await TryAskOneAsync(id, cancellationToken);
            if (page is not null)
                yield return page.Root;
        }
    }

    /// <returns>Null where there is nothing to read; smaller parts wait then.</returns>
    private async Task<RestPage?> TryAskAsync(
        IReadOnlyList<long> ids, Stack<IReadOnlyList<long>> waiting, List<long> missing, CancellationToken cancellationToken)
    {
        try
        {
            return await reading.Session.GetAsync(IssueListing.PathOf(reading.Site, JqlText.In("id", ids), fields, ids.Count) + _more, cancellationToken);
        }
        catch (ResourceException exception) when (ids.Count > 1 && (exception.Status == 400 || exception.Code is "too_large" or "timed_out" or "cut"))
        {
            waiting.Push([.. ids.Skip(ids.Count / 2)]);
            waiting.Push([.. ids.Take(ids.Count / 2)]);
            return null;
        }
        catch (ResourceException exception) when (exception.Status == 400)
        {
            missing.AddRange(ids);
            return null;
        }
    }

    // A search refuses a question about an issue that is gone, and may not know a new one yet; the issue's own address says which it is.
    private async Task<RestPage?> TryAskOneAsync(long id, CancellationToken cancellationToken)
    {
        try
        {
            return await reading.Session.GetAsync(
                string.Create(CultureInfo.InvariantCulture, $"{reading.Site.Api}/issue/{id}?fields={Uri.EscapeDataString(fields)}{_more}"), cancellationToken);
        }
        catch (ResourceException exception) when (exception.Status is 404 or 410)
        {
            return null;
        }
    }
}
