using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Collecting.Rest;
using Blackbox.Core.Collecting.Slack;
using Blackbox.Core.Operations;
using Blackbox.Core.Secrets;
using Blackbox.Core.Users;
using Blackbox.Simulators;
using Blackbox.Simulators.Slack;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;

namespace Blackbox.Tests.Collecting.Slack;

/// <summary>The collecting part of a node, and the records that connections to any Slack make.</summary>
internal class SlackNode : IAsyncDisposable
{
    private static int _count;
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;

    // Slack's own limits are for tests of limits.
    public SlackNode(TestDatabase database, Action<SlackOptions>? limits = null, int maxFailuresInRow = 3)
    {
        _database = database;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSlack();
        services.Configure<RestClientOptions>("Slack", options => (options.RetryDelay, options.MaxFailuresInRow) = (TimeSpan.FromMilliseconds(5), maxFailuresInRow));
        services.Configure<SlackOptions>(options =>
        {
            (options.ListsPerMinute, options.MessagesPerMinute, options.MembersPerMinute, options.UnlistedMessagesPerMinute) = (100_000, 100_000, 100_000, 100_000);
            limits?.Invoke(options);
        });
        _services = services.BuildServiceProvider();
    }

    public ICollector Collector => _services.GetServices<ICollector>().Single();

    public IDirectory Directory => _services.GetServices<IDirectory>().Single();

    public async Task<Connection> ConnectAsync(string baseUrl, string settings = "{}", RecordScope scope = RecordScope.Mine)
    {
        await using var db = _database.CreateContext();
        var user = new User { Email = $"slack{Interlocked.Increment(ref _count)}@example.com", Name = "Owner", TimeZone = "Etc/UTC" };
        db.Users.Add(user);
        var connection = new Connection { UserId = user.Id, Platform = Platforms.Slack, Name = "Slack", BaseUrl = baseUrl, Settings = settings, Scope = scope };
        db.Connections.Add(connection);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public CollectionContext Context(Connection connection, TimeWindow window, string token = SlackSimulatorOptions.BotToken, int priority = TaskPriority.Critical) => new()
    {
        Access = new(connection, new Secret(token)),
        Window = window,
        Report = new(),
        Memory = Memory(connection),
        Priority = priority,
    };

    public FetchMemory Memory(Connection connection) => new(_database.DataSource, connection.Id, TimeProvider.System);

    /// <summary>Collects a window in slices, newest first, as a task does.</summary>
    public async Task<Collected> CollectAsync(Connection connection, TimeWindow window, string token = SlackSimulatorOptions.BotToken)
    {
        var total = new Collected();
        for (var to = window.To; to > window.From; to -= Collector.Slice!.Value)
        {
            var from = to - Collector.Slice!.Value;
            var slice = new TimeWindow(from > window.From ? from : window.From, to);
            var context = Context(connection, slice, token);
            var failPoints = new FailPoints(Options.Create(new FailPointOptions()), new HostingEnvironment { EnvironmentName = "Testing" });
            var counts = await new ActivitySwap(_database.DataSource, TimeProvider.System, failPoints).SwapAsync(
                connection, slice, Collector.CollectAsync(context, TestContext.Current.CancellationToken), context.Report, _ => { },
                (_, _, _) => Task.CompletedTask, TestContext.Current.CancellationToken);
            total.Add(counts, context.Report);
        }
        return total;
    }

    /// <summary>The living rows as the truth writes them.</summary>
    public async Task<List<string>> RecordAsync(Connection connection)
    {
        await using var db = _database.CreateContext();
        var rows = await (
            from activity in db.Activities.AsNoTracking()
            join identity in db.Identities on activity.IdentityId equals identity.Id
            where identity.ConnectionId == connection.Id && activity.DeletedAt == null
            select new { Person = identity.ExternalId, activity.Kind, activity.ExternalId, activity.OccurredAt, activity.Container, activity.Title, activity.IsPrivate })
            .ToListAsync(TestContext.Current.CancellationToken);
        return [.. rows.Select(row => Row(row.Person, row.Kind, row.ExternalId, row.OccurredAt, row.Container, row.Title, row.IsPrivate)).Order(StringComparer.Ordinal)];
    }

    public async Task<List<Activity>> RowsAsync(Connection connection)
    {
        await using var db = _database.CreateContext();
        return await db.Activities.AsNoTracking().Where(activity => db.Identities.Any(i => i.Id == activity.IdentityId && i.ConnectionId == connection.Id))
            .ToListAsync(TestContext.Current.CancellationToken);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public static string Row(string person, string kind, string externalId, DateTimeOffset at, string container, string title, bool isPrivate) =>
        $"{person} {kind} {externalId} {at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ} {container}{(isPrivate ? " private" : "")} {title}";
}

/// <summary>A simulated workspace, and the records that connections make of it.</summary>
internal sealed class SlackWorld : SlackNode
{
    private SlackWorld(TestDatabase database, SlackSimulator simulator, int maxFailuresInRow) : base(database, maxFailuresInRow: maxFailuresInRow) => Simulator = simulator;

    public SlackSimulator Simulator { get; }

    /// <summary>All that the simulator made up.</summary>
    public TimeWindow Everything => new(Start, End);

    public DateTimeOffset End => new(Simulator.Options.EndDate.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);

    public DateTimeOffset Start => End.AddDays(-Simulator.Options.Days);

    public static async Task<SlackWorld> StartAsync(TestDatabase database, Action<SlackSimulatorOptions>? configure = null, int maxFailuresInRow = 3) =>
        new(database, await SlackSimulator.StartAsync(options =>
        {
            (options.Tier2, options.Tier3, options.Tier4) = (1_000_000, 1_000_000, 1_000_000);
            configure?.Invoke(options);
        }, TestContext.Current.CancellationToken), maxFailuresInRow);

    public Task<Connection> ConnectAsync(string settings = "{}", RecordScope scope = RecordScope.Mine) => ConnectAsync(Simulator.ApiUrl, settings, scope);

    public List<string> Truth(TimeWindow? window = null, bool includePrivate = true, Func<TrueActivity, bool>? where = null) =>
    [
        .. Simulator.Truth(includePrivate, from: (window ?? Everything).From, to: (window ?? Everything).To)
            .Where(where ?? (_ => true))
            .Select(a => Row(a.Person, a.Kind, a.ExternalId, a.OccurredAt, a.Container, a.Title, a.IsPrivate)).Order(StringComparer.Ordinal),
    ];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}

/// <summary>What collecting came to, over all slices.</summary>
internal sealed class Collected
{
    public List<CollectionReport> Reports { get; } = [];
    public SwapCounts Counts { get; private set; }
    public int Requests => Reports.Sum(report => report.Requests);
    public int NotModified => Reports.Sum(report => report.NotModified);
    public IEnumerable<CollectionProblem> Problems => Reports.SelectMany(report => report.Problems);

    public void Add(SwapCounts slice, CollectionReport report)
    {
        Reports.Add(report);
        var own = Counts;
        Counts = new(
            own.Found + slice.Found, own.Added + slice.Added, own.Changed + slice.Changed, own.Unchanged + slice.Unchanged, own.Tombstoned + slice.Tombstoned);
    }
}
