using Microsoft.Extensions.AI;
using OllamaSharp.Models;

namespace OllamaSharp;

public static class ChatOptionsExtensions
{
    /// <summary>Sets a parameter that <see cref="ChatOptions"/> has no property for.</summary>
    public static ChatOptions AddOllamaOption(this ChatOptions chatOptions, OllamaOption option, object? value)
    {
        ArgumentNullException.ThrowIfNull(chatOptions);
        ArgumentNullException.ThrowIfNull(option);
        chatOptions.AdditionalProperties ??= [];
        chatOptions.AdditionalProperties[option.Name] = value;
        return chatOptions;
    }
}
