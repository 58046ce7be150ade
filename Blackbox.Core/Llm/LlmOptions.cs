using System.ComponentModel.DataAnnotations;

namespace Blackbox.Core.Llm;

/// <summary>How language and embedding models are asked; section <c>Llm</c>. Which server and model is the host's choice.</summary>
public sealed class LlmOptions
{
    public const string Section = "Llm";

    [Range(0.0, 2.0)]
    public float Temperature { get; set; } = 0.6f;

    [Range(1, 1_000)]
    public int TopK { get; set; } = 30;

    [Range(0.0, 1.0)]
    public float TopP { get; set; } = 0.85f;

    [Range(0.0, 10.0)]
    public float RepeatPenalty { get; set; } = 1.2f;

    /// <summary>Tokens that the model may see at once.</summary>
    [Range(512, 2_000_000)]
    public int ContextTokens { get; set; } = 8_000;

    /// <summary>Tokens that an answer may have.</summary>
    [Range(16, 200_000)]
    public int MaxOutputTokens { get; set; } = 1_024;

    /// <summary>How long the server keeps the model loaded after a call.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>How long one try may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(240);

    /// <summary>Tries altogether; only a time-out is tried again.</summary>
    [Range(1, 10)]
    public int Tries { get; set; } = 3;

    /// <summary>Pause before the second try; it doubles with each further one.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a model that did not answer is left alone.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan AwayFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a model server has to accept a connection.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one batch of embeddings may take; the built-in embedder takes over then.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan EmbeddingTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Characters of a text that are embedded.</summary>
    [Range(100, 1_000_000)]
    public int EmbeddingCharacters { get; set; } = 16_000;
}
