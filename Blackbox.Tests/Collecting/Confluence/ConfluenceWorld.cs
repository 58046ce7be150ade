using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Collecting.Confluence;
using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Operations;
using Blackbox.Core.Secrets;
using Blackbox.Core.Users;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;

namespace Blackbox.Tests.Collecting.Confluence;

/// <summary>The collector as a host builds it, and the record that a connection makes.</summary>
internal sealed class ConfluenceWorld : IAsyncDisposable
{
    public const string CloudSecret = "robot@northwind.example:simulated-organisation-token";
    public const string ServerSecret = "simulated-organisation-token";

    private static int _count;
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;
    private readonly bool _isCloud;

    public ConfluenceWorld(TestDatabase database, bool isCloud, Action<RestClientOptions>? configure = null, params (string Key, string Value)[] configuration)
    {
        (_database, _isCloud) = (database, isCloud);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(configuration.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)).Build());
        services.AddConfluence();
        services.ConfigureAll<RestClientOptions>(options =>
        {
            options.RetryDelay = TimeSpan.FromMilliseconds(5);
            configure?.Invoke(options);
        });
        services.Configure<BudgetOptions>(options => options.UnknownAllowance = 1_000);
        _services = services.BuildServiceProvider();
        Collector = _services.GetServices<ICollector>().Single();
        Directory = _services.GetServices<IDirectory>().Single();
    }

    public ICollector Collector { get; }

    public IDirectory Directory { get; }

    /// <summary>A connection of a user of its own.</summary>
    public async Task<Connection> ConnectAsync(string url, string members = "")
    {
        await using var db = _database.CreateContext();
        var user = new User { Email = $"confluence{Interlocked.Increment(ref _count)}@example.com", Name = "Owner", TimeZone = "Etc/UTC" };
        db.Users.Add(user);
        var connection = new Connection
        {
            UserId = user.Id,
            Platform = Platforms.Confluence,
            Name = "Confluence",
            BaseUrl = url,
            Settings = $$"""{"deployment": "{{(_isCloud ? "cloud" : "server")}}"{{members}}}""",
        };
        db.Connections.Add(connection);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public CollectionContext Context(Connection connection, TimeWindow window, CollectionReport? report = null, string? secret = null) => new()
    {
        Access = Access(connection, secret),
        Window = window,
        Report = report ?? new(),
        Memory = Memory(connection),
    };

    public ConnectionAccess Access(Connection connection, string? secret = null) => new(connection, new Secret(secret ?? (_isCloud ? CloudSecret : ServerSecret)));

    public FetchMemory Memory(Connection connection) => new(_database.DataSource, connection.Id, TimeProvider.System);

    public async Task<(SwapCounts Counts, CollectionReport Report)> CollectAsync(Connection connection, TimeWindow window, string? secret = null)
    {
        var context = Context(connection, window, secret: secret);
        var failPoints = new FailPoints(Options.Create(new FailPointOptions()), new HostingEnvironment { EnvironmentName = "Testing" });
        var counts = await new ActivitySwap(_database.DataSource, TimeProvider.System, failPoints).SwapAsync(
            connection, window, Collector.CollectAsync(context, TestContext.Current.CancellationToken), context.Report, _ => { },
            (_, _, _) => Task.CompletedTask, TestContext.Current.CancellationToken);
        return (counts, context.Report);
    }

    /// <summary>The living rows, oldest first.</summary>
    public async Task<List<Activity>> RowsAsync(Connection connection)
    {
        await using var db = _database.CreateContext();
        return await db.Activities.AsNoTracking()
            .Where(activity => activity.DeletedAt == null && db.Identities.Any(i => i.Id == activity.IdentityId && i.ConnectionId == connection.Id))
            .OrderBy(activity => activity.OccurredAt).ThenBy(activity => activity.ExternalId)
            .ToListAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>As the truth of a simulator says it.</summary>
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

    public static string Row(string person, string kind, string externalId, DateTimeOffset at, string container, string title) =>
        $"{person} {kind} {externalId} {at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {container} {title}";

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
