using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Core.Search;

public static class SearchSetup
{
    /// <summary>Search; needs <c>AddBlackboxData</c> and <c>AddLlm</c>.</summary>
    public static IServiceCollection AddSearch(this IServiceCollection services)
    {
        services.AddOptions<SearchOptions>().BindConfiguration(SearchOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Searcher>();
        return services;
    }
}
