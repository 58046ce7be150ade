using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub;

/// <summary>A server that answers as GitHub's REST API does.</summary>
public sealed class GitHubSimulator : PlatformSimulator
{
    private readonly Simulation _simulation;

    private GitHubSimulator(Simulation simulation, LocalServer server) : base(simulation, server) => _simulation = simulation;

    /// <summary>Starts one on a free port of this machine, in this process.</summary>
    public static Task<GitHubSimulator> StartAsync(
        Action<GitHubSimulatorOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var options = new GitHubSimulatorOptions();
        configure?.Invoke(options);
        return StartAsync(options, cancellationToken);
    }

    /// <inheritdoc cref="StartAsync(Action{GitHubSimulatorOptions}?, CancellationToken)"/>
    public static async Task<GitHubSimulator> StartAsync(GitHubSimulatorOptions options, CancellationToken cancellationToken = default)
    {
        var server = await LocalServer.StartAsync(builder => builder.AddGitHubSimulator(options), app => app.UseGitHubSimulator(), cancellationToken);
        return new(server.Service<Simulation>(), server) { Options = options };
    }

    public required GitHubSimulatorOptions Options { get; init; }

    /// <summary>Logins of all people, in the order in which they were made; bots are not among them.</summary>
    public IReadOnlyList<string> Logins => [.. _simulation.Organisation.People.Where(person => !person.IsBot).Select(person => person.Login)];

    /// <summary>Changes the organisation, and the truth with it.</summary>
    /// <exception cref="SimulatorException">There is nothing like that.</exception>
    public ChangeResult Change(OrganisationChange change) => _simulation.Change(change);
}
