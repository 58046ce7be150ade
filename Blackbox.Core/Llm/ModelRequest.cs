using System.Globalization;
using Microsoft.Extensions.AI;

namespace Blackbox.Core.Llm;

/// <summary>One question to a language model, and where it departs from <see cref="LlmOptions"/>.</summary>
/// <param name="Instructions">Ours, trusted.</param>
/// <param name="Material">What the question is about; anything from outside stands in here.</param>
public sealed record ModelRequest(string Instructions, string Material)
{
    public float? Temperature { get; init; }
    public int? ContextTokens { get; init; }
    public int? MaxOutputTokens { get; init; }

    internal ChatMessage[] ToMessages() => [new(ChatRole.System, Instructions), new(ChatRole.User, Material)];

    // Ollama's client takes what Microsoft's options have no name for from AdditionalProperties, by Ollama's own names; its keep_alive is a
    // string with a unit. Other providers ignore them.
    internal ChatOptions ToChatOptions(LlmOptions options) => new()
    {
        Temperature = Temperature ?? options.Temperature,
        TopK = options.TopK,
        TopP = options.TopP,
        MaxOutputTokens = MaxOutputTokens ?? options.MaxOutputTokens,
        AdditionalProperties = new()
        {
            ["num_ctx"] = ContextTokens ?? options.ContextTokens,
            ["repeat_penalty"] = options.RepeatPenalty,
            ["keep_alive"] = string.Create(CultureInfo.InvariantCulture, $"{(long)options.KeepAlive.TotalSeconds}s"),
        },
    };
}

public enum ModelOutcome
{
    Answered,

    /// <summary>No model is set up, or its server is away; nothing was asked or nothing came back.</summary>
    Unavailable,

    /// <summary>Every try took too long.</summary>
    TimedOut,
}

/// <param name="Text">Empty unless <see cref="ModelOutcome.Answered"/>.</param>
/// <param name="Calls">How often the model was asked.</param>
public sealed record ModelReply(ModelOutcome Outcome, string Text, int Calls);
