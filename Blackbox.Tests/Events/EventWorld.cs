using System.Collections.Concurrent;
using Blackbox.Core.Data;
using Blackbox.Core.Events;
using Blackbox.Core.Operations;
using Blackbox.Core.Secrets;
using Blackbox.Core.Users;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Settings = Microsoft.Extensions.Options.Options;

namespace Blackbox.Tests.Events;

/// <summary>A database with one user, and the worker's half of events over it.</summary>
internal sealed class EventWorld : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly List<(Task Work, CancellationTokenSource Stop)> _running = [];
    private readonly List<IDisposable> _clients = [];
    private readonly List<IConnectionMultiplexer> _connected = [];

    /// <summary>A Redis that is away.</summary>
    private readonly ConnectionMultiplexer _redis;

    private EventWorld(TestDatabase database, ConnectionMultiplexer redis) => (_database, _redis) = (database, redis);

    /// <summary>What senders wrote to their log.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public User User { get; } = new() { Email = "ada@example.org", Name = "Ada", TimeZone = "UTC" };

    public WebhookOptions Webhooks { get; } = new()
    {
        FirstDelay = TimeSpan.FromMilliseconds(20),
        MaxDelay = TimeSpan.FromMilliseconds(100),
        PollInterval = TimeSpan.FromMilliseconds(20),
        Timeout = TimeSpan.FromSeconds(3),
    };

    public EventOptions Options { get; } = new() { PollInterval = TimeSpan.FromMilliseconds(200), BatchSize = 10 };

    public SecretProtector Protector { get; } = new(Settings.Create(new EncryptionOptions { Key = "only-for-tests-only-for-tests-only" }));

    public Npgsql.NpgsqlDataSource DataSource => _database.DataSource;

    public string ConnectionString => _database.ConnectionString;

    public static async Task<EventWorld> CreateAsync(Stack stack)
    {
        var database = new TestDatabase(stack);
        await database.InitializeAsync();
        var away = ConfigurationOptions.Parse("127.0.0.1:1,connectTimeout=200,abortConnect=false");
        var world = new EventWorld(database, await ConnectionMultiplexer.ConnectAsync(away));
        await using var db = database.CreateContext();
        db.Add(world.User);
        await db.SaveChangesAsync(Cancellation);
        return world;
    }

    public BlackboxDb CreateContext() => _database.CreateContext();

    public EventDispatcher Dispatcher(IConnectionMultiplexer? redis = null, FailPoints? failPoints = null) => new(
        DataSource, redis ?? _redis, new EventWake(TimeProvider.System), Settings.Create(Options), TimeProvider.System,
        failPoints ?? new FailPoints(Settings.Create(new FailPointOptions())), NullLogger<EventDispatcher>.Instance);

    public WebhookSender Sender()
    {
        var options = Settings.Create(Webhooks);
        var client = new WebhookClient(options, TimeProvider.System);
        _clients.Add(client);
        return new(new DeliveryClaims(DataSource), client, Protector, new EventWake(TimeProvider.System), options, new LineLog(Lines));
    }

    /// <summary>A client of the test's own Redis, closed with this.</summary>
    public async Task<IConnectionMultiplexer> ConnectAsync(RedisProcess redis)
    {
        var connected = await redis.ConnectAsync();
        _connected.Add(connected);
        return connected;
    }

    /// <summary>Lets it run until the test ends or it is stopped.</summary>
    public CancellationTokenSource Run(Func<CancellationToken, Task> work)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _running.Add((Task.Run(() => work(stop.Token), CancellationToken.None), stop));
        return stop;
    }

    /// <summary>Stops everything that runs and waits for its end.</summary>
    public async Task StopAsync()
    {
        foreach (var (work, stop) in _running)
        {
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
            stop.Dispose();
        }
        _running.Clear();
    }

    /// <summary>Everything that waits is handed on by a dispatcher that then ends.</summary>
    public async Task DispatchAsync()
    {
        await using var connection = await DataSource.OpenConnectionAsync(Cancellation);
        var dispatcher = Dispatcher();
        while (await dispatcher.DispatchAsync(connection, Cancellation) > 0)
        {
        }
    }

    public async Task<(Webhook Webhook, Secret Secret)> AddWebhookAsync(string url, params string[] types)
    {
        var secret = WebhookSecrets.Create();
        var webhook = new Webhook { UserId = User.Id, Url = url, Secret = Protector.Protect(secret), EventTypes = types };
        await using var db = CreateContext();
        db.Add(webhook);
        await db.SaveChangesAsync(Cancellation);
        return (webhook, secret);
    }

    /// <summary>Writes one summary event for each day of January 2026, each in its own transaction.</summary>
    public async Task WriteAsync(params int[] days)
    {
        foreach (var day in days)
            await WriteAsync(Summary(User.Id, day));
    }

    public async Task WriteAsync(NewEvent newEvent)
    {
        await using var db = CreateContext();
        await using var transaction = await db.Database.BeginTransactionAsync(Cancellation);
        await db.WriteEventsAsync([newEvent], TimeProvider.System, Cancellation);
        await transaction.CommitAsync(Cancellation);
    }

    public static NewEvent Summary(Guid? user, int day) =>
        new(user, EventTypes.SummaryWritten, new SummaryWritten(new DateOnly(2026, 1, 1).AddDays(day - 1), "git", "extractive"));

    public async Task<List<WebhookDelivery>> DeliveriesAsync()
    {
        await using var db = CreateContext();
        return await db.WebhookDeliveries.AsNoTracking().OrderBy(d => d.Sequence).ToListAsync(Cancellation);
    }

    public static async Task EventuallyAsync(Func<Task<bool>> condition, string what, TimeSpan? patience = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < (patience ?? TimeSpan.FromSeconds(20)), what);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (work, stop) in _running)
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAny(work)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
        }
        _clients.ForEach(client => client.Dispose());
        foreach (var connected in _connected)
            await connected.CloseAsync(allowCommandsToComplete: false);
        await _redis.CloseAsync();
        _redis.Dispose();
        await _database.DisposeAsync();
    }

    private sealed class LineLog(ConcurrentQueue<string> lines) : ILogger<WebhookSender>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
