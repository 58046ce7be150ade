using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using OllamaSharp.Answers;
using OllamaSharp.Models;

namespace OllamaSharp;

/// <summary>
/// A client of one Ollama server. A refused request throws <see cref="Models.Exceptions.OllamaException"/>, any other failing status
/// <see cref="HttpRequestException"/>. Time-outs are those of the <see cref="HttpClient"/>; nothing is retried.
/// </summary>
public class OllamaApiClient : IOllamaApiClient, IChatClient, IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly HttpClient _client;
    private readonly OllamaTransport _transport;
    private readonly bool _ownsClient;

    public OllamaApiClient(string uriString, string defaultModel = "") : this(new Uri(uriString), defaultModel)
    {
    }

    public OllamaApiClient(Uri uri, string defaultModel = "") : this(new HttpClient { BaseAddress = uri }, defaultModel) => _ownsClient = true;

#pragma warning disable IDE0060 // The context is given by the signature; it is only needed where there is no reflection.
    public OllamaApiClient(HttpClient client, string defaultModel = "", JsonSerializerContext? jsonSerializerContext = null)
#pragma warning restore IDE0060
    {
        ArgumentNullException.ThrowIfNull(client);
        Uri = client.BaseAddress ?? throw new InvalidOperationException("The HttpClient has no base address.");
        SelectedModel = defaultModel;
        _client = client;
        _transport = new OllamaTransport(client);
    }

    public Uri Uri { get; }

    public string SelectedModel { get; set; }

    public async Task<IEnumerable<Model>> ListLocalModelsAsync(CancellationToken cancellationToken = default)
        => (await _transport.GetAsync<ModelList>("api/tags", cancellationToken).ConfigureAwait(false)).Models ?? [];

    public async Task<bool> IsRunningAsync(CancellationToken cancellationToken = default)
        => !string.IsNullOrWhiteSpace(await _transport.GetTextAsync("", cancellationToken).ConfigureAwait(false));

    public async Task<string> GetVersionAsync(CancellationToken cancellationToken = default)
        => (await _transport.GetAsync<JsonObject>("api/version", cancellationToken).ConfigureAwait(false))["version"]?.ToString() ?? "";

    async Task<ChatResponse> IChatClient.GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var request = RequestMapping.ToChatRequest(messages, options, SelectedModel, stream: false);
        var answer = await _transport.PostAsync<ChatAnswer>("api/chat", request, cancellationToken).ConfigureAwait(false);
        return AnswerMapping.ToResponse(answer, (string)request["model"]!);
    }

    async IAsyncEnumerable<ChatResponseUpdate> IChatClient.GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = RequestMapping.ToChatRequest(messages, options, SelectedModel, stream: true);
        var responseId = AnswerMapping.NewResponseId();
        await foreach (var answer in _transport.StreamAsync<ChatAnswer>("api/chat", request, cancellationToken).ConfigureAwait(false))
        {
            yield return AnswerMapping.ToUpdate(answer, responseId);
        }
    }

    async Task<GeneratedEmbeddings<Embedding<float>>> IEmbeddingGenerator<string, Embedding<float>>.GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
    {
        var request = RequestMapping.ToEmbedRequest(values, options, SelectedModel);
        var answer = await _transport.PostAsync<EmbedAnswer>("api/embed", request, cancellationToken).ConfigureAwait(false);
        return AnswerMapping.ToEmbeddings(answer, (string)request["model"]!, TimeProvider.System.GetUtcNow());
    }

    object? IChatClient.GetService(Type serviceType, object? serviceKey)
        => serviceKey is null && serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("ollama", Uri, SelectedModel) : Self(serviceType, serviceKey);

    object? IEmbeddingGenerator.GetService(Type serviceType, object? serviceKey)
        => serviceKey is null && serviceType == typeof(EmbeddingGeneratorMetadata)
            ? new EmbeddingGeneratorMetadata("ollama", Uri, SelectedModel)
            : Self(serviceType, serviceKey);

    public void Dispose()
    {
        if (_ownsClient)
        {
            _client.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    private OllamaApiClient? Self(Type serviceType, object? serviceKey) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
}
