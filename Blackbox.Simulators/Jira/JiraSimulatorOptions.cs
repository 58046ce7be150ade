using System.ComponentModel.DataAnnotations;

namespace Blackbox.Simulators.Jira;

/// <summary>What the simulated Jira is like.</summary>
public sealed class JiraSimulatorOptions : SimulatorOptions
{
    public Deployment Deployment { get; set; }

    /// <summary>Requests a minute and token.</summary>
    [Range(1, int.MaxValue)]
    public int RequestLimit { get; set; } = 10_000;

    /// <summary>IANA time zone of every token's owner: of dates in JQL, and of the times in payloads.</summary>
    [Required]
    public string OwnerTimeZone { get; set; } = "America/New_York";

    /// <summary>The project <c>EE</c>, made from answers that Jira Cloud really gave. It does not belong to the organisation.</summary>
    public bool RecordedProject { get; set; }

    /// <summary>Tokens beside those that are always there: the organisation's, and one for each person (<c>simulated-token-{login}</c>).</summary>
    public IList<JiraToken> Tokens { get; } = [];

    /// <summary>The secret of a connection that sees everything: <c>email:token</c> on Cloud, a personal access token on Data Center.</summary>
    public string Secret => Deployment == Deployment.Cloud ? $"{RobotEmail}:{OrganisationToken}" : OrganisationToken;

    internal const string RobotEmail = $"robot@{Blackbox.Simulators.People.Staff.Domain}";
}
