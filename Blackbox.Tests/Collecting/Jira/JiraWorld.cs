using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Budgets;
using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Collecting.Jira;
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

namespace Blackbox.Tests.Collecting.Jira;

/// <summary>A node that collects Jira, and the record that its connections make.</summary>
internal sealed class JiraWorld : IAsyncDisposable
{
    private static int _count;
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;

    public JiraWorld(TestDatabase database, Action<RestClientOptions>? client = null)
    {
        _database = database;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddJira();
        services.ConfigureAll<RestClientOptions>(options =>
        {
            options.RetryDelay = TimeSpan.FromMilliseconds(5);
            client?.Invoke(options);
        });
        services.Configure<BudgetOptions>(options => options.UnknownAllowance = 1_000);
        _services = services.BuildServiceProvider();
    }

    public ICollector Collector => _services.GetServices<ICollector>().Single();

    public IDirectory Directory => _services.GetServices<IDirectory>().Single();

    /// <summary>A connection of everyone's, or of a user of its own.</summary>
    public async Task<Connection> ConnectAsync(string url, string settings = "{}", bool isPersonal = false)
    {
        await using var db = _database.CreateContext();
        var user = new User { Email = $"jira{Interlocked.Increment(ref _count)}@example.com", Name = "Owner", TimeZone = "Etc/UTC" };
        db.Users.Add(user);
        var connection = new Connection { UserId = isPersonal ? user.Id : null, Platform = Platforms.Jira, Name = "Jira", BaseUrl = url, Settings = settings };
        db.Connections.Add(connection);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public CollectionContext Context(Connection connection, TimeWindow window, string secret) => new()
    {
        Access = new(connection, new Secret(secret)),
        Window = window,
        Report = new(),
        Memory = new(_database.DataSource, connection.Id, TimeProvider.System),
    };

    /// <summary>Collects a window in slices, newest first, as a task does.</summary>
    public async Task<IReadOnlyList<Slice>> CollectAsync(Connection connection, TimeWindow window, string secret)
    {
        var slices = new List<Slice>();
        for (var to = window.To; to > window.From; to -= Collector.Slice!.Value)
        {
            var from = to - Collector.Slice!.Value;
            var context = Context(connection, new(from > window.From ? from : window.From, to), secret);
            var failPoints = new FailPoints(Options.Create(new FailPointOptions()), new HostingEnvironment { EnvironmentName = "Testing" });
            var counts = await new ActivitySwap(_database.DataSource, TimeProvider.System, failPoints).SwapAsync(
                connection, context.Window, Collector.CollectAsync(context, TestContext.Current.CancellationToken), context.Report, _ => { },
                (_, _, _) => Task.CompletedTask, TestContext.Current.CancellationToken);
            slices.Add(new(counts, context.Report));
        }
        return slices;
    }

    public async Task<List<(string Person, Activity Row)>> RowsAsync(Connection connection)
    {
        await using var db = _database.CreateContext();
        var rows = await (
            from activity in db.Activities.AsNoTracking()
            join identity in db.Identities on activity.IdentityId equals identity.Id
            where identity.ConnectionId == connection.Id
            select new { identity.ExternalId, Activity = activity }).ToListAsync(TestContext.Current.CancellationToken);
        return [.. rows.Select(row => (row.ExternalId, row.Activity))];
    }

    /// <summary>The living rows as the truth writes them.</summary>
    public async Task<List<string>> RecordAsync(Connection connection) =>
    [
        .. (await RowsAsync(connection)).Where(row => row.Row.DeletedAt is null)
            .Select(row => Line(row.Person, row.Row.Kind, row.Row.ExternalId, row.Row.OccurredAt, row.Row.Container, row.Row.Title)).Order(StringComparer.Ordinal),
    ];

    public static string Line(string person, string kind, string externalId, DateTimeOffset at, string container, string title) =>
        $"{person} {kind} {externalId} {at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {container} {title}";

    public static void AssertSame(IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        var missing = expected.Except(actual).Take(10);
        var wrong = actual.Except(expected).Take(10);
        Assert.True(expected.SequenceEqual(actual), $"missing:\n{string.Join('\n', missing)}\nnot in the truth:\n{string.Join('\n', wrong)}");
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>What collecting a slice came to.</summary>
internal sealed record Slice(SwapCounts Counts, CollectionReport Report);
