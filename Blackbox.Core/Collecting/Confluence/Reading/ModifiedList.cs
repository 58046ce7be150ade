using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Blackbox.Core.Collecting.Confluence.Payloads;
using Blackbox.Core.Collecting.GitHub.Payloads;
using Blackbox.Core.Collecting.Rest;

namespace Blackbox.Core.Collecting.Confluence.Reading;

/// <summary>
/// Reads a search that may change while it is read, newest first. Where the platform goes on by a cursor, nothing moves. Where it counts, an item that
/// is edited moves to the front and is seen twice, but one that is deleted makes another one slip past: each page therefore begins with the last item
/// of the page before it, and where that is missing, the list is read again.
/// </summary>
internal sealed class ModifiedList(RestSession session)
{
    private const int MaxPasses = 4;
    private const int MaxPages = 5_000;

    /// <summary>False after a list that kept changing: something may have been missed.</summary>
    public bool IsStable { get; private set; } = true;

    /// <param name="limit">Items of a page; the platform may give fewer.</param>
    /// <returns>The answers, to be read before the next one is asked for. The same item may come more than once.</returns>
    /// <exception cref="ResourceException">The list cannot be read.</exception>
    public async IAsyncEnumerable<JsonElement> PagesAsync(
        string cql, string expand, int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = $"/rest/api/content/search?cql={Uri.EscapeDataString(cql)}&expand={expand}&limit={limit}";
        for (var pass = 1; pass <= MaxPasses; pass++)
        {
            var (path, last, start, lost) = ((string?)first, (string?)null, 0, false);
            for (var count = 0; path is not null && !lost; count++)
            {
                if (count == MaxPages)
                    throw new ResourceException(200, "too_many_pages", $"The list has more than {MaxPages:N0} pages.");
                using var page = await session.GetAsync(path, cancellationToken);
                var results = page.Root.Member("results");
                if (results.ValueKind != JsonValueKind.Array)
                    throw new ResourceException(200, ConfluenceCodes.Malformed, "Confluence answered with something else than a list.");
                lost = last is not null && !results.EnumerateArray().Any(item => ContentIds.Of(item) == last);
                yield return page.Root;

                var size = results.GetArrayLength();
                var isCounted = page.Next is not null && IsCounted(page.Next) && size > 1;
                last = isCounted ? ContentIds.Of(results[size - 1]) : null;
                start += size - (last is null ? 0 : 1);
                path = last is null ? page.Next : string.Create(CultureInfo.InvariantCulture, $"{first}&start={start}");
            }
            if (!lost)
                yield break;
        }
        IsStable = false;
    }

    private static bool IsCounted(string next) =>
        next.Contains("start=", StringComparison.Ordinal) && !next.Contains("cursor=", StringComparison.Ordinal);
}
