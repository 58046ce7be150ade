using Blackbox.Simulators.Http;

namespace Blackbox.Simulators;

/// <summary>A request as the simulator saw it.</summary>
public sealed class SimulatedRequest
{
    /// <summary>From 1, in the order of arrival.</summary>
    public required int Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Method { get; init; }

    /// <summary>
    /// Path and query, with the repository's name also where it was asked for by id (as links to further pages do).
    /// </summary>
    public required string Path { get; init; }

    /// <summary>Name of the token; empty when there was none that is known.</summary>
    public string Token { get; internal set; } = "";

    /// <summary>Which limit it is taken from, as GitHub's <c>core</c> and <c>search</c>, or a method of Slack.</summary>
    public string Resource { get; internal set; } = EndpointPattern.CoreResource;

    /// <summary>0 while it is not answered, and when the connection was cut instead.</summary>
    public int Status { get; internal set; }

    /// <summary>Whether it was taken from the rate limit.</summary>
    public bool Counted { get; internal set; }

    /// <summary>The fault that it met.</summary>
    public FaultKind? Fault { get; internal set; }

    /// <summary>It came while the token was told to wait (<c>Retry-After</c>, or a limit that was used up).</summary>
    public bool DuringPause { get; internal set; }

    /// <summary>Why the simulator does not know it; null if it does.</summary>
    public string? Unknown { get; internal set; }

    public override string ToString() =>
        $"#{Number} {Method} {Path} -> {Status}{(Counted ? "" : " not counted")}{(Fault is { } fault ? $" {fault}" : "")}{(Unknown is { } why ? $" UNKNOWN: {why}" : "")}";
}
