namespace Blackbox.Api.Pages;

internal static class SearchPageEndpoint
{
    public static IEndpointRouteBuilder MapSearchPage(this IEndpointRouteBuilder pages) => pages;
}
