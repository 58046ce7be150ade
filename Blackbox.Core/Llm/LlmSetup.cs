using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Blackbox.Core.Llm;

public static class LlmSetup
{
    /// <summary>
    /// Models as this application asks them. The host may register an <c>IChatClient</c> and an <c>IEmbeddingGenerator</c>; without them the
    /// built-in summariser and embedder do the work.
    /// </summary>
    public static IServiceCollection AddLlm(this IServiceCollection services)
    {
        services.AddOptions<LlmOptions>().BindConfiguration(LlmOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<HashingEmbedder>();
        services.AddSingleton<Embedder>();
        services.AddSingleton<LanguageModel>();
        return services;
    }
}
