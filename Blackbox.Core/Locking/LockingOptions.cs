using System.ComponentModel.DataAnnotations;

namespace Blackbox.Core.Locking;

/// <summary>Locks between processes; section <c>Locking</c>.</summary>
public sealed class LockingOptions
{
    public const string Section = "Locking";

    /// <summary>How long a lock outlives a holder that gives no sign of life. It is renewed at a third of this.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Ttl { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long Redis has to answer before PostgreSQL does its work.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan RedisTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a Redis that did not answer is left alone.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan RedisAwayFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Database connections that locks of this process may hold while Redis is away, one each.</summary>
    [Range(1, 50)]
    public int FallbackConnections { get; set; } = 5;
}
