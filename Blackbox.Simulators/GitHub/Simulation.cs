using System.ComponentModel.DataAnnotations;
using Blackbox.Simulators.GitHub.Generation;
using Blackbox.Simulators.GitHub.Http;
using Blackbox.Simulators.GitHub.Model;
using Blackbox.Simulators.GitHub.Recorded;

namespace Blackbox.Simulators.GitHub;

/// <summary>The organisation, its clock and all that a server needs to answer for it.</summary>
internal sealed class Simulation
{
    private readonly GitHubSimulatorOptions _options;
    private readonly Calendar _calendar;
    private readonly DateTimeOffset _end;
    private readonly Dictionary<string, SimulatedToken> _tokens = new(StringComparer.Ordinal);
    private int _changes;

    public Simulation(GitHubSimulatorOptions options)
    {
        Validator.ValidateObject(options, new(options), validateAllProperties: true);
        _options = options;
        var generator = new Generator(options);
        Organisation = generator.Found();
        _calendar = new(Organisation, generator);
        // The last hour is for what a test changes.
        _end = new(options.EndDate, new(23, 0), TimeSpan.Zero);
        Limits = new(options);
        Log = new(options.LogCapacity, options.Time);
        if (options.RecordedRepository)
            Recording.AddTo(Organisation);
        foreach (var token in StandingTokens().Concat(options.Tokens))
            _tokens[token.Value] = token;
        Advance();
    }

    public Organisation Organisation { get; }

    public RateLimits Limits { get; }

    public RequestLog Log { get; }

    public FaultPlan Faults { get; } = new();

    public SimulatedToken? FindToken(string value) => _tokens.GetValueOrDefault(value);

    /// <summary>Lets happen what has happened by now, and says when that is. The organisation is locked by the caller, if anybody else has it.</summary>
    public DateTimeOffset Advance()
    {
        var now = _options.FollowsTheClock ? _options.Time.GetUtcNow() : _end.AddSeconds(_changes);
        lock (Organisation.Sync)
        {
            _calendar.AdvanceTo(_options.FollowsTheClock ? now : _end);
            return now;
        }
    }

    public ChangeResult Change(OrganisationChange change)
    {
        lock (Organisation.Sync)
        {
            _changes++;
            var at = change.At ?? Advance();
            // GitHub's times have whole seconds.
            at = DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
            return new Changes(Organisation, change, new(9_000_000_000_000 + (_changes * 100L)), at).Apply();
        }
    }

    public IReadOnlyList<TrueActivity> Truth(string? person, DateTimeOffset? from, DateTimeOffset? to, string? repository, SimulatedToken? visibleTo)
    {
        lock (Organisation.Sync)
        {
            Advance();
            return
            [
                .. Organisation.Repositories
                    .Where(one => repository is null || one.FullName.Equals(repository, StringComparison.OrdinalIgnoreCase))
                    .Where(one => visibleTo is null || visibleTo.CanSee(one))
                    .SelectMany(Model.Truth.Of)
                    .Where(activity => (person is null || activity.Person.Equals(person, StringComparison.OrdinalIgnoreCase))
                        && (from is null || activity.OccurredAt >= from) && (to is null || activity.OccurredAt < to))
                    .OrderBy(activity => activity.OccurredAt)
                    .ThenBy(activity => activity.ExternalId, StringComparer.Ordinal)
                    .ThenBy(activity => activity.Person, StringComparer.Ordinal),
            ];
        }
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
