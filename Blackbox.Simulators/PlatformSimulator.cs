using Blackbox.Simulators.Http;

namespace Blackbox.Simulators;

/// <summary>
/// A server that answers as a platform does, for an organisation that is made up. It is strict: what it does not know it answers with 501 and
/// remembers in <see cref="UnknownRequests"/>, which a test asserts to be empty.
/// </summary>
public abstract class PlatformSimulator : IAsyncDisposable
{
    private readonly ISimulation _simulation;
    private readonly LocalServer _server;

    private protected PlatformSimulator(ISimulation simulation, LocalServer server) => (_simulation, _server) = (simulation, server);

    /// <summary>Where it answers, with the path prefix if there is one; no slash at the end.</summary>
    public string ApiUrl => BaseUrl.GetLeftPart(UriPartial.Authority) + _simulation.Options.PathPrefix;

    public Uri BaseUrl => _server.Address;

    /// <summary>Plan what goes wrong.</summary>
    public FaultPlan Faults => _simulation.Faults;

    /// <summary>All requests so far, oldest first.</summary>
    public IReadOnlyList<SimulatedRequest> Requests => _simulation.Log.All;

    /// <summary>Requests that the simulator does not know: path, method or parameter.</summary>
    public IReadOnlyList<SimulatedRequest> UnknownRequests => _simulation.Log.Unknown;

    /// <summary>Forgets the requests so far; numbers go on.</summary>
    public void ClearRequests() => _simulation.Log.Clear();

    /// <summary>Forgets what tokens have used, and pauses.</summary>
    public void ClearLimits() => _simulation.Limits.Clear();

    /// <summary>
    /// What a complete record holds, in order of time.
    /// </summary>
    /// <param name="person">External id of a person; null: everyone.</param>
    /// <param name="from">The first instant; null: from the beginning.</param>
    /// <param name="to">The first instant after it; null: to the end.</param>
    /// <param name="container">Full name of a repository, key of a project or space, name of a channel; null: all.</param>
    /// <param name="visibleTo">Value of a token: only what it may see; null: everything.</param>
    public IReadOnlyList<TrueActivity> Truth(
        string? person = null, DateTimeOffset? from = null, DateTimeOffset? to = null, string? container = null, string? visibleTo = null) =>
        _simulation.Truth(new(person, from, to, container, visibleTo));

    public async ValueTask DisposeAsync()
    {
        Faults.Clear();
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
