namespace Blackbox.Api.Errors;

internal static class ErrorSetup
{
    public static IServiceCollection AddErrors(this IServiceCollection services)
    {
        // Before AddProblemDetails: the first writer that can write does.
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<ExceptionProblems>();
        // A request that cannot be bound throws in every environment, so that one place answers it.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        return services;
    }

    public static WebApplication UseErrors(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = _ => true });
        app.UseStatusCodePages();
        return app;
    }
}
