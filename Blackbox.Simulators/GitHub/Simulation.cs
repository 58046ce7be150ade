using System.ComponentModel.DataAnnotations;
using Blackbox.Simulators.Generation;
using Blackbox.Simulators.GitHub.Generation;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.GitHub.Recorded;
using Blackbox.Simulators.Http;

namespace Blackbox.Simulators.GitHub;

/// <summary>The organisation, its clock and all that a server needs to answer for it.</summary>
internal sealed class Simulation : ISimulation
{
    private readonly GitHubSimulatorOptions _options;
    private readonly SimulatedTime<Organisation> _time;
    private readonly Dictionary<string, SimulatedToken> _tokens = new(StringComparer.Ordinal);

    public Simulation(GitHubSimulatorOptions options)
    {
        Validator.ValidateObject(options, new(options), validateAllProperties: true);
        _options = options;
        var generator = new Generator(options);
        Organisation = generator.Found();
        _time = new(options, new(Organisation, options.FirstDay, generator.Begin));
        Limits = new(options.Time, AllowanceOf);
        Log = new(options.LogCapacity, options.Time);
        if (options.RecordedRepository)
            Recording.AddTo(Organisation);
        foreach (var token in StandingTokens().Concat(options.Tokens))
            _tokens[token.Value] = token;
        Advance();
    }

    public SimulatorOptions Options => _options;

    public Organisation Organisation { get; }

    public RateLimits Limits { get; }

    public RequestLog Log { get; }

    public FaultPlan Faults { get; } = new();

    public SimulatedToken? FindToken(string value) => _tokens.GetValueOrDefault(value);

    /// <summary>Lets happen what has happened by now, and says when that is. The organisation is locked by the caller, if anybody else has it.</summary>
    public DateTimeOffset Advance()
    {
        lock (Organisation.Sync)
            return _time.Advance();
    }

    public ChangeResult Change(OrganisationChange change)
    {
        lock (Organisation.Sync)
        {
            var (at, ids) = _time.Change(change.At);
            return new Changes(Organisation, change, ids, at).Apply();
        }
    }

    object ISimulation.Change(SimulatedChange change) =>
        Change(change as OrganisationChange ?? throw new SimulatorException("That is no change of GitHub's."));

    public IReadOnlyList<TrueActivity> Truth(TruthQuery query)
    {
        var token = query.VisibleTo is { } value ? FindToken(value) ?? throw new SimulatorException("There is no such token.") : null;
        lock (Organisation.Sync)
        {
            Advance();
            return query.Of(Organisation.Repositories.Where(one => token is null || token.CanSee(one)).SelectMany(Model.Truth.Of));
        }
    }

    private Allowance AllowanceOf(string token, string resource)
    {
        var known = _tokens.Values.FirstOrDefault(one => one.Name == token);
        return resource == "search"
            ? new(known?.SearchLimit ?? _options.SearchLimit, TimeSpan.FromMinutes(1))
            : new(known?.CoreLimit ?? _options.CoreLimit, TimeSpan.FromHours(1));
    }

    private IEnumerable<SimulatedToken> StandingTokens()
    {
        yield return new() { Name = "organisation", Value = GitHubSimulatorOptions.OrganisationToken, Login = Organisation.People[0].Login };
        foreach (var person in Organisation.People.Where(person => !person.IsBot))
        {
            yield return new()
            {
                Name = person.Login,
                Value = $"simulated-token-{person.Login.ToLowerInvariant()}",
                Login = person.Login,
            };
        }
    }
}
