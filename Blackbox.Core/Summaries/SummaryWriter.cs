using Blackbox.Core.Llm;
using Blackbox.Core.Summaries.Extractive;
using Microsoft.Extensions.Options;

namespace Blackbox.Core.Summaries;

/// <param name="Model">Who wrote it.</param>
/// <param name="RetryAt">When the language model should be asked again; null when it wrote the text or is not wanted.</param>
/// <param name="Calls">How often a model was asked.</param>
public sealed record WrittenSummary(SummaryText Text, string Model, string PromptVersion, DateTimeOffset? RetryAt, int Calls);

/// <summary>Writes a platform's day: with the language model where there is one, with the extractive form when it is away or its text is unfit.</summary>
public sealed class SummaryWriter(
    LanguageModel model, SummaryPrompts prompts, ExtractiveSummarizer extractive, IOptions<SummaryOptions> options, TimeProvider time)
{
    /// <summary>Who should write a day, and how; part of the input hash, so that another model or prompt writes it anew.</summary>
    public string Wanted(string platform, bool isEmpty) =>
        model.Name is null || isEmpty ? ExtractiveSummarizer.Version : $"{model.Name}\n{prompts.Of(platform).Version}";

    public Task<bool> CanAskModelAsync(CancellationToken cancellationToken) => model.IsAvailableAsync(cancellationToken);

    public async Task<WrittenSummary> WriteAsync(PlatformDay day, CancellationToken cancellationToken)
    {
        if (model.Name is null || day.Activities.Count == 0)
            return Extract(day, null, 0);
        var prompt = prompts.Of(day.Platform);
        var material = PromptMaterial.Of(day, extractive.Facts, options.Value.InputCharacters);
        var reply = await model.AskAsync(
            new(prompt.Instructions(material.Fence), material.Text)
            {
                Temperature = options.Value.Temperature,
                ContextTokens = options.Value.ContextTokens,
                MaxOutputTokens = options.Value.MaxOutputTokens,
            },
            cancellationToken);
        if (reply.Outcome == ModelOutcome.Answered && ModelAnswer.Read(reply.Text, material) is { } text)
            return new(text, model.Name, prompt.Version, null, reply.Calls);
        var pause = reply.Outcome == ModelOutcome.Unavailable ? options.Value.RetryWhenAway : options.Value.RetryWhenUnfit;
        return Extract(day, time.GetUtcNow() + pause, reply.Calls);
    }

    private WrittenSummary Extract(PlatformDay day, DateTimeOffset? retryAt, int calls) =>
        new(extractive.Write(day), ExtractiveSummarizer.Model, ExtractiveSummarizer.Version, retryAt, calls);
}
