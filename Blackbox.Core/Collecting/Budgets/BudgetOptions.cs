using System.ComponentModel.DataAnnotations;

namespace Blackbox.Core.Collecting.Budgets;

/// <summary>How platforms' request budgets are used; section <c>Budgets</c>.</summary>
public sealed class BudgetOptions
{
    public const string Section = "Budgets";

    /// <summary>Share of a limit that backfills leave to everything else.</summary>
    [Range(0.0, 0.95)]
    public double LowReserve { get; set; } = 0.30;

    /// <summary>Share that hourly work leaves to the night's and to people.</summary>
    [Range(0.0, 0.95)]
    public double MediumReserve { get; set; } = 0.15;

    /// <summary>Share that the night's work leaves to people who ask for something.</summary>
    [Range(0.0, 0.95)]
    public double HighReserve { get; set; } = 0.05;

    /// <summary>How long a request waits for its budget at most; what would wait longer is told until when, and tried then.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>As <see cref="MaxWait"/>, where the platform counts by the minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan MaxMinuteWait { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Requests of one token under way at once, on each node.</summary>
    [Range(1, 100)]
    public int Concurrency { get; set; } = 4;

    /// <summary>Requests a minute while nothing is known about a budget.</summary>
    [Range(1, 1_000)]
    public int UnknownAllowance { get; set; } = 30;

    /// <summary>The shortest pause after a platform refused for asking too much without saying for how long; it doubles each time in a row.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Penalty { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What penalties grow to.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxPenalty { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The longest pause that is accepted from a platform.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan MaxPause { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long an answer of Redis is waited for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan RedisTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a Redis that did not answer is left alone; this node counts for itself meanwhile.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan RedisAwayFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <param name="priority">One of <see cref="TaskPriority"/>.</param>
    public double ReserveOf(int priority) => priority switch
    {
        >= TaskPriority.Critical => 0,
        >= TaskPriority.High => HighReserve,
        >= TaskPriority.Medium => MediumReserve,
        _ => LowReserve,
    };
}
