using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Collecting.GitHub;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Operations;
using Blackbox.Core.Secrets;
using Blackbox.Core.Users;
using Blackbox.Simulators.GitHub;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;

namespace Blackbox.Tests.Collecting.GitHub;

/// <summary>A simulated organisation, and the record that a connection makes of it.</summary>
internal sealed class GitHubWorld : IAsyncDisposable
{
    private static int _count;
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;

    private GitHubWorld(TestDatabase database, GitHubSimulator simulator, ServiceProvider services) =>
        (_database, Simulator, _services) = (database, simulator, services);

    public GitHubSimulator Simulator { get; }

    public string Organization => Simulator.Options.Organisation;

    /// <summary>All that the simulator made up.</summary>
    public TimeWindow Everything => new(Start, End);

    public DateTimeOffset End => new(Simulator.Options.EndDate.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);

    // What began before the first day, as the repositories themselves, lies before it.
    public DateTimeOffset Start => End.AddDays(-Simulator.Options.Days);

    public ICollector Collector { get; private init; } = null!;

    /// <param name="isNow">The collector's clock shows the simulated time, so that events are as young as they look.</param>
    public static async Task<GitHubWorld> StartAsync(TestDatabase database, Action<GitHubSimulatorOptions>? configure = null, bool isNow = false)
    {
        var simulator = await GitHubSimulator.StartAsync(options =>
        {
            options.UnreachableRepositories = false;
            options.CoreLimit = 1_000_000;
            options.SearchLimit = 1_000_000;
            configure?.Invoke(options);
        }, TestContext.Current.CancellationToken);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddGitHub();
        services.ConfigureAll<RestClientOptions>(options => options.RetryDelay = TimeSpan.FromMilliseconds(5));
        services.Configure<BudgetOptions>(options => options.UnknownAllowance = 1_000);
        var provider = services.BuildServiceProvider();
        // Time-outs and pauses of requests need a clock that goes on.
        var now = new DateTimeOffset(simulator.Options.EndDate, new(23, 30), TimeSpan.Zero);
        return new(database, simulator, provider)
        {
            Collector = isNow ? ActivatorUtilities.CreateInstance<GitHubCollector>(provider, new ManualTime(now)) : provider.GetServices<ICollector>().Single(),
        };
    }

    /// <summary>A connection of a user of its own.</summary>
    public async Task<Connection> ConnectAsync(string? settings = null)
    {
        await using var db = _database.CreateContext();
        var user = new User { Email = $"owner{Interlocked.Increment(ref _count)}@example.com", Name = "Owner", TimeZone = "Etc/UTC" };
        db.Users.Add(user);
        var connection = new Connection
        {
            UserId = user.Id,
            Platform = Platforms.GitHub,
            Name = "GitHub",
            BaseUrl = Simulator.ApiUrl,
            Settings = settings ?? $$"""{"organization": "{{Organization}}"}""",
        };
        db.Connections.Add(connection);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public CollectionContext Context(Connection connection, TimeWindow window, string? token = null, CollectionReport? report = null) => new()
    {
        Access = new(connection, new Secret(token ?? GitHubSimulatorOptions.OrganisationToken)),
        Window = window,
        Report = report ?? new(),
        Memory = new(_database.DataSource, connection.Id, TimeProvider.System),
    };

    /// <summary>Collects a window in slices, newest first, as a task does.</summary>
    public async Task<Collection> CollectAsync(Connection connection, TimeWindow window, string? token = null)
    {
        var total = new Collection();
        for (var to = window.To; to > window.From; to -= Collector.Slice!.Value)
        {
            var from = to - Collector.Slice!.Value;
            total.Add(await CollectOnceAsync(connection, new(from > window.From ? from : window.From, to), token));
        }
        return total;
    }

    public async Task<Collection> CollectOnceAsync(Connection connection, TimeWindow window, string? token = null)
    {
        var context = Context(connection, window, token);
        var failPoints = new FailPoints(Options.Create(new FailPointOptions()), new HostingEnvironment { EnvironmentName = "Testing" });
        var counts = await new ActivitySwap(_database.DataSource, TimeProvider.System, failPoints).SwapAsync(
            connection, window, Collector.CollectAsync(context, TestContext.Current.CancellationToken), context.Report, _ => { },
            (_, _, _) => Task.CompletedTask, TestContext.Current.CancellationToken);
        return new(counts, context.Report);
    }

    /// <summary>The living rows as the truth writes them.</summary>
    public async Task<List<string>> RecordAsync(Connection connection)
    {
        await using var db = _database.CreateContext();
        var rows = await (
            from activity in db.Activities.AsNoTracking()
            join identity in db.Identities on activity.IdentityId equals identity.Id
            where identity.ConnectionId == connection.Id && activity.DeletedAt == null
            select new { Person = identity.ExternalId, activity.Kind, activity.ExternalId, activity.OccurredAt, activity.Container, activity.Title })
            .ToListAsync(TestContext.Current.CancellationToken);
        return [.. rows.Select(row => Row(row.Person, row.Kind, row.ExternalId, row.OccurredAt, row.Container, row.Title)).Order(StringComparer.Ordinal)];
    }

    public async Task<List<Activity>> RowsAsync(Connection connection)
    {
        await using var db = _database.CreateContext();
        return await db.Activities.AsNoTracking().Where(activity => db.Identities.Any(i => i.Id == activity.IdentityId && i.ConnectionId == connection.Id))
            .ToListAsync(TestContext.Current.CancellationToken);
    }

    public async Task<Activity> OneAsync(Connection connection, string kind, string? container = null) =>
        (await RowsAsync(connection)).Where(row => row.Kind == kind && row.DeletedAt is null && (container is null || row.Container == container))
            .OrderBy(row => row.ExternalId, StringComparer.Ordinal).First();

    public ChangeResult Change(ChangeKind kind, string repository, Func<OrganisationChange, OrganisationChange>? with = null)
    {
        var change = new OrganisationChange { Kind = kind, Repository = repository, Login = Simulator.Logins[0] };
        return Simulator.Change(with?.Invoke(change) ?? change);
    }

    public List<string> Truth(TimeWindow? window = null, string? person = null, string? repository = null) =>
    [
        .. Simulator.Truth(person, (window ?? Everything).From, (window ?? Everything).To, repository)
            .Select(a => Row(a.Person, a.Kind, a.ExternalId, a.OccurredAt, a.Container, a.Title)).Order(StringComparer.Ordinal),
    ];

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Simulator.DisposeAsync();
    }

    private static string Row(string person, string kind, string externalId, DateTimeOffset at, string container, string title) =>
        $"{person} {kind} {externalId} {at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} {container} {title}";
}

/// <summary>What collecting came to, over all slices.</summary>
internal sealed class Collection
{
    public Collection()
    {
    }

    public Collection(SwapCounts counts, CollectionReport report)
    {
        Counts = counts;
        Reports.Add(report);
    }

    public SwapCounts Counts { get; private set; }
    public List<CollectionReport> Reports { get; } = [];
    public int Requests => Reports.Sum(report => report.Requests);
    public int NotModified => Reports.Sum(report => report.NotModified);
    public IEnumerable<CollectionProblem> Problems => Reports.SelectMany(report => report.Problems);

    public void Add(Collection slice)
    {
        var (a, b) = (Counts, slice.Counts);
        Counts = new(a.Found + b.Found, a.Added + b.Added, a.Changed + b.Changed, a.Unchanged + b.Unchanged, a.Tombstoned + b.Tombstoned);
        Reports.AddRange(slice.Reports);
    }
}
