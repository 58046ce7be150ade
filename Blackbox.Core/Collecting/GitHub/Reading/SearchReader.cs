using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.GitHub.Reading;

/// <summary>Searches; of a question GitHub answers a thousand results, so where there are more the next question begins at the last of them.</summary>
internal sealed class SearchReader(ConnectionReading reading)
{
    private const int MaxResults = 1_000;
    private const int MaxQuestions = 50;

    /// <summary>False after a search that did not give everything.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <param name="kind"><c>issues</c> or <c>commits</c>.</param>
    /// <param name="query">With <c>{0}</c> where the first instant stands.</param>
    /// <param name="dateOf">What the results are ordered by.</param>
    public async IAsyncEnumerable<JsonElement> ItemsAsync(
        string kind, string query, string sort, Func<JsonElement, DateTimeOffset?> dateOf, string since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var question = 0; question < MaxQuestions; question++)
        {
            var q = Uri.EscapeDataString(query.Replace("{0}", since, StringComparison.Ordinal));
            string? next = $"/search/{kind}?q={q}&sort={sort}&order=asc&per_page=100";
            var (count, total) = (0, 0);
            DateTimeOffset? last = null;
            while (next is not null)
            {
                using var page = await TryAskAsync(next, cancellationToken);
                if (page is null)
                    yield break;
                total = page.Root.Count("total_count") ?? 0;
                if (page.Root.Flag("incomplete_results") == true)
                    await SayIncompleteAsync(null, cancellationToken);
                foreach (var item in page.Root.Member("items").Items())
                {
                    count++;
                    last = dateOf(item) ?? last;
                    yield return item;
                }
                next = count < MaxResults ? page.Next : null;
            }
            if (total <= count || count < MaxResults)
                yield break;
            var from = last is { } instant ? Moment(instant) : since;
            if (from == since)
                break;
            since = from;
        }
        await SayIncompleteAsync(null, cancellationToken);
    }

    private async Task<RestPage?> TryAskAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await reading.Session.GetAsync(path, cancellationToken);
        }
        catch (ResourceException exception)
        {
            await SayIncompleteAsync(exception.Message, cancellationToken);
            return null;
        }
    }

    public static string Moment(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private ValueTask SayIncompleteAsync(string? why, CancellationToken cancellationToken)
    {
        IsComplete = false;
        return reading.Findings.SayAsync(report => report.ContainerNoted(
            "GitHub", GitHubCodes.SearchIncomplete, $"GitHub's search did not give everything; a later run may find more. {why}".TrimEnd()), cancellationToken);
    }
}
