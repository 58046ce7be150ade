using Blackbox.Simulators.Http;
using Blackbox.Simulators.People;

namespace Blackbox.Simulators.Jira;

/// <summary>A server that answers as Jira's REST API does, of Cloud or of Data Center.</summary>
public sealed class JiraSimulator : PlatformSimulator
{
    private readonly JiraSimulation _simulation;

    private JiraSimulator(JiraSimulation simulation, LocalServer server) : base(simulation, server) => _simulation = simulation;

    /// <summary>Starts one on a free port of this machine, in this process.</summary>
    public static Task<JiraSimulator> StartAsync(Action<JiraSimulatorOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var options = new JiraSimulatorOptions();
        configure?.Invoke(options);
        return StartAsync(options, cancellationToken);
    }

    /// <inheritdoc cref="StartAsync(Action{JiraSimulatorOptions}?, CancellationToken)"/>
    public static async Task<JiraSimulator> StartAsync(JiraSimulatorOptions options, CancellationToken cancellationToken = default)
    {
        var server = await LocalServer.StartAsync(builder => builder.AddJiraSimulator(options), app => app.UseJiraSimulator(), cancellationToken);
        return new(server.Service<JiraSimulation>(), server) { Options = options };
    }

    public required JiraSimulatorOptions Options { get; init; }

    /// <summary>The organisation's people, in their order on every platform.</summary>
    public IReadOnlyList<SimulatedPerson> People => [.. _simulation.Site.Users.Select(user => user.Person).OfType<SimulatedPerson>()];

    /// <summary>How the truth names a person: accountId on Cloud, key on Data Center.</summary>
    public string IdOf(SimulatedPerson person) => Options.Deployment == Deployment.Cloud ? person.Atlassian.AccountId : person.Atlassian.ServerKey;

    /// <summary>Changes the site, and the truth with it.</summary>
    /// <exception cref="SimulatorException">There is nothing like that.</exception>
    public JiraChangeResult Change(JiraChange change) => _simulation.Change(change);
}
