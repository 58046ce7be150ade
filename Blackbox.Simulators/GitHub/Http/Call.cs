using System.Globalization;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.GitHub.Payloads;
using Microsoft.Extensions.Primitives;

namespace Blackbox.Simulators.GitHub.Http;

/// <summary>A request that is understood: who asks, for what, and with which parameters.</summary>
internal sealed record Call(
    Organisation Organisation, Payload Payload, SimulatedToken Token, IReadOnlyDictionary<string, string> Route,
    IReadOnlyDictionary<string, StringValues> Query, string Url, DateTimeOffset Now, GitHubSimulatorOptions Options, RateLimits Limits)
{
    /// <summary>Of an endpoint below a repository; that the token may see it is checked.</summary>
    public Repository Repository { get; init; } = null!;

    /// <summary>A search gives up half way.</summary>
    public bool IsIncomplete { get; init; }

    public int PerPage { get; } = Clamp(Query, "per_page", 30, 100);

    public int Page { get; } = Clamp(Query, "page", 1, int.MaxValue);

    public bool IsAscending => Parameter("direction") == "asc";

    public string? Parameter(string name) => Query.TryGetValue(name, out var value) && !StringValues.IsNullOrEmpty(value) ? value.ToString() : null;

    public int Number => int.TryParse(Route["number"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>An ISO 8601 time; null if the parameter is missing or not a time, as GitHub ignores those.</summary>
    public DateTimeOffset? Time(string name) =>
        DateTimeOffset.TryParse(Parameter(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    public bool CanSee(Repository repository) => Token.CanSee(repository);

    // GitHub takes what it can and falls back to the default.
    private static int Clamp(IReadOnlyDictionary<string, StringValues> query, string name, int otherwise, int most) =>
        query.TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? Math.Min(value, most)
            : otherwise;
}
