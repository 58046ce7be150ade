namespace Blackbox.Simulators.Http;

/// <summary>A path that a simulator knows, with the query parameters that it knows there.</summary>
/// <param name="Pattern">
/// As <c>repos/{owner}/{repo}/pulls/{number}</c>; <c>{number}</c> takes digits only, a last segment <c>{*x}</c> the rest of the path.
/// </param>
internal abstract record EndpointPattern(string Pattern, IReadOnlyList<string> Parameters)
{
    public const string CoreResource = "core";

    public string[] Segments { get; } = Pattern.Split('/');

    /// <summary>The limit that it is taken from.</summary>
    public string Resource { get; init; } = CoreResource;

    /// <summary>Whether it is taken from a limit at all.</summary>
    public bool IsCounted { get; init; } = true;

    /// <summary>Whether it is answered also to who has no credential.</summary>
    public bool IsOpen { get; init; }

    public bool Knows(string parameter) => Parameters.Contains(parameter);
}

/// <summary>An endpoint of a platform whose handlers hold what they answer from.</summary>
internal sealed record Endpoint(string Pattern, IReadOnlyList<string> Parameters, Func<Call, Answer> Handle) : EndpointPattern(Pattern, Parameters);
