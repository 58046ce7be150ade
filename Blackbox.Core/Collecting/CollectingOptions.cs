using System.ComponentModel.DataAnnotations;

namespace Blackbox.Core.Collecting;

/// <summary>How patient collecting is with platforms that fail; section <c>Collecting</c>.</summary>
public sealed class CollectingOptions
{
    public const string Section = "Collecting";

    /// <summary>How long a worker may be silent before another may take over the connection that it collects.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan LockTtl { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>For how long a task is tried again when its platform fails or asks to wait; older ones end as failed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "90.00:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Wait after the first such failure; it doubles with each further one.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Failures in a row, of any tasks, after which a connection is left alone for a while.</summary>
    [Range(1, 100)]
    public int BreakerThreshold { get; set; } = 5;

    /// <summary>How long it is left alone the first time; then one task tries, and each further failure doubles the pause.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan BreakerPause { get; set; } = TimeSpan.FromMinutes(1);

    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan MaxBreakerPause { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// A run does not wait longer than this for a connection that is paused: it ends with what there is, and the missing days follow by themselves.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan RunPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause after a number of failures in a row, doubling from the first to the longest.</summary>
    public static TimeSpan Doubled(TimeSpan first, TimeSpan longest, int failures)
    {
        var factor = Math.Pow(2, Math.Clamp(failures - 1, 0, 30));
        return first * factor < longest ? first * factor : longest;
    }
}
