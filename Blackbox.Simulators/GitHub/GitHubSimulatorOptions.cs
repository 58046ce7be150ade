using System.ComponentModel.DataAnnotations;

namespace Blackbox.Simulators.GitHub;

/// <summary>What the simulated GitHub is like.</summary>
public sealed class GitHubSimulatorOptions : SimulatorOptions
{
    /// <summary>Repositories in which the team works. Those that only show a peculiarity come on top.</summary>
    [Range(1, 1_000)]
    public int Repositories { get; set; } = 6;

    /// <summary>Repositories that are deleted (404) or blocked (451), beside the empty, the private and the renamed one.</summary>
    public bool UnreachableRepositories { get; set; } = true;

    /// <summary>The repository <c>panjf2000/ants</c>, made from answers that GitHub really gave. It does not belong to the organisation.</summary>
    public bool RecordedRepository { get; set; }

    /// <summary>Requests an hour and token.</summary>
    [Range(1, int.MaxValue)]
    public int CoreLimit { get; set; } = 5_000;

    /// <summary>Searches a minute and token.</summary>
    [Range(1, int.MaxValue)]
    public int SearchLimit { get; set; } = 30;

    /// <summary>What <c>X-Poll-Interval</c> of the events says.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Tokens beside those that are always there: the organisation's, and one for each person (<c>simulated-token-{login}</c>).</summary>
    public IList<SimulatedToken> Tokens { get; } = [];
}
