using System.ComponentModel.DataAnnotations;

namespace Blackbox.Simulators.Confluence;

public enum ConfluenceDeployment
{
    /// <summary>As <c>team.atlassian.net</c>: below <c>/wiki</c>, accountIds, Basic, cursors.</summary>
    Cloud,

    /// <summary>As a company's own server: user keys, Bearer, indexes.</summary>
    DataCenter,
}

/// <summary>What the simulated wiki is like, and how the server behaves. The same options give the same wiki.</summary>
public sealed class ConfluenceSimulatorOptions : SimulatorOptions
{
    /// <summary>E-mail and API token, as Cloud's users give it; Data Center takes <see cref="SimulatorOptions.OrganisationToken"/> alone.</summary>
    public const string CloudSecret = "robot@northwind.example:" + OrganisationToken;

    public ConfluenceDeployment Deployment { get; set; }

    /// <summary>Where the owner of the standing token lives: dates of queries are times there.</summary>
    public string OwnerTimeZone { get; set; } = "Asia/Seoul";

    /// <summary>Requests a minute and token.</summary>
    [Range(1, int.MaxValue)]
    public int RequestsPerMinute { get; set; } = 6_000;

    /// <summary>Length of the page "Catalogue", made and edited on the day before the last; 0: there is no such page.</summary>
    [Range(0, 20_000_000)]
    public int LargePageBytes { get; set; }

    /// <summary>Versions of the page "Live notes", all of the day before the last; 0: there is no such page.</summary>
    [Range(0, 20_000)]
    public int VersionsOfBusyPage { get; set; }

    /// <summary>Tokens beside the standing one.</summary>
    public IList<SimulatedWikiToken> Tokens { get; } = [];

    internal bool IsCloud => Deployment == ConfluenceDeployment.Cloud;
}

/// <summary>A token that the simulator accepts.</summary>
public sealed record SimulatedWikiToken
{
    public required string Name { get; init; }

    public required string Value { get; init; }

    /// <summary>Cloud: the address that comes before the token.</summary>
    public string Email { get; init; } = "robot@northwind.example";

    /// <summary>IANA name of where its owner lives.</summary>
    public string TimeZone { get; init; } = "Etc/UTC";

    /// <summary>Keys of the spaces that it sees; null for all but the restricted one, HR.</summary>
    public IReadOnlyList<string>? Spaces { get; init; }

    internal bool CanSee(Model.Space space) => Spaces is null ? !space.IsRestricted : Spaces.Contains(space.Key, StringComparer.OrdinalIgnoreCase);
}
