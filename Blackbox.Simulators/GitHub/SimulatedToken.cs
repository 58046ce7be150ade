using Blackbox.Simulators.GitHub.Model;

namespace Blackbox.Simulators.GitHub;

/// <summary>A token that the simulator accepts.</summary>
public sealed record SimulatedToken
{
    public required string Name { get; init; }

    public required string Value { get; init; }

    /// <summary>The login it belongs to.</summary>
    public required string Login { get; init; }

    /// <summary>Scopes of a classic token, as <c>repo</c>; null for a fine-grained one, which has none.</summary>
    public IReadOnlyList<string>? Scopes { get; init; } = ["repo", "read:org"];

    /// <summary>The full names of the repositories that a fine-grained token is limited to; null for all of them.</summary>
    public IReadOnlyList<string>? Repositories { get; init; }

    /// <summary>Requests an hour; the simulator's <see cref="GitHubSimulatorOptions.CoreLimit"/> if it is null.</summary>
    public int? CoreLimit { get; init; }

    /// <summary>Searches a minute; the simulator's <see cref="GitHubSimulatorOptions.SearchLimit"/> if it is null.</summary>
    public int? SearchLimit { get; init; }

    internal bool CanSee(Repository repository) => Scopes is not null
        ? !repository.IsPrivate || Scopes.Contains("repo")
        : Repositories is null || Repositories.Contains(repository.FullName, StringComparer.OrdinalIgnoreCase);
}
