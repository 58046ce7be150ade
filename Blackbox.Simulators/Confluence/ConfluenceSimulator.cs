using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.Confluence;

/// <summary>A server that answers as Confluence's REST API does, of Cloud or of Data Center, for a wiki that it makes up.</summary>
/// <inheritdoc/>
public sealed class ConfluenceSimulator : PlatformSimulator
{
    private readonly ConfluenceSimulation _simulation;

    private ConfluenceSimulator(ConfluenceSimulation simulation, LocalServer server) : base(simulation, server) => _simulation = simulation;

    /// <summary>Starts one on a free port of this machine, in this process.</summary>
    public static Task<ConfluenceSimulator> StartAsync(
        Action<ConfluenceSimulatorOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var options = new ConfluenceSimulatorOptions();
        configure?.Invoke(options);
        return StartAsync(options, cancellationToken);
    }

    /// <inheritdoc cref="StartAsync(Action{ConfluenceSimulatorOptions}?, CancellationToken)"/>
    public static async Task<ConfluenceSimulator> StartAsync(ConfluenceSimulatorOptions options, CancellationToken cancellationToken = default)
    {
        var server = await LocalServer.StartAsync(
            builder => builder.AddConfluenceSimulator(options), app => app.UseConfluenceSimulator(options.PathPrefix), cancellationToken);
        return new(server.Service<ConfluenceSimulation>(), server) { Options = options };
    }

    public required ConfluenceSimulatorOptions Options { get; init; }

    /// <summary>
    /// Ids of all people as a record of this deployment has them (accountId or user key), in the order in which they were made: the same order
    /// as on every other platform.
    /// </summary>
    public IReadOnlyList<string> MemberIds =>
        [.. _simulation.Wiki.Accounts.Where(account => !account.Known.IsApp && account != _simulation.Robot).Select(_simulation.IdOf)];

    /// <summary>Changes the wiki, and the truth with it.</summary>
    /// <exception cref="SimulatorException">There is nothing like that.</exception>
    public ConfluenceChangeResult Change(ConfluenceChange change) => (ConfluenceChangeResult)_simulation.Change(change);
}
