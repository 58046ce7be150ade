using System.ComponentModel.DataAnnotations;

namespace Blackbox.Core.Data;

/// <summary>The pool of database connections that a process holds; section <c>Database</c>.</summary>
public sealed class DataOptions
{
    public const string Section = "Database";

    /// <summary>Connections that are kept open.</summary>
    [Range(0, 100)]
    public int MinPoolSize { get; set; } = 5;

    /// <summary>Connections at most.</summary>
    [Range(1, 100)]
    public int MaxPoolSize { get; set; } = 15;

    /// <summary>How long a request waits for a free connection.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan PoolTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Age at which a connection is replaced.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan ConnectionLifetime { get; set; } = TimeSpan.FromMinutes(30);
}
