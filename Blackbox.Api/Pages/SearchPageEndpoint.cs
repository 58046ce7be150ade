using Blackbox.Core.Search;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Blackbox.Api.Pages;

internal static class SearchPageEndpoint
{
    public static IEndpointRouteBuilder MapSearchPage(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/search", Show);
        return pages;
    }

    // What was typed into an address by hand is brought into bounds; a person gets results, not an error.
    private static async Task<RazorComponentResult<SearchPage>> Show(
        string? q, string? from, string? to, string? offset, PageShell shell, Searcher searcher, CancellationToken cancellationToken)
    {
        var query = new SearchQuery
        {
            UserId = shell.User.Id,
            Text = q?.Trim() ?? "",
            From = Day.TryParse(from, null, out var first) ? first.Date : null,
            To = Day.TryParse(to, null, out var last) ? last.Date : null,
            Offset = int.TryParse(offset, out var skipped) ? Math.Clamp(skipped, 0, SearchQuery.MaxOffset) : 0,
        };
        return await shell.RenderAsync<SearchPage>(new SearchModel(query, await searcher.SearchAsync(query, cancellationToken)), cancellationToken);
    }
}

public sealed record SearchModel(SearchQuery Query, SearchAnswer Answer);
