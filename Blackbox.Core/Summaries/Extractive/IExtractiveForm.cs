namespace Blackbox.Core.Summaries.Extractive;

/// <summary>
/// How a day of one platform reads when no language model writes it, and what a model is told of its activities. Deterministic: the order of
/// activities must not matter. Registered by the platform's setup.
/// </summary>
public interface IExtractiveForm
{
    /// <summary>The platform it is for; null for the form of platforms that have none of their own.</summary>
    string? Platform { get; }

    /// <param name="day">At least one activity.</param>
    SummaryText Write(PlatformDay day);

    /// <summary>What a language model is told of an activity besides kind, place, title, person and body.</summary>
    /// <returns>A line each; what comes from outside has passed <c>PlainText.Line</c>.</returns>
    IEnumerable<string> Facts(DayActivity activity) => [];
}
