using Blackbox.Core.Llm;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Blackbox.Api.Operations;

internal sealed class ChatModelCheck(LanguageModel model) : IHealthCheck
{
    public const string Name = "chat-model";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (model.Name is not { } name)
            return HealthCheckResult.Healthy("None is set up: the built-in summariser writes.");
        return await model.IsAvailableAsync(cancellationToken)
            ? HealthCheckResult.Healthy($"{name}: its server answers.")
            : HealthCheckResult.Degraded($"{name}: its server does not answer, so the built-in summariser writes until it does.");
    }
}

internal sealed class EmbeddingModelCheck(Embedder embedder) : IHealthCheck
{
    public const string Name = "embedding-model";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        await embedder.IsModelAvailableAsync(cancellationToken)
            ? HealthCheckResult.Healthy(embedder.Model == HashingEmbedder.Model ? $"The built-in {HashingEmbedder.Model}." : $"{embedder.Model}: its server answers.")
            : HealthCheckResult.Degraded($"{embedder.Model}: its server does not answer, so the built-in {HashingEmbedder.Model} embeds until it does.");
}
