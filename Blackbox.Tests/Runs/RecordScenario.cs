using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Blackbox.Core.Secrets;
using Blackbox.Core.Users;
using Blackbox.Simulators;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blackbox.Tests.Runs;

/// <summary>People with connections to simulated platforms in one database, and what is recorded.</summary>
internal abstract class RecordScenario(NpgsqlDataSource dataSource)
{
    public const string EncryptionKey = "only-for-tests-only-for-tests-only";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private static int _count;

    public abstract DateOnly From { get; }

    public abstract DateOnly To { get; }

    public TimeWindow Window => TimeWindow.OfDates(From, To, TimeZoneInfo.Utc);

    public BlackboxDb Db() => Stack.Context(dataSource);

    public async Task<User> AddUserAsync(bool isAdmin = false)
    {
        await using var db = Db();
        var user = new User { Email = $"person{Interlocked.Increment(ref _count)}@example.com", Name = "Person", TimeZone = "Etc/UTC", IsAdmin = isAdmin };
        db.Users.Add(user);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return user;
    }

    /// <param name="owner">Null for a shared one.</param>
    protected async Task<Connection> ConnectAsync(User? owner, string platform, string name, string baseUrl, string settings, string secret, RecordScope scope)
    {
        await using var db = Db();
        var connection = new Connection
        {
            UserId = owner?.Id,
            Platform = platform,
            Name = name,
            BaseUrl = baseUrl,
            Settings = settings,
            Scope = scope,
            Secret = new SecretProtector(Options.Create(new EncryptionOptions { Key = EncryptionKey })).Protect(new(secret)),
        };
        db.Connections.Add(connection);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public Task<Guid> RequestAsync(Connection connection, DateOnly? from = null) => RequestAsync(connection.UserId!.Value, from);

    public async Task<Guid> RequestAsync(Guid userId, DateOnly? from = null)
    {
        await using var db = Db();
        return (await db.RequestRunAsync(userId, RunTrigger.Manual, from ?? From, To)).Id;
    }

    public async Task<Run> WaitUntilFinishedAsync(Guid runId, params WorkerProcess[] workers)
    {
        Run? run = null;
        await WaitAsync(async db =>
        {
            run = await db.Runs.AsNoTracking().SingleAsync(candidate => candidate.Id == runId, TestContext.Current.CancellationToken);
            return run.IsFinished;
        }, "the end of the run", workers);
        return run!;
    }

    public async Task WaitAsync(Func<BlackboxDb, Task<bool>> condition, string what, params WorkerProcess[] workers)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            try
            {
                await using var db = Db();
                if (await condition(db))
                    return;
            }
            catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException })
            {
                // A test may restart the server.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"Waited for {what} in vain:\n{string.Join("\n---\n", workers.Select(worker => worker.Output))}");
    }

    /// <summary>The living rows of a connection that are its owner's, as the truth has them; a doubled one is there twice.</summary>
    public async Task<List<string>> RecordAsync(Connection connection)
    {
        await using var db = Db();
        var rows = await (
            from activity in db.Activities.AsNoTracking()
            join identity in db.Identities on activity.IdentityId equals identity.Id
            where identity.ConnectionId == connection.Id && activity.DeletedAt == null
            select new TrueActivity(identity.ExternalId, activity.Kind, activity.ExternalId, activity.OccurredAt, activity.Container, activity.Title))
            .ToListAsync(TestContext.Current.CancellationToken);
        return Rows(rows);
    }

    public async Task<List<CollectionRun>> AttemptsAsync(Connection connection)
    {
        await using var db = Db();
        return await db.CollectionRuns.AsNoTracking().Where(attempt => attempt.ConnectionId == connection.Id).OrderBy(attempt => attempt.StartedAt)
            .ToListAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The answers that are remembered go, so that every page is asked for and answered in full.</summary>
    public async Task ForgetAnswersAsync()
    {
        await using var command = dataSource.CreateCommand("UPDATE fetch_states SET body = NULL, etag = NULL, last_modified = NULL, next = NULL");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>How often a word stands in living activities, in summaries, and in the search vectors of both.</summary>
    public async Task<int> CountTextsAsync(string word)
    {
        await using var db = Db();
        var pattern = $"%{word}%";
        return await db.Database.SqlQuery<int>($"""
            SELECT (SELECT count(*) FROM activities WHERE deleted_at IS NULL AND (title ILIKE {pattern} OR body ILIKE {pattern} OR search_vector @@ to_tsquery('english', {word})))::int
                + (SELECT count(*) FROM platform_summaries WHERE content ILIKE {pattern} OR search_vector @@ to_tsquery('english', {word}))::int
                + (SELECT count(*) FROM daily_summaries WHERE content ILIKE {pattern} OR search_vector @@ to_tsquery('english', {word}))::int AS "Value"
            """).SingleAsync(TestContext.Current.CancellationToken);
    }

    public static void AssertSame(IReadOnlyList<string> truth, IReadOnlyList<string> record, string context = "")
    {
        var missing = truth.Except(record).Take(10);
        var wrong = record.Except(truth).Take(10);
        Assert.True(truth.SequenceEqual(record),
            $"{context}\nmissing:\n{string.Join('\n', missing)}\nnot in the truth:\n{string.Join('\n', wrong)}\n{truth.Count} true rows, {record.Count} recorded");
    }

    protected static List<string> Rows(IEnumerable<TrueActivity> activities) =>
    [
        .. activities.Select(a => $"{a.Person} {a.ExternalId} | {a.Kind} {a.OccurredAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} {a.Container} {a.Title}")
            .Order(StringComparer.Ordinal),
    ];
}
