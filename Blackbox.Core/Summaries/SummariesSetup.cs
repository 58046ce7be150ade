using Blackbox.Core.Collecting;
using Blackbox.Core.Operations;
using Blackbox.Core.Summaries.Extractive;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Blackbox.Core.Summaries;

public static class SummariesSetup
{
    /// <summary>The summary pipeline; needs <c>AddBlackboxData</c>, <c>AddLlm</c> and the platforms.</summary>
    public static IServiceCollection AddSummaries(this IServiceCollection services)
    {
        services.AddOptions<SummaryOptions>().BindConfiguration(SummaryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddFailPoints();
        services.AddSingleton<SummaryPrompts>();
        services.AddSingleton<ExtractiveSummarizer>();
        services.TryAddSingleton<PlatformTitles>();
        services.AddSingleton<SummaryWriter>();
        services.AddScoped<SummaryPipeline>();
        return services;
    }
}
