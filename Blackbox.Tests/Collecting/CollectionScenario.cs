using Blackbox.Core.Backfills;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Locking;
using Blackbox.Core.Runs;
using Blackbox.Core.Secrets;
using Blackbox.Core.Users;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using StackExchange.Redis;

namespace Blackbox.Tests.Collecting;

/// <summary>One person with one scripted connection, and the collecting part of a worker.</summary>
internal sealed class CollectionScenario : IAsyncDisposable
{
    public static readonly DateOnly From = new(2026, 5, 4);
    public static readonly DateOnly To = new(2026, 5, 7);

    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;

    private CollectionScenario(TestDatabase database, ServiceProvider services) => (_database, _services) = (database, services);

    public ScriptedCollector Platform { get; } = new();
    public User User { get; private set; } = null!;
    public Connection Connection { get; private set; } = null!;

    public static async Task<CollectionScenario> CreateAsync(TestDatabase database, params (string Name, string Value)[] settings)
    {
        var values = settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))
            .Append(new($"ConnectionStrings:{DataSetup.ConnectionName}", database.ConnectionString))
            .Append(new("Database:MinPoolSize", "0"))
            .Append(new("Encryption:Key", "only-for-tests-only-for-tests-only"));
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = "Testing" });
        // Without Redis locks go through the database, which is all that these tests need.
        services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect("127.0.0.1:1,abortConnect=false,connectTimeout=100"));
        services.AddLogging().AddBlackboxData().AddSecrets().AddLocking().AddCollecting().AddBackfills();
        CollectionScenario? scenario = null;
        services.AddSingleton<ICollector>(_ => scenario!.Platform);
        scenario = new(database, services.BuildServiceProvider());
        await scenario.AddPeopleAsync();
        return scenario;
    }

    public AsyncServiceScope Scope() => _services.CreateAsyncScope();

    public BlackboxDb Db() => _database.CreateContext();

    public async Task<Run> PlanAsync(RunTrigger trigger = RunTrigger.Manual, DateOnly? from = null, DateOnly? to = null)
    {
        await using var db = Db();
        var run = await db.RequestRunAsync(User.Id, trigger, from ?? From, to ?? To);
        await db.PlanAsync(run, User, TimeProvider.System, CancellationToken.None);
        return await db.Runs.AsNoTracking().SingleAsync(candidate => candidate.Id == run.Id);
    }

    public async Task<CollectionTask> TaskOfAsync(Run run)
    {
        await using var db = Db();
        return await db.CollectionTasks.AsNoTracking().SingleAsync(task => db.RunTasks.Any(link => link.RunId == run.Id && link.TaskId == task.Id));
    }

    public async Task<CollectionTask> ExecuteAsync(CollectionTask task, CancellationToken stopping = default)
    {
        await using (var scope = _services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<CollectionRunner>().ExecuteAsync(task.Id, stopping);
        await using var db = Db();
        return await db.CollectionTasks.AsNoTracking().SingleAsync(candidate => candidate.Id == task.Id, CancellationToken.None);
    }

    public async Task<Connection> ReadConnectionAsync()
    {
        await using var db = Db();
        return await db.Connections.AsNoTracking().SingleAsync(connection => connection.Id == Connection.Id);
    }

    /// <summary>Titles of what is recorded, oldest first.</summary>
    public async Task<List<string>> TitlesAsync()
    {
        await using var db = Db();
        return await db.ActivitiesOf(User.Id).OrderBy(activity => activity.OccurredAt).Select(activity => activity.Title).ToListAsync();
    }

    public async Task<List<string>> EventsAsync(string type)
    {
        await using var db = Db();
        return await db.OutboxEvents.Where(e => e.Type == type && e.UserId == User.Id).OrderBy(e => e.Sequence).Select(e => e.Payload).ToListAsync();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task AddPeopleAsync()
    {
        await using var db = Db();
        User = new User { Email = $"ada.{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}@example.com", Name = "Ada", TimeZone = "Etc/UTC" };
        db.Users.Add(User);
        Connection = new Connection { UserId = User.Id, Platform = ScriptedCollector.Name, Name = "Scripted", Scope = RecordScope.Everyone };
        db.Connections.Add(Connection);
        await db.SaveChangesAsync();
    }
}
