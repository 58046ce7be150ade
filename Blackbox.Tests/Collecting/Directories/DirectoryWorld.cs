using System.Runtime.CompilerServices;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Data;
using Blackbox.Core.Locking;
using Blackbox.Core.Secrets;
using Blackbox.Core.Users;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using StackExchange.Redis;

namespace Blackbox.Tests.Collecting.Directories;

/// <summary>A shared connection of a platform whose people a test decides, and two users of the installation.</summary>
internal sealed class DirectoryWorld : IAsyncDisposable, IDirectory
{
    public const string Name = "scripted";

    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;

    private DirectoryWorld(TestDatabase database)
    {
        _database = database;
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new($"ConnectionStrings:{DataSetup.ConnectionName}", database.ConnectionString), new("Database:MinPoolSize", "0"),
            new("Encryption:Key", "only-for-tests-only-for-tests-only"),
        ]).Build());
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = "Testing" });
        services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect("127.0.0.1:1,abortConnect=false,connectTimeout=100"));
        services.AddLogging().AddBlackboxData().AddSecrets().AddLocking().AddCollecting();
        services.AddSingleton<IDirectory>(this);
        _services = services.BuildServiceProvider();
    }

    /// <summary>What the platform lists; may throw on the way.</summary>
    public Func<CollectionReport, IEnumerable<DirectoryPerson>> People { get; set; } = _ => [];

    public Connection Connection { get; private set; } = null!;
    public User Ada { get; private set; } = null!;
    public User Bob { get; private set; } = null!;

    public string Platform => Name;

    public static async Task<DirectoryWorld> CreateAsync(TestDatabase database, bool isPersonal = false)
    {
        var world = new DirectoryWorld(database);
        await using var db = world.Db();
        var tag = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N");
        world.Ada = new User { Email = $"ada.{tag}@example.org", Name = "Ada Lindqvist", TimeZone = "Asia/Seoul", IsAdmin = true };
        world.Bob = new User { Email = $"bob.{tag}@example.org", Name = "Robert Miller", TimeZone = "Etc/UTC" };
        db.AddRange(world.Ada, world.Bob);
        await db.SaveChangesAsync();
        world.Connection = new Connection { UserId = isPersonal ? world.Ada.Id : null, Platform = Name, Name = "Scripted" };
        db.Add(world.Connection);
        await db.SaveChangesAsync();
        return world;
    }

    public BlackboxDb Db() => _database.CreateContext();

    public static DirectoryPerson Person(string key, string? name = null, string? email = null, bool verified = true, bool active = true, bool bot = false) =>
        new(key, name ?? $"Person {key}", email, verified, active, bot);

    public async Task<DirectoryOutcome?> SyncAsync(params DirectoryPerson[] people)
    {
        if (people.Length > 0)
            People = _ => people;
        await using var scope = _services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<DirectorySync>().SyncAsync(Connection.Id, TestContext.Current.CancellationToken);
    }

    public async Task<Identity> IdentityAsync(string key)
    {
        await using var db = Db();
        return await db.Identities.AsNoTracking().SingleAsync(identity => identity.ConnectionId == Connection.Id && identity.ExternalId == key);
    }

    public async Task<Connection> ReadConnectionAsync()
    {
        await using var db = Db();
        return await db.Connections.AsNoTracking().SingleAsync(connection => connection.Id == Connection.Id);
    }

    public async Task<List<IdentityChange>> HistoryAsync(string key)
    {
        await using var db = Db();
        var identity = await IdentityAsync(key);
        return await db.IdentityChanges.AsNoTracking().Where(change => change.IdentityId == identity.Id).OrderBy(change => change.Id).ToListAsync();
    }

    /// <summary>Something that the person did, at 9 o'clock UTC.</summary>
    public async Task<Activity> DoAsync(string key, DateOnly date, string title)
    {
        var identity = await IdentityAsync(key);
        await using var db = Db();
        var activity = new Activity
        {
            IdentityId = identity.Id,
            Platform = Name,
            Kind = "thing",
            ExternalId = $"{key}:{title}",
            OccurredAt = new DateTimeOffset(date.ToDateTime(new TimeOnly(9, 0)), TimeSpan.Zero),
            Title = title,
            Body = "",
            Container = "place",
            Details = "{}",
            ContentHash = [1],
        };
        db.Add(activity);
        await db.SaveChangesAsync();
        return activity;
    }

    public async Task<List<string>> RecordAsync(User user)
    {
        await using var db = Db();
        return await db.ActivitiesOf(user.Id).OrderBy(activity => activity.OccurredAt).Select(activity => activity.Title).ToListAsync();
    }

    async IAsyncEnumerable<DirectoryPerson> IDirectory.PeopleAsync(
        ConnectionAccess access, FetchMemory memory, CollectionReport report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var person in People(report))
            yield return person;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
