using Blackbox.Core.Runs;

namespace Blackbox.Api.Runs;

internal static class RunSetup
{
    public static IServiceCollection AddRuns(this IServiceCollection services) =>
        services.AddScoped<IdempotentRuns>().AddScoped<RunStarter>().AddScoped<RunAnswers>().AddSingleton<RunEvents>();
}
