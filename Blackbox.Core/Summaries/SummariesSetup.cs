using Blackbox.Core.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Core.Summaries;

public static class SummariesSetup
{
    /// <summary>The summary pipeline; needs <c>AddBlackboxData</c> and <c>AddLlm</c>.</summary>
    public static IServiceCollection AddSummaries(this IServiceCollection services)
    {
        services.AddOptions<SummaryOptions>().BindConfiguration(SummaryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddFailPoints();
        services.AddSingleton<SummaryWriter>();
        services.AddScoped<SummaryPipeline>();
        return services;
    }
}
