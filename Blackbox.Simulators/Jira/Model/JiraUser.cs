using Blackbox.Simulators.People;

namespace Blackbox.Simulators.Jira.Model;

/// <summary>An account, and what changes of it.</summary>
internal sealed class JiraUser(Deployment deployment, AtlassianAccount account)
{
    /// <summary>Null for the app, the robot and recorded people.</summary>
    public SimulatedPerson? Person { get; init; }

    /// <summary>AccountId, or the key of Data Center.</summary>
    public string Id { get; } = deployment == Deployment.Cloud ? account.AccountId : account.ServerKey;

    public AtlassianAccount Account => account;

    public string DisplayName { get; set; } = deployment == Deployment.Cloud ? account.DisplayName : account.ServerDisplayName;

    /// <summary>Whether it is hidden or not.</summary>
    public string Address { get; } = deployment == Deployment.Cloud ? account.Email ?? account.ServerEmail : account.ServerEmail;

    public bool ShowsEmail { get; set; } = deployment == Deployment.Server || account.Email is not null;

    public bool IsActive { get; set; } = true;

    public string TimeZone { get; init; } = "Etc/UTC";

    public TimeSpan UtcOffset => Person?.UtcOffset ?? TimeSpan.Zero;
}
