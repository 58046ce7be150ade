using System.ComponentModel.DataAnnotations;
using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Collecting;
using Blackbox.Core.Search;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Blackbox.Api.Search;

internal static class SearchEndpoints
{
    public static IEndpointRouteBuilder MapSearch(this IEndpointRouteBuilder api)
    {
        api.MapGet("/search", Find).WithTags("Search").ProducesProblem(StatusCodes.Status400BadRequest);
        return api;
    }

    /// <summary>Finds days by words and by meaning.</summary>
    /// <remarks>
    /// Words as for a web search (`"exact phrase"`, `or`, `-not`), issue keys, beginnings of commit ids, and time in words such as "last week".
    /// Without words, the newest days within the filters.
    /// </remarks>
    /// <param name="q">What to look for, at most 500 characters.</param>
    /// <param name="platform">As `git`, or `note`.</param>
    /// <param name="container">A repository, project or channel.</param>
    /// <param name="from">First local date.</param>
    /// <param name="to">Last local date, inclusive.</param>
    /// <param name="limit">1 to 50; 20 when it is left out.</param>
    /// <param name="offset">Results to leave out; `next` of the answer before.</param>
    private static async Task<Results<Ok<SearchView>, ProblemHttpResult>> Find(
        [StringLength(SearchQuery.MaxTextLength)] string? q, [StringLength(Platforms.MaxLength)] string? platform,
        [StringLength(Activity.MaxContainerLength)] string? container, Day? from, Day? to,
        [Range(1, SearchQuery.MaxLimit)] int? limit, [Range(0, SearchQuery.MaxOffset)] int? offset,
        CurrentUser user, Searcher searcher, CancellationToken cancellationToken)
    {
        if (from is { } first && to is { } last && last.Date < first.Date)
            return Problems.Invalid("to", "'to' must not be before 'from'.");
        var query = new SearchQuery
        {
            UserId = user.Id,
            Text = q ?? "",
            Platform = platform,
            Container = container,
            From = from?.Date,
            To = to?.Date,
            Limit = limit ?? 20,
            Offset = offset ?? 0,
        };
        var answer = await searcher.SearchAsync(query, cancellationToken);
        var next = query.Offset + answer.Results.Count;
        return TypedResults.Ok(new SearchView(answer.Understood, answer.Results, answer.HasMore && next <= SearchQuery.MaxOffset ? next : null));
    }
}

/// <param name="Understood">How the query was taken.</param>
/// <param name="Items">Best first.</param>
/// <param name="Next">Pass it as `offset` for what follows; null at the end.</param>
internal sealed record SearchView(Understanding Understood, IReadOnlyList<SearchResult> Items, int? Next);
