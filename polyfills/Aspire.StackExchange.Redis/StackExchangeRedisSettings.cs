namespace Aspire.StackExchange.Redis;

/// <summary>Read from <c>Aspire:StackExchange:Redis</c>, then from its sub-section named after the connection.</summary>
public sealed class StackExchangeRedisSettings
{
    public string? ConnectionString { get; set; }

    public bool DisableHealthChecks { get; set; }

    /// <summary>Read and not used: there are no spans of Redis here.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>True (the default): connect at first use, not at the start of the host.</summary>
    public bool DisableAutoActivation { get; set; } = true;
}
