namespace Blackbox.Api.Pages;

internal static class PageSetup
{
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "blackbox-form";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            // The page cannot be framed at all, which the content security policy says too.
            antiforgery.SuppressXFrameOptionsHeader = false;
        });
        services.AddSingleton(provider => new AssetUrls(provider.GetServices<EndpointDataSource>()));
        services.AddScoped<PageShell>();
        return services;
    }

    public static WebApplication MapPages(this WebApplication app)
    {
        app.MapStaticAssets();
        // The pages are for people; the document describes what is for programs.
        var pages = app.MapGroup("").ExcludeFromDescription();
        pages.MapDayPages().MapSearchPage().MapCollectPages().MapBackfillPages().MapConnectionPages().MapWebhookPages()
            .MapPeoplePages().MapMyPages();
        return app;
    }
}
