namespace Blackbox.Api.Runs;

internal static class RunSetup
{
    public static IServiceCollection AddRuns(this IServiceCollection services) =>
        services.AddScoped<RunStarter>().AddSingleton<RunEvents>();
}
