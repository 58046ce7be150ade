using Blackbox.Core.Collecting;
using Blackbox.Simulators;

namespace Blackbox.Tests.Runs.Matrix;

/// <summary>A simulated platform as the matrices need it: how to reach it, and something that is added, edited and removed in steps.</summary>
internal abstract class SimulatedPlatform : IAsyncDisposable
{
    public const string JiraCloud = "Jira Cloud";
    public const string JiraServer = "Jira Data Center";
    public const string ConfluenceCloud = "Confluence Cloud";
    public const string ConfluenceServer = "Confluence Data Center";
    public const string Slack = "Slack";

    /// <summary>GitHub's login of the first of the people, known to every platform.</summary>
    protected const string Somebody = "minaokafor";

    public abstract string Platform { get; }

    public abstract string Settings { get; }

    public abstract string Secret { get; }

    public abstract PlatformSimulator Simulator { get; }

    public abstract SimulatorOptions Options { get; }

    /// <summary>Adds, rewrites and removes something.</summary>
    public abstract void Step();

    /// <summary>What may happen while the platform is read: something of the last step goes.</summary>
    public abstract SimulatedChange Deletion { get; }

    /// <summary>The same, and something is rewritten.</summary>
    public abstract SimulatedChange Edit { get; }

    /// <summary>After a <see cref="Deletion"/> was carried out.</summary>
    public abstract void IsGone();

    /// <summary>As the simulator knows the token.</summary>
    protected virtual string Token => Secret;

    /// <summary>Who is a machine, and the platform does not tell: the record has what it did, and it is nobody's.</summary>
    public virtual string? UnknownBot => null;

    public IEnumerable<TrueActivity> Truth(TimeWindow window) => Simulator.Truth(visibleTo: Token)
        .Where(activity => window.Contains(activity.OccurredAt) || (activity.EnteredAt is { } entered && window.Contains(entered)));

    public ValueTask DisposeAsync() => Simulator.DisposeAsync();

    public static async Task<SimulatedPlatform> StartAsync(string name, int people = 5, int days = 5) => name switch
    {
        JiraCloud or JiraServer => await JiraPlatform.StartAsync(name == JiraCloud, people, days),
        ConfluenceCloud or ConfluenceServer => await ConfluencePlatform.StartAsync(name == ConfluenceCloud, people, days),
        _ => await SlackPlatform.StartAsync(people, days),
    };
}
