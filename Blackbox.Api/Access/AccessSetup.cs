namespace Blackbox.Api.Access;

internal static class AccessSetup
{
    /// <summary>A request's body at most. The largest that is meant is a note.</summary>
    private const int MaxBodyBytes = 256 * 1024;

    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section);
        services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        return services;
    }

    public static WebApplication UseAccess(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<AccessGuard>();
        return app;
    }
}
