using System.Globalization;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.GitHub.Payloads;
using Blackbox.Simulators.Http;
using Microsoft.Extensions.Primitives;

namespace Blackbox.Simulators.GitHub.Http;

/// <summary>A call of GitHub's API.</summary>
internal sealed record GitHubCall(
    Organisation Organisation, Payload Payload, SimulatedToken Who, IReadOnlyDictionary<string, string> Route,
    IReadOnlyDictionary<string, StringValues> Query, string Address, string Path, DateTimeOffset Now, GitHubSimulatorOptions Options, RateLimits Limits)
    : Call(Who.Name, Route, Query, Address, Path, Now)
{
    /// <summary>The endpoint's own address, without query.</summary>
    public string Url { get; init; } = Address + Path;

    /// <summary>Of an endpoint below a repository; that the token may see it is checked.</summary>
    public Repository Repository { get; init; } = null!;

    /// <summary>A search gives up half way.</summary>
    public bool IsIncomplete { get; init; }

    // GitHub takes what it can and falls back to the default.
    public int PerPage => Number("per_page", 30, most: 100, least: 1);

    public int Page => Number("page", 1, least: 1);

    public bool IsAscending => Parameter("direction") == "asc";

    /// <summary>0 if it is not a number that an issue can have.</summary>
    public int IssueNumber => int.TryParse(Route["number"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>An ISO 8601 time; null if the parameter is missing or not a time, as GitHub ignores those.</summary>
    public DateTimeOffset? Time(string name) =>
        DateTimeOffset.TryParse(Parameter(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    public bool CanSee(Repository repository) => Who.CanSee(repository);
}
