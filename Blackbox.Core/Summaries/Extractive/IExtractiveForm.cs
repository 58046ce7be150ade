namespace Blackbox.Core.Summaries.Extractive;

/// <summary>How a day of one platform reads when no language model writes it. Deterministic: the order of activities must not matter.</summary>
internal interface IExtractiveForm
{
    /// <summary>The platform it is for; null for the form of platforms that have none of their own.</summary>
    string? Platform { get; }

    /// <param name="day">At least one activity.</param>
    SummaryText Write(PlatformDay day);
}
