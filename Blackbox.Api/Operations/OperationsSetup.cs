namespace Blackbox.Api.Operations;

internal static class OperationsSetup
{
    /// <summary>A check that takes longer counts as failed; <c>/health</c> answers no later than this.</summary>
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(2);

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<DatabaseCheck>(DatabaseCheck.Name, tags: [HealthEndpoint.Tag], timeout: CheckTimeout)
            .AddCheck<SchemaCheck>(SchemaCheck.Name, tags: [HealthEndpoint.Tag], timeout: CheckTimeout)
            .AddCheck<RedisCheck>(RedisCheck.Name, tags: [HealthEndpoint.Tag], timeout: CheckTimeout)
            .AddCheck<ChatModelCheck>(ChatModelCheck.Name, tags: [HealthEndpoint.Tag], timeout: CheckTimeout)
            .AddCheck<EmbeddingModelCheck>(EmbeddingModelCheck.Name, tags: [HealthEndpoint.Tag], timeout: CheckTimeout);
        services.AddSingleton<WorkerStates>();
        return services;
    }

    public static WebApplication UseStartingGate(this WebApplication app)
    {
        // Behind routing, so that the gate can tell a file from a page.
        app.UseRouting();
        app.UseMiddleware<StartingGate>();
        return app;
    }
}
