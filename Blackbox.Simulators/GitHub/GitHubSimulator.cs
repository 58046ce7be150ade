using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Blackbox.Simulators.GitHub;

/// <summary>
/// A server that answers as GitHub's REST API does, for an organisation that it makes up. It is strict: what it does not know it answers
/// with 501 and remembers in <see cref="UnknownRequests"/>, which a test asserts to be empty.
/// </summary>
public sealed class GitHubSimulator : IAsyncDisposable
{
    private readonly Simulation _simulation;
    private readonly WebApplication _app;

    private GitHubSimulator(Simulation simulation, WebApplication app)
    {
        (_simulation, _app) = (simulation, app);
        BaseUrl = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

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
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.AddGitHubSimulator(options);
        var app = builder.Build();
        app.UseGitHubSimulator();
        await app.StartAsync(cancellationToken);
        return new(app.Services.GetRequiredService<Simulation>(), app) { Options = options };
    }

    public required GitHubSimulatorOptions Options { get; init; }

    /// <summary>Where it answers, with the path prefix of an Enterprise server if there is one; no slash at the end.</summary>
    public string ApiUrl => BaseUrl.GetLeftPart(UriPartial.Authority) + Options.PathPrefix;

    public Uri BaseUrl { get; }

    /// <summary>Plan what goes wrong.</summary>
    public FaultPlan Faults => _simulation.Faults;

    /// <summary>All requests so far, oldest first.</summary>
    public IReadOnlyList<SimulatedRequest> Requests => _simulation.Log.All;

    /// <summary>Requests that the simulator does not know: path, method or parameter.</summary>
    public IReadOnlyList<SimulatedRequest> UnknownRequests => _simulation.Log.Unknown;

    /// <summary>Logins of all people, in the order in which they were made; bots are not among them.</summary>
    public IReadOnlyList<string> Logins => [.. _simulation.Organisation.People.Where(person => !person.IsBot).Select(person => person.Login)];

    /// <summary>Forgets the requests so far; numbers go on.</summary>
    public void ClearRequests() => _simulation.Log.Clear();

    /// <summary>Forgets what tokens have used, and pauses.</summary>
    public void ClearLimits() => _simulation.Limits.Clear();

    /// <summary>
    /// What a complete record holds, in order of time.
    /// </summary>
    /// <param name="person">Login or e-mail; null: everyone.</param>
    /// <param name="from">The first instant; null: from the beginning.</param>
    /// <param name="to">The first instant after it; null: to the end.</param>
    /// <param name="repository">Full name; null: all.</param>
    /// <param name="visibleTo">Value of a token: only what it may see; null: everything.</param>
    public IReadOnlyList<TrueActivity> Truth(
        string? person = null, DateTimeOffset? from = null, DateTimeOffset? to = null, string? repository = null, string? visibleTo = null) =>
        _simulation.Truth(
            person, from, to, repository,
            visibleTo is null ? null : _simulation.FindToken(visibleTo) ?? throw new SimulatorException("There is no such token."));

    /// <summary>Changes the organisation, and the truth with it.</summary>
    /// <exception cref="SimulatorException">There is nothing like that.</exception>
    public ChangeResult Change(OrganisationChange change) => _simulation.Change(change);

    public async ValueTask DisposeAsync()
    {
        Faults.Clear();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
