using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using OllamaSharp.Answers;

namespace OllamaSharp;

/// <summary>Messages in both directions: <c>{"role":"user","content":"…","images":["base64"],"tool_calls":[…]}</c>.</summary>
internal static class MessageMapping
{
    public static IEnumerable<JsonNode> ToMessages(IEnumerable<ChatMessage> messages, string? instructions)
    {
        if (!string.IsNullOrWhiteSpace(instructions))
        {
            yield return new JsonObject { ["role"] = "system", ["content"] = instructions };
        }

        foreach (var message in messages)
        {
            var images = message.Contents.OfType<DataContent>().Where(data => data.HasTopLevelMediaType("image")).ToArray();
            var calls = message.Contents.OfType<FunctionCallContent>().ToArray();
            if (message.Text.Length > 0 || images.Length > 0 || calls.Length > 0)
            {
                yield return ToMessage(message, images, calls);
            }

            // The result of a tool is a message of its own.
            foreach (var result in message.Contents.OfType<FunctionResultContent>())
            {
                var content = new JsonObject
                {
                    ["CallId"] = result.CallId,
                    ["Result"] = JsonSerializer.SerializeToNode(result.Result, AIJsonUtilities.DefaultOptions),
                };
                yield return new JsonObject { ["role"] = "tool", ["content"] = content.ToJsonString() };
            }
        }
    }

    public static List<AIContent> ToContents(AnswerMessage? message)
    {
        var contents = new List<AIContent>();
        var calls = (message?.ToolCalls ?? []).Select(call => call.Function).OfType<ToolFunction>().ToArray();

        // A call of a tool often comes with an empty text, which says nothing.
        if (message?.Content?.Length > 0 || (calls.Length == 0 && string.IsNullOrEmpty(message?.Thinking)))
        {
            contents.Add(new TextContent(message?.Content ?? ""));
        }

        if (message?.Thinking?.Length > 0)
        {
            contents.Add(new TextReasoningContent(message.Thinking));
        }

        contents.AddRange(calls.Select(call => new FunctionCallContent(
            RandomNumberGenerator.GetHexString(8, lowercase: true), call.Name ?? "n/a", call.Arguments)));
        return contents;
    }

    public static ChatRole ToRole(string? role) => new(string.IsNullOrEmpty(role) ? "unknown" : role);

    private static JsonObject ToMessage(ChatMessage message, DataContent[] images, FunctionCallContent[] calls)
    {
        var result = new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text };
        if (images.Length > 0)
        {
            result["images"] = new JsonArray([.. images.Select(image => (JsonNode)image.Base64Data.ToString())]);
        }

        if (calls.Length > 0)
        {
            result["tool_calls"] = new JsonArray([.. calls.Select(call => new JsonObject
            {
                ["function"] = new JsonObject
                {
                    ["name"] = call.Name,
                    ["arguments"] = JsonSerializer.SerializeToNode(call.Arguments, AIJsonUtilities.DefaultOptions),
                },
            })]);
        }

        return result;
    }
}
