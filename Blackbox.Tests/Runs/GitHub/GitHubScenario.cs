using Blackbox.Core.Collecting;
using Blackbox.Simulators.GitHub;
using Npgsql;

namespace Blackbox.Tests.Runs.GitHub;

/// <summary>A simulated organisation on GitHub, and people with connections to it.</summary>
internal sealed class GitHubScenario(NpgsqlDataSource dataSource, GitHubSimulator simulator) : RecordScenario(dataSource), IAsyncDisposable
{
    public static readonly string Storefront = $"{GitHubSimulatorOptions.DefaultOrganisation}/storefront";

    public GitHubSimulator Simulator => simulator;

    public override DateOnly From => To.AddDays(1 - simulator.Options.Days);

    public override DateOnly To => simulator.Options.EndDate;

    public static async Task<GitHubScenario> StartAsync(NpgsqlDataSource dataSource, Action<GitHubSimulatorOptions>? configure = null) =>
        new(dataSource, await GitHubSimulator.StartAsync(options =>
        {
            (options.People, options.Repositories, options.Days) = (3, 2, 3);
            options.UnreachableRepositories = false;
            options.CoreLimit = 1_000_000;
            options.SearchLimit = 1_000_000;
            configure?.Invoke(options);
        }, TestContext.Current.CancellationToken));

    /// <summary>A person whose record is everything that the settings mean.</summary>
    public Task<Connection> ConnectAsync(string settings) => ConnectAsync(settings, GitHubSimulatorOptions.OrganisationToken, RecordScope.Everyone);

    /// <summary>A person of the organisation, whose record is what they did.</summary>
    public Task<Connection> ConnectPersonAsync(string login) => ConnectAsync("{}", TokenOf(login), RecordScope.Mine);

    public static string TokenOf(string login) => $"simulated-token-{login.ToLowerInvariant()}";

    /// <summary>What a complete record of the window holds.</summary>
    public List<string> Truth(string? repository = null, string? login = null, string? token = null) =>
        Rows(simulator.Truth(login, Window.From, Window.To, repository, token));

    public ValueTask DisposeAsync() => simulator.DisposeAsync();

    private async Task<Connection> ConnectAsync(string settings, string token, RecordScope scope) =>
        await ConnectAsync(await AddUserAsync(), Platforms.GitHub, "GitHub", simulator.ApiUrl, settings, token, scope);
}
