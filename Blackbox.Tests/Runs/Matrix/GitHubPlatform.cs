using Blackbox.Simulators;
using Blackbox.Simulators.GitHub;
using Blackbox.Tests.Runs.GitHub;

namespace Blackbox.Tests.Runs.Matrix;

internal sealed class GitHubPlatform : SimulatedPlatform
{
    public const string Name = "github";

    private readonly GitHubSimulator _simulator;
    private readonly OrganisationEdits _edits;

    private GitHubPlatform(GitHubSimulator simulator)
    {
        _simulator = simulator;
        _edits = new(simulator, GitHubScenario.Storefront);
    }

    public override string Platform => Name;

    public override string Settings => $$"""{"organization": "{{SimulatorOptions.DefaultOrganisation}}"}""";

    public override string Secret => SimulatorOptions.OrganisationToken;

    public override PlatformSimulator Simulator => _simulator;

    public override SimulatorOptions Options => _simulator.Options;

    public override SimulatedChange Deletion => _edits.Deletion;

    public override SimulatedChange Edit => _edits.Edit;

    public static async Task<GitHubPlatform> StartAsync(int people, int days) => new(await GitHubSimulator.StartAsync(options =>
    {
        (options.People, options.Days, options.Repositories) = (people, days, Math.Max(2, people / 4));
        options.UnreachableRepositories = false;
        (options.CoreLimit, options.SearchLimit) = (1_000_000, 1_000_000);
    }, TestContext.Current.CancellationToken));

    public override void Step() => _edits.Step();

    public override void IsGone() => _edits.CommentIsGone();

    public override Action Say(string word)
    {
        var issue = _simulator.Change(new()
        {
            Kind = ChangeKind.OpenIssue,
            Repository = GitHubScenario.Storefront,
            Login = _simulator.Logins[0],
            Title = $"The {word} leaks",
            Body = $"A {word} was seen",
        });
        return () => _simulator.Change(new() { Kind = ChangeKind.DeleteIssue, Repository = GitHubScenario.Storefront, Number = issue.Number });
    }
}
