using OllamaSharp.Models;

namespace OllamaSharp;

/// <summary>One Ollama server; chat and embeddings go through the interfaces of Microsoft.Extensions.AI.</summary>
public interface IOllamaApiClient
{
    Uri Uri { get; }

    /// <summary>Used where a call names no model.</summary>
    string SelectedModel { get; set; }

    Task<IEnumerable<Model>> ListLocalModelsAsync(CancellationToken cancellationToken = default);

    Task<bool> IsRunningAsync(CancellationToken cancellationToken = default);

    Task<string> GetVersionAsync(CancellationToken cancellationToken = default);
}
