using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

[assembly: SuppressMessage("Performance", "CA1812:Avoid uninstantiated internal classes", Scope = "namespaceanddescendants",
    Target = "~N:OllamaSharp.Answers", Justification = "Made by the JSON serializer.")]

namespace OllamaSharp.Answers;

/// <summary>
/// A line of <c>/api/chat</c>: <c>{"model":"m","created_at":"2025-01-01T00:00:00Z","message":{"role":"assistant","content":"Hi"},"done":false}</c>.
/// The last one has <c>"done":true</c>, the reason, the token counts and the durations in nanoseconds.
/// </summary>
internal sealed record ChatAnswer
{
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    [JsonPropertyName("created_at")]
    public string? CreatedAt { get; init; }

    [JsonPropertyName("message")]
    public AnswerMessage? Message { get; init; }

    [JsonPropertyName("done")]
    public bool Done { get; init; }

    [JsonPropertyName("done_reason")]
    public string? DoneReason { get; init; }

    [JsonPropertyName("prompt_eval_count")]
    public int PromptTokens { get; init; }

    [JsonPropertyName("eval_count")]
    public int AnswerTokens { get; init; }

    [JsonPropertyName("total_duration")]
    public long TotalDuration { get; init; }

    [JsonPropertyName("load_duration")]
    public long LoadDuration { get; init; }

    [JsonPropertyName("prompt_eval_duration")]
    public long PromptDuration { get; init; }

    [JsonPropertyName("eval_duration")]
    public long AnswerDuration { get; init; }
}

internal sealed record AnswerMessage
{
    [JsonPropertyName("role")]
    public string? Role { get; init; }

    [JsonPropertyName("content")]
    public string? Content { get; init; }

    [JsonPropertyName("thinking")]
    public string? Thinking { get; init; }

    [JsonPropertyName("tool_calls")]
    public ToolCall[]? ToolCalls { get; init; }
}

internal sealed record ToolCall([property: JsonPropertyName("function")] ToolFunction? Function);

internal sealed record ToolFunction(
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("arguments")] IDictionary<string, object?>? Arguments);

/// <summary>The answer of <c>/api/embed</c>: one vector for each input, in its order.</summary>
internal sealed record EmbedAnswer
{
    [JsonPropertyName("embeddings")]
    public float[][]? Embeddings { get; init; }

    [JsonPropertyName("prompt_eval_count")]
    public int? PromptTokens { get; init; }

    [JsonPropertyName("total_duration")]
    public long? TotalDuration { get; init; }

    [JsonPropertyName("load_duration")]
    public long? LoadDuration { get; init; }
}
