using System.ComponentModel.DataAnnotations;

namespace Blackbox.Simulators.GitHub;

/// <summary>What the simulated organisation is like, and how the server behaves. The same options give the same organisation.</summary>
public sealed class GitHubSimulatorOptions
{
    /// <summary>The organisation that the stack shows with <c>./up.sh --simulate</c>.</summary>
    public const string DefaultOrganisation = "northwind-labs";

    /// <summary>A token that sees everything of the simulated organisation. It is good for nothing else, so it is no secret.</summary>
    public const string OrganisationToken = "simulated-organisation-token";

    public string Organisation { get; set; } = DefaultOrganisation;

    public int Seed { get; set; } = 1;

    [Range(1, 5_000)]
    public int People { get; set; } = 20;

    /// <summary>Repositories in which the team works. Those that only show a peculiarity come on top.</summary>
    [Range(1, 1_000)]
    public int Repositories { get; set; } = 6;

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

    /// <summary>How much happens: 1 is about six activities a person and working day.</summary>
    [Range(0.01, 10)]
    public double Activity { get; set; } = 1;

    /// <summary>Repositories that are deleted (404) or blocked (451), beside the empty, the private and the renamed one.</summary>
    public bool UnreachableRepositories { get; set; } = true;

    /// <summary>The repository <c>panjf2000/ants</c>, made from answers that GitHub really gave. It does not belong to the organisation.</summary>
    public bool RecordedRepository { get; set; }

    /// <summary>Path before every endpoint: empty as on api.github.com, or <c>/api/v3</c> as on an Enterprise server.</summary>
    public string PathPrefix { get; set; } = "";

    /// <summary>How long each answer takes, beside the work itself.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Requests an hour and token.</summary>
    [Range(1, int.MaxValue)]
    public int CoreLimit { get; set; } = 5_000;

    /// <summary>Searches a minute and token.</summary>
    [Range(1, int.MaxValue)]
    public int SearchLimit { get; set; } = 30;

    /// <summary>What <c>X-Poll-Interval</c> of the events says.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How many requests the log keeps; the oldest go first.</summary>
    [Range(1, int.MaxValue)]
    public int LogCapacity { get; set; } = 200_000;

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Tokens beside those that are always there: the organisation's, and one for each person (<c>simulated-token-{login}</c>).</summary>
    public IList<SimulatedToken> Tokens { get; } = [];
}
