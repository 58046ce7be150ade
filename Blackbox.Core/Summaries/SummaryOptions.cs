using System.ComponentModel.DataAnnotations;

namespace Blackbox.Core.Summaries;

/// <summary>How summaries are written; section <c>Summaries</c>.</summary>
public sealed class SummaryOptions
{
    public const string Section = "Summaries";

    [Range(0.0, 2.0)]
    public float Temperature { get; set; } = 0.1f;

    /// <inheritdoc cref="Llm.LlmOptions.ContextTokens"/>
    [Range(512, 2_000_000)]
    public int ContextTokens { get; set; } = 64_000;

    /// <inheritdoc cref="Llm.LlmOptions.MaxOutputTokens"/>
    [Range(16, 200_000)]
    public int MaxOutputTokens { get; set; } = 4_096;

    /// <summary>Characters of a day's activities that a language model gets; the newest are kept.</summary>
    [Range(1_000, 1_000_000)]
    public int InputCharacters { get; set; } = 50_000;

    /// <summary>Activities of one platform's day that are looked at; the newest are kept, the others only counted.</summary>
    [Range(1, 100_000)]
    public int MaxActivities { get; set; } = 5_000;

    /// <summary>When a language model that was away is asked again.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "7.00:00:00")]
    public TimeSpan RetryWhenAway { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>When it is asked again after it answered too late or with something that cannot be used.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "30.00:00:00")]
    public TimeSpan RetryWhenUnfit { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Summaries that one pass of the retry job or of the re-embedding job works on.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 100;
}
