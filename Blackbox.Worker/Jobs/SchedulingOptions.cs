using System.ComponentModel.DataAnnotations;

namespace Blackbox.Worker.Jobs;

/// <summary>How this node takes part in the cluster of workers; section <c>Scheduling</c>.</summary>
internal sealed class SchedulingOptions
{
    public const string Section = "Scheduling";

    /// <summary>Jobs that this node carries out at the same time.</summary>
    [Range(1, 64)]
    public int MaxConcurrency { get; set; } = 4;

    /// <summary>How often nodes tell each other that they live.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan CheckinInterval { get; set; } = TimeSpan.FromSeconds(7.5);

    /// <summary>How late a node's sign of life may be before the others take over its jobs.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan CheckinGrace { get; set; } = TimeSpan.FromSeconds(7.5);
}
