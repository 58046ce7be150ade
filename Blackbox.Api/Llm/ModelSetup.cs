using Blackbox.Core.Llm;
using Blackbox.ServiceDefaults;

namespace Blackbox.Api.Llm;

internal static class ModelSetup
{
    /// <summary>The models that the host names; where it names none, the built-in summariser and embedder do the work.</summary>
    public static WebApplicationBuilder AddModels(this WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetConnectionString("chat") is not null)
            builder.AddOllamaApiClient("chat").AddChatClient();
        if (builder.Configuration.GetConnectionString("embedding") is not null)
            builder.AddOllamaApiClient("embedding").AddEmbeddingGenerator();
        builder.Services.LeaveModelCallsToCaller("chat", "embedding");
        builder.Services.AddLlm();
        return builder;
    }
}
