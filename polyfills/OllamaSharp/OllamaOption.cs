namespace OllamaSharp.Models;

/// <summary>A run-time parameter of a model, by the name that the server knows.</summary>
public class OllamaOption(string name)
{
    public static OllamaOption FrequencyPenalty { get; } = new("frequency_penalty");

    public static OllamaOption MaxOutputTokens { get; } = new("max_output_tokens");

    public static OllamaOption MinP { get; } = new("min_p");

    /// <summary>Size of the context window, in tokens.</summary>
    public static OllamaOption NumCtx { get; } = new("num_ctx");

    public static OllamaOption NumGpu { get; } = new("num_gpu");

    /// <summary>The most tokens to predict.</summary>
    public static OllamaOption NumPredict { get; } = new("num_predict");

    public static OllamaOption NumThread { get; } = new("num_thread");

    public static OllamaOption PresencePenalty { get; } = new("presence_penalty");

    public static OllamaOption RepeatLastN { get; } = new("repeat_last_n");

    public static OllamaOption RepeatPenalty { get; } = new("repeat_penalty");

    public static OllamaOption Seed { get; } = new("seed");

    public static OllamaOption Stop { get; } = new("stop");

    public static OllamaOption Temperature { get; } = new("temperature");

    public static OllamaOption Think { get; } = new("think");

    public static OllamaOption TopK { get; } = new("top_k");

    public static OllamaOption TopP { get; } = new("top_p");

    public string Name { get; } = name;
}
