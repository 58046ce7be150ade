using System.ComponentModel.DataAnnotations;

namespace Blackbox.Simulators;

/// <summary>
/// What the simulated organisation is like, on every platform: the same values give the same people and the same days. And how a server behaves.
/// </summary>
public abstract class SimulatorOptions
{
    /// <summary>The organisation that the stack shows with <c>./up.sh --simulate</c>.</summary>
    public const string DefaultOrganisation = "northwind-labs";

    /// <summary>A token that sees everything of the simulated organisation. It is good for nothing else, so it is no secret.</summary>
    public const string OrganisationToken = "simulated-organisation-token";

    public string Organisation { get; set; } = DefaultOrganisation;

    public int Seed { get; set; } = 1;

    [Range(1, 5_000)]
    public int People { get; set; } = 20;

    /// <summary>The last day on which something happens (UTC).</summary>
    public DateOnly EndDate { get; set; } = new(2026, 3, 31);

    /// <summary>The number of days that end with <see cref="EndDate"/>.</summary>
    [Range(1, 400)]
    public int Days { get; set; } = 30;

    /// <summary>The day from which items are numbered; the first day if it is null. A fixed day keeps numbers when <see cref="EndDate"/> moves.</summary>
    public DateOnly? NumberedFrom { get; set; }

    /// <summary>
    /// What has happened is what lies before the clock, and days go on. Otherwise everything up to <see cref="EndDate"/> has happened.
    /// </summary>
    public bool FollowsTheClock { get; set; }

    /// <summary>How much happens: 1 is about six activities a person and working day on GitHub, three on Jira.</summary>
    [Range(0.01, 10)]
    public double Activity { get; set; } = 1;

    /// <summary>Path before every endpoint; no slash at the end. Empty, or as <c>/api/v3</c> on an Enterprise server of GitHub.</summary>
    public string PathPrefix { get; set; } = "";

    /// <summary>How long each answer takes, beside the work itself.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>How many requests the log keeps; the oldest go first.</summary>
    [Range(1, int.MaxValue)]
    public int LogCapacity { get; set; } = 200_000;

    public TimeProvider Time { get; set; } = TimeProvider.System;

    internal ulong WholeSeed => Generation.Dice.Seed((ulong)Seed, Organisation);

    internal DateOnly FirstDay => EndDate.AddDays(1 - Days);
}
