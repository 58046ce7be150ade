using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.Slack;

/// <summary>A server that answers as Slack's Web API does, for a workspace that it makes up.</summary>
/// <inheritdoc/>
public sealed class SlackSimulator : PlatformSimulator
{
    private readonly SlackSimulation _simulation;

    private SlackSimulator(SlackSimulation simulation, LocalServer server) : base(simulation, server) => _simulation = simulation;

    /// <summary>Starts one on a free port of this machine, in this process.</summary>
    public static Task<SlackSimulator> StartAsync(
        Action<SlackSimulatorOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var options = new SlackSimulatorOptions();
        configure?.Invoke(options);
        return StartAsync(options, cancellationToken);
    }

    /// <inheritdoc cref="StartAsync(Action{SlackSimulatorOptions}?, CancellationToken)"/>
    public static async Task<SlackSimulator> StartAsync(SlackSimulatorOptions options, CancellationToken cancellationToken = default)
    {
        var server = await LocalServer.StartAsync(
            builder => builder.AddSlackSimulator(options), app => app.UseSlackSimulator(options.PathPrefix), cancellationToken);
        return new(server.Service<SlackSimulation>(), server) { Options = options };
    }

    public required SlackSimulatorOptions Options { get; init; }

    /// <summary>Ids of all people, in the order in which they were made: the same order as on every other platform. Bots are not among them.</summary>
    public IReadOnlyList<string> MemberIds => [.. _simulation.Workspace.Members.Where(member => !member.IsBot && member.Recorded is null).Select(member => member.Id)];

    /// <summary>
    /// What a complete record holds, of the channels that the bot is in, in order of time. The person is a member's id, the container <c>#name</c>.
    /// </summary>
    /// <param name="includePrivate">Whether private channels are wanted, too.</param>
    public IReadOnlyList<TrueActivity> Truth(
        bool includePrivate, string? person = null, DateTimeOffset? from = null, DateTimeOffset? to = null, string? container = null) =>
        [.. Truth(person, from, to, container).Where(activity => includePrivate || !activity.IsPrivate)];

    /// <summary>Changes the workspace, and the truth with it.</summary>
    /// <exception cref="SimulatorException">There is nothing like that.</exception>
    public SlackChangeResult Change(SlackChange change) => (SlackChangeResult)_simulation.Change(change);
}
