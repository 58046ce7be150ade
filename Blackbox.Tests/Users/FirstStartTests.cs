using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Blackbox.Core.Secrets;
using Blackbox.Core.Users;
using Blackbox.Simulators;
using Blackbox.Simulators.Confluence;
using Blackbox.Simulators.GitHub;
using Blackbox.Simulators.Http;
using Blackbox.Simulators.Jira;
using Blackbox.Simulators.Slack;
using Blackbox.Tests.Infrastructure;
using Blackbox.Tests.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Blackbox.Tests.Users;

public sealed class FirstStartTests(Stack stack)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task First_start_makes_one_user_connects_what_is_named_and_asks_for_its_last_year_once()
    {
        using var history = await HistoryAsync();
        await using var database = await EmptyAsync();
        await using var services = Services(database, WorkerScenario.To.AddDays(3), history.Path, email: WorkerScenario.Email);
        for (var start = 0; start < 2; start++)
            await EnsureAsync(services);

        await using var db = database.CreateContext();
        var user = await db.Users.SingleAsync(Cancelled);
        Assert.Equal((WorkerScenario.Email, "Ada", "Europe/Berlin", true), (user.Email, user.Name, user.TimeZone, user.IsAdmin));
        var connection = await db.Connections.SingleAsync(Cancelled);
        Assert.Equal((RecordScope.Mine, ConnectionStatus.Active), (connection.Scope, connection.Status));
        var run = await db.Runs.SingleAsync(Cancelled);
        Assert.Equal((RunTrigger.FirstStart, WorkerScenario.To.AddDays(3 - 364), WorkerScenario.To.AddDays(3)), (run.Trigger, run.FromDate, run.ToDate));
    }

    [Fact]
    public async Task First_start_shows_everyone_and_the_last_active_year_when_the_history_is_old_and_by_others()
    {
        using var history = await HistoryAsync();
        await using var database = await EmptyAsync();
        await using var services = Services(database, WorkerScenario.To.AddYears(3), history.Path, email: "newcomer@example.com");
        await EnsureAsync(services);

        await using var db = database.CreateContext();
        Assert.Equal(RecordScope.Everyone, (await db.Connections.SingleAsync(Cancelled)).Scope);
        var run = await db.Runs.SingleAsync(Cancelled);
        Assert.Equal((WorkerScenario.To.AddDays(-364), WorkerScenario.To), (run.FromDate, run.ToDate));
    }

    [Fact]
    public async Task First_start_shows_the_simulated_team_on_every_platform_and_finds_it_again_at_another_address()
    {
        await using var first = await SimulatorsAsync();
        await using var second = await SimulatorsAsync();
        await using var database = await EmptyAsync();
        await StartAtAsync(first);
        // An installation that was made when there were fewer platforms gets the others with the next start.
        await using (var db = database.CreateContext())
        {
            await db.Runs.Where(run => db.Connections.Any(one => one.Id == run.ConnectionId && one.Platform == Platforms.Jira)).ExecuteDeleteAsync(Cancelled);
            await db.Connections.Where(connection => connection.Platform == Platforms.Jira).ExecuteDeleteAsync(Cancelled);
        }
        await StartAtAsync(second);

        await using var after = database.CreateContext();
        var connections = await after.Connections.OrderBy(connection => connection.Platform).ToListAsync(Cancelled);
        var address = second.Address.ToString().TrimEnd('/');
        (string Platform, string? Address)[] all =
        [
            (Platforms.Confluence, $"{address}/confluence"), (Platforms.GitHub, address), (Platforms.Jira, $"{address}/jira"),
            (Platforms.Slack, $"{address}/slack/api"),
        ];
        await using var services = Services(database, WorkerScenario.To, [], WorkerScenario.Email);
        var known = services.GetServices<ICollector>().Select(collector => collector.Platform).ToList();
        Assert.Equal(
            all.Where(one => known.Contains(one.Platform)),
            connections.Select(connection => (connection.Platform, connection.BaseUrl)));
        Assert.All(connections, connection => Assert.Equal(
            (connection.Platform, RecordScope.Everyone, ConnectionStatus.Active, null),
            (connection.Platform, connection.Scope, connection.Status, connection.StateMessage)));
        Assert.All(connections, connection => Assert.DoesNotContain(SimulatorOptions.OrganisationToken, connection.Secret, StringComparison.Ordinal));
        Assert.Equal(
            connections.Select(connection => connection.Id).Order(),
            (await after.Runs.Where(run => run.Trigger == RunTrigger.FirstStart).ToListAsync(Cancelled)).Select(run => run.ConnectionId!.Value).Order());
        foreach (var server in (LocalServer[])[first, second])
        {
            Assert.Empty(server.Service<Simulation>().Log.Unknown.Concat(server.Service<JiraSimulation>().Log.Unknown)
                .Concat(server.Service<ConfluenceSimulation>().Log.Unknown).Concat(server.Service<SlackSimulation>().Log.Unknown));
        }

        async Task StartAtAsync(LocalServer simulators)
        {
            var setting = ("FirstStart:Simulator", simulators.Address.ToString());
            await using var starting = Services(database, WorkerScenario.To, [], WorkerScenario.Email, setting);
            await EnsureAsync(starting);
        }
    }

    /// <summary>All simulators at one address, as <c>./up.sh --simulate</c> has them.</summary>
    private static Task<LocalServer> SimulatorsAsync() => LocalServer.StartAsync(
        builder => builder
            .AddGitHubSimulator(new() { People = 3, Days = 3 })
            .AddJiraSimulator(new() { People = 3, Days = 3 })
            .AddConfluenceSimulator(new() { People = 3, Days = 3 })
            .AddSlackSimulator(new() { People = 3, Days = 3 }),
        app => app.UseJiraSimulator("/jira").UseConfluenceSimulator("/confluence").UseSlackSimulator("/slack/api").UseGitHubSimulator(),
        Cancelled);

    [Fact]
    public async Task First_start_goes_on_and_says_what_is_wrong_when_a_repository_is_not_one()
    {
        using var history = await HistoryAsync();
        var folder = Directory.CreateTempSubdirectory("blackbox-no-repository-");
        await using var database = await EmptyAsync();
        await using var services = Services(database, WorkerScenario.To, "relative/path", folder.FullName, history.Path);
        await EnsureAsync(services);
        folder.Delete();

        await using var db = database.CreateContext();
        var connections = await db.Connections.OrderBy(connection => connection.CreatedAt).ToListAsync(Cancelled);
        Assert.Equal([(ConnectionStatus.Inactive, "not_a_repository"), (ConnectionStatus.Active, null)], connections.Select(c => (c.Status, c.StateCode)));
        Assert.NotNull(connections[0].StateMessage);
    }

    private static async Task EnsureAsync(ServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<FirstStart>().EnsureAsync(Cancelled);
    }

    private static ServiceProvider Services(TestDatabase database, DateOnly today, params string[] repositories) =>
        Services(database, today, repositories, WorkerScenario.Email);

    private static ServiceProvider Services(TestDatabase database, DateOnly today, string repository, string email) =>
        Services(database, today, [repository], email);

    private static ServiceProvider Services(
        TestDatabase database, DateOnly today, string[] repositories, string email, params (string Name, string Value)[] more)
    {
        var settings = repositories.Select((path, index) => KeyValuePair.Create($"FirstStart:Repositories:{index}", (string?)path)).Concat(
        [
            new("ConnectionStrings:blackbox", database.ConnectionString), new("Database:MinPoolSize", "0"), new("Database:MaxPoolSize", "4"),
            .. more.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)),
            new("Encryption:Key", "only-for-tests-only-for-tests-only"), new("FirstStart:Email", email), new("FirstStart:Name", "Ada"), new("FirstStart:TimeZone", "Europe/Berlin"),
        ]);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSingleton<TimeProvider>(new ManualTime(new(today, new TimeOnly(12, 0), TimeSpan.Zero)));
        // Budgets are counted here, which is enough for a first start.
        services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect("127.0.0.1:1,abortConnect=false,connectTimeout=100"));
        services.AddLogging();
        services.AddBlackboxData().AddSecrets().AddCollecting().AddPlatforms().AddFirstStart();
        return services.BuildServiceProvider();
    }

    private async Task<TestDatabase> EmptyAsync()
    {
        var database = new TestDatabase(stack);
        await database.InitializeAsync();
        return database;
    }

    private static async Task<History> HistoryAsync()
    {
        var history = new History(Directory.CreateTempSubdirectory("blackbox-first-start-"));
        await WorkerScenario.WriteHistoryAsync(history.Path);
        return history;
    }

    private sealed class History(DirectoryInfo folder) : IDisposable
    {
        public string Path => System.IO.Path.Combine(folder.FullName, "history.git");

        public void Dispose() => folder.Delete(recursive: true);
    }
}
