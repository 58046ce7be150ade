namespace Aspire.Npgsql.EntityFrameworkCore.PostgreSQL;

/// <summary>Read from <c>Aspire:Npgsql:EntityFrameworkCore:PostgreSQL</c>, then from its sub-section named after the context.</summary>
public class NpgsqlEntityFrameworkCorePostgreSQLSettings
{
    public string? ConnectionString { get; set; }

    public bool DisableRetry { get; set; }

    public bool DisableHealthChecks { get; set; }

    public bool DisableTracing { get; set; }

    public bool DisableMetrics { get; set; }

    /// <summary>In seconds.</summary>
    public int? CommandTimeout { get; set; }
}
