namespace Blackbox.Simulators.People;

/// <summary>One of the organisation's people, with the accounts that they have on each platform. The accounts do not always agree.</summary>
public sealed record SimulatedPerson
{
    /// <summary>From 0, the same on every platform.</summary>
    public required int Index { get; init; }

    /// <summary>GitHub's login.</summary>
    public required string Login { get; init; }

    /// <summary>As on GitHub.</summary>
    public required string Name { get; init; }

    /// <summary>The address that the company gave them.</summary>
    public required string WorkEmail { get; init; }

    /// <summary>Where their working day is.</summary>
    public required TimeSpan UtcOffset { get; init; }

    /// <summary>IANA name of a time zone with that offset, all year.</summary>
    public required string TimeZone { get; init; }

    /// <summary>False: the accounts on Jira, Confluence and Slack are deactivated, and nothing is done with them.</summary>
    public required bool IsActive { get; init; }

    public required AtlassianAccount Atlassian { get; init; }

    public required SlackAccount Slack { get; init; }
}

/// <summary>An account of Jira and Confluence: on Cloud it is one, on Data Center each server names it in its own way.</summary>
public sealed record AtlassianAccount
{
    /// <summary>Cloud: as <c>5f3a0c2e9b1d7e0068a4c512</c>; the same on Jira and Confluence.</summary>
    public required string AccountId { get; init; }

    /// <summary>Jira Data Center: as <c>JIRAUSER10107</c>, which stays when a user is renamed.</summary>
    public required string ServerKey { get; init; }

    /// <summary>Confluence Data Center: 32 hexadecimal digits.</summary>
    public required string UserKey { get; init; }

    /// <summary>Data Center: the user name, as <c>mokafor</c>.</summary>
    public required string UserName { get; init; }

    /// <summary>On Cloud.</summary>
    public required string DisplayName { get; init; }

    /// <summary>On Data Center, where the company's directory names people.</summary>
    public required string ServerDisplayName { get; init; }

    /// <summary>What Cloud shows; null where the person hides it.</summary>
    public required string? Email { get; init; }

    /// <summary>What Data Center shows.</summary>
    public required string ServerEmail { get; init; }

    /// <summary>What the platform runs by itself, as an automation: not a person.</summary>
    public bool IsApp { get; init; }
}

/// <summary>A member of the Slack workspace.</summary>
public sealed record SlackAccount
{
    /// <summary>As <c>U07K3M2P9QX</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The handle, as <c>mina.okafor</c>.</summary>
    public required string Name { get; init; }

    public required string RealName { get; init; }

    /// <summary>What others see; empty where the person chose nothing.</summary>
    public required string DisplayName { get; init; }

    public required string Email { get; init; }

    /// <summary>Whether the address was confirmed.</summary>
    public required bool IsEmailConfirmed { get; init; }

    public bool IsBot { get; init; }
}
