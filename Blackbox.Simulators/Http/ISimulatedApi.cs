namespace Blackbox.Simulators.Http;

/// <summary>Who asks: the name of the token, or how a request without a good one is refused.</summary>
internal readonly record struct Caller(string Token, Answer? Refusal);

/// <summary>What one platform adds to a <see cref="SimulatedServer"/>: its endpoints, who may ask, and how it says no.</summary>
internal interface ISimulatedApi : ISimulation
{
    /// <summary>Held while a request is answered.</summary>
    Lock Sync { get; }

    IReadOnlyList<Endpoint> Endpoints { get; }

    /// <summary>Lets happen what has happened by now, and says when that is.</summary>
    DateTimeOffset Advance();

    Caller Authenticate(HttpRequest request);

    /// <summary>An error in the platform's form. <paramref name="code"/> is its own name for it, where a fault gave one.</summary>
    Answer Problem(int status, string message, string? code = null);

    /// <summary>The answer to a token that has to wait.</summary>
    Answer Limited(TimeSpan left, string resource);

    /// <summary>Headers of every answer, as those that tell the limits.</summary>
    void AddHeaders(IHeaderDictionary headers, string token, string resource);
}
