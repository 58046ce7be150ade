namespace Blackbox.Api.Admin;

internal static class AdminSetup
{
    public static WebApplication MapAdminApi(this WebApplication app)
    {
        var admin = app.MapGroup("/admin-api/v1").AddEndpointFilter<AdminOnly>().ProducesProblem(StatusCodes.Status403Forbidden);
        admin.MapSharedConnections().MapAdminIdentities().MapIdentityChanges().MapClaimDecisions();
        return app;
    }
}
