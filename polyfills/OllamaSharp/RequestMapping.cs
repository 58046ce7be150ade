using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace OllamaSharp;

/// <summary>From the abstractions to the server's request objects.</summary>
internal static class RequestMapping
{
    private static readonly AIJsonSchemaTransformCache Schemas = new(new() { ConvertBooleanSchemas = true, DisallowAdditionalProperties = true });

    private static readonly string[] Integers =
        ["main_gpu", "mirostat", "num_batch", "num_ctx", "num_gpu", "num_keep", "num_predict", "num_thread", "repeat_last_n", "seed", "top_k"];

    private static readonly string[] Numbers =
    [
        "frequency_penalty", "min_p", "mirostat_eta", "mirostat_tau", "presence_penalty", "repeat_penalty", "temperature", "tfs_z", "top_p", "typical_p",
    ];

    private static readonly string[] Switches =
        ["f16_kv", "logits_all", "low_vram", "numa", "penalize_newline", "use_mlock", "use_mmap", "vocab_only"];

    public static JsonObject ToChatRequest(IEnumerable<ChatMessage> messages, ChatOptions? options, string selectedModel, bool stream)
    {
        var request = new JsonObject
        {
            ["model"] = string.IsNullOrEmpty(options?.ModelId) ? selectedModel : options.ModelId,
            ["messages"] = new JsonArray([.. MessageMapping.ToMessages(messages, options?.Instructions)]),
            ["options"] = ToParameters(options),
            ["stream"] = stream,
        };
        if (options?.ResponseFormat is ChatResponseFormatJson format)
        {
            request["format"] = format.Schema is { } schema ? JsonSerializer.SerializeToNode(schema) : "json";
        }

        if (options?.Tools?.OfType<AIFunctionDeclaration>().Select(ToTool).ToArray() is { Length: > 0 } tools)
        {
            request["tools"] = new JsonArray(tools);
        }

        if (Extra(options, "keep_alive") is { } keepAlive)
        {
            request["keep_alive"] = (string)keepAlive;
        }

        if (Convert.ToString(Extra(options, "think"), CultureInfo.InvariantCulture) is { Length: > 0 } think)
        {
            request["think"] = bool.TryParse(think, out var on) ? on : think;
        }

        return request;
    }

    public static JsonObject ToEmbedRequest(IEnumerable<string> values, EmbeddingGenerationOptions? options, string selectedModel)
    {
        var request = new JsonObject
        {
            ["model"] = string.IsNullOrEmpty(options?.ModelId) ? selectedModel : options.ModelId,
            ["input"] = new JsonArray([.. values.Select(value => (JsonNode)value)]),
        };
        if (options?.Dimensions is { } dimensions)
        {
            request["dimensions"] = dimensions;
        }

        if (options?.AdditionalProperties?.TryGetValue("keep_alive", out string? keepAlive) == true)
        {
            request["keep_alive"] = keepAlive;
        }

        if (options?.AdditionalProperties?.TryGetValue("truncate", out bool truncate) == true)
        {
            request["truncate"] = truncate;
        }

        return request;
    }

    /// <summary>What is set under the server's own name wins over the property of <see cref="ChatOptions"/>.</summary>
    private static JsonObject ToParameters(ChatOptions? options)
    {
        var parameters = new JsonObject();
        Set(parameters, "frequency_penalty", options?.FrequencyPenalty);
        Set(parameters, "presence_penalty", options?.PresencePenalty);
        Set(parameters, "seed", (int?)options?.Seed);
        Set(parameters, "temperature", options?.Temperature);
        Set(parameters, "top_p", options?.TopP);
        Set(parameters, "top_k", options?.TopK);
        Set(parameters, "num_predict", options?.MaxOutputTokens);
        SetStops(parameters, options?.StopSequences);

        foreach (var name in Integers)
        {
            Set(parameters, name, Extra(options, name) is { } value ? Convert.ToInt32(value, CultureInfo.InvariantCulture) : (int?)null);
        }

        foreach (var name in Numbers)
        {
            Set(parameters, name, Extra(options, name) is { } value ? Convert.ToSingle(value, CultureInfo.InvariantCulture) : (float?)null);
        }

        foreach (var name in Switches)
        {
            Set(parameters, name, (bool?)Extra(options, name));
        }

        Set(parameters, "num_predict", Extra(options, "max_output_tokens") is { } most ? Convert.ToInt32(most, CultureInfo.InvariantCulture) : (int?)null);
        SetStops(parameters, Extra(options, "stop") as IEnumerable<string>);
        return parameters;
    }

    private static object? Extra(ChatOptions? options, string name) => options?.AdditionalProperties?.GetValueOrDefault(name);

    private static void Set<T>(JsonObject parameters, string name, T? value)
        where T : struct
    {
        if (value is { } present)
        {
            parameters[name] = JsonValue.Create(present);
        }
    }

    private static void SetStops(JsonObject parameters, IEnumerable<string>? stops)
    {
        if (stops is not null)
        {
            parameters["stop"] = new JsonArray([.. stops.Select(stop => (JsonNode)stop)]);
        }
    }

    private static JsonNode ToTool(AIFunctionDeclaration function) => new JsonObject
    {
        ["type"] = "function",
        ["function"] = new JsonObject
        {
            ["name"] = function.Name,
            ["description"] = function.Description,
            ["parameters"] = JsonSerializer.SerializeToNode(Schemas.GetOrCreateTransformedSchema(function)),
        },
    };
}
