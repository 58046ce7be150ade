using Blackbox.Core.Llm;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Blackbox.Tests.Llm;

/// <summary>A language model that answers as the test says.</summary>
internal sealed class ScriptedChat(Func<string, CancellationToken, Task<string>> answer, string name = "llama-test", Uri? address = null) : IChatClient
{
    private int _calls;

    public int Calls => _calls;
    public ChatOptions? LastOptions { get; private set; }
    public IReadOnlyList<ChatMessage> LastMessages { get; private set; } = [];

    public static ScriptedChat Saying(string text, string name = "llama-test") => new((_, _) => Task.FromResult(text), name);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        LastOptions = options;
        LastMessages = [.. messages];
        return new(new ChatMessage(ChatRole.Assistant, await answer(LastMessages[^1].Text, cancellationToken)));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("test", address, name) : null;

    public void Dispose()
    {
    }
}

/// <summary>An embedding model whose vectors are the built-in ones turned by a fixed shift, so that its space is another one.</summary>
internal sealed class ScriptedEmbeddings(int dimensions = 1024, string name = "bge-test") : IEmbeddingGenerator<string, Embedding<float>>
{
    private int _calls;

    public int Calls => _calls;
    public bool IsDown { get; set; }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        if (IsDown)
            throw new HttpRequestException("refused");
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(value => new Embedding<float>(Vector(value)))));
    }

    public float[] Vector(string text)
    {
        var vector = HashingEmbedder.Embed(text);
        return [.. Enumerable.Range(0, dimensions).Select(i => 3 * vector[(i + 1) % vector.Length])];
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("test", null, name, dimensions) : null;

    public void Dispose()
    {
    }
}

internal static class LlmHost
{
    public static ServiceProvider Create(
        TimeProvider time, IChatClient? chat = null, IEmbeddingGenerator<string, Embedding<float>>? embeddings = null, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton(time);
        if (chat is not null)
            services.AddSingleton(chat);
        if (embeddings is not null)
            services.AddSingleton(embeddings);
        services.AddLlm();
        more?.Invoke(services);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
    }
}
