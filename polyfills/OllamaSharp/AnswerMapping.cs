using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.AI;
using OllamaSharp.Answers;

namespace OllamaSharp;

/// <summary>From the server's answers to the abstractions.</summary>
internal static class AnswerMapping
{
    private const long NanosecondsPerTick = 100;

    public static string NewResponseId() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    public static ChatResponse ToResponse(ChatAnswer answer, string requestedModel)
    {
        var createdAt = ParseTime(answer.CreatedAt);
        var message = new ChatMessage(MessageMapping.ToRole(answer.Message?.Role), MessageMapping.ToContents(answer.Message)) { CreatedAt = createdAt };
        return new ChatResponse(message)
        {
            CreatedAt = createdAt,
            FinishReason = ToFinishReason(answer.DoneReason),
            ModelId = answer.Model ?? requestedModel,
            RawRepresentation = answer,
            ResponseId = answer.CreatedAt ?? NewResponseId(),
            Usage = ToUsage(answer),
            AdditionalProperties = new AdditionalPropertiesDictionary
            {
                ["load_duration"] = ToTimeSpan(answer.LoadDuration),
                ["total_duration"] = ToTimeSpan(answer.TotalDuration),
                ["prompt_eval_duration"] = ToTimeSpan(answer.PromptDuration),
                ["eval_duration"] = ToTimeSpan(answer.AnswerDuration),
            },
        };
    }

    public static ChatResponseUpdate ToUpdate(ChatAnswer? answer, string responseId)
    {
        var contents = MessageMapping.ToContents(answer?.Message);
        if (answer?.Done == true)
        {
            contents.Add(new UsageContent(ToUsage(answer)));
        }

        return new ChatResponseUpdate(MessageMapping.ToRole(answer?.Message?.Role), contents)
        {
            CreatedAt = ParseTime(answer?.CreatedAt),
            FinishReason = answer?.Done == true ? ToFinishReason(answer.DoneReason) : null,
            ModelId = answer?.Model,
            RawRepresentation = answer,
            ResponseId = responseId,
        };
    }

    public static GeneratedEmbeddings<Embedding<float>> ToEmbeddings(EmbedAnswer answer, string model, DateTimeOffset now)
        => new((answer.Embeddings ?? []).Select(vector => new Embedding<float>(vector) { CreatedAt = now, ModelId = model }))
        {
            Usage = new UsageDetails { InputTokenCount = answer.PromptTokens, TotalTokenCount = answer.PromptTokens },
            AdditionalProperties = new AdditionalPropertiesDictionary
            {
                ["load_duration"] = ToTimeSpan(answer.LoadDuration ?? 0),
                ["total_duration"] = ToTimeSpan(answer.TotalDuration ?? 0),
            },
        };

    private static UsageDetails ToUsage(ChatAnswer answer) => new()
    {
        InputTokenCount = answer.PromptTokens,
        OutputTokenCount = answer.AnswerTokens,
        TotalTokenCount = answer.PromptTokens + answer.AnswerTokens,
    };

    private static ChatFinishReason? ToFinishReason(string? reason) => reason is null ? null : new ChatFinishReason(reason);

    private static DateTimeOffset? ParseTime(string? text)
        => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;

    private static TimeSpan ToTimeSpan(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / NanosecondsPerTick);
}
