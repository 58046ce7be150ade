using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Blackbox.Core.Secrets;
using Blackbox.Core.Users;
using Blackbox.Simulators;
using Blackbox.Simulators.GitHub;
using Blackbox.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blackbox.Tests.Runs.GitHub;

/// <summary>A simulated organisation, people with connections to it in one database, and what is recorded.</summary>
internal sealed class GitHubScenario(NpgsqlDataSource dataSource, GitHubSimulator simulator) : IAsyncDisposable
{
    public const string EncryptionKey = "only-for-tests-only-for-tests-only";

    public static readonly string Storefront = $"{GitHubSimulatorOptions.DefaultOrganisation}/storefront";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private static int _count;

    public GitHubSimulator Simulator => simulator;

    public DateOnly From => To.AddDays(1 - simulator.Options.Days);

    public DateOnly To => simulator.Options.EndDate;

    public TimeWindow Window => TimeWindow.OfDates(From, To, TimeZoneInfo.Utc);

    public static async Task<GitHubScenario> StartAsync(NpgsqlDataSource dataSource, Action<GitHubSimulatorOptions>? configure = null) =>
        new(dataSource, await GitHubSimulator.StartAsync(options =>
        {
            (options.People, options.Repositories, options.Days) = (3, 2, 3);
            options.UnreachableRepositories = false;
            options.CoreLimit = 1_000_000;
            options.SearchLimit = 1_000_000;
            configure?.Invoke(options);
        }, TestContext.Current.CancellationToken));

    public BlackboxDb Db() => Stack.Context(dataSource);

    /// <summary>A person whose record is everything that the settings mean.</summary>
    public Task<Connection> ConnectAsync(string settings) => ConnectAsync(settings, GitHubSimulatorOptions.OrganisationToken, RecordScope.Everyone);

    /// <summary>A person of the organisation, whose record is what they did.</summary>
    public Task<Connection> ConnectPersonAsync(string login) => ConnectAsync("{}", TokenOf(login), RecordScope.Mine);

    public static string TokenOf(string login) => $"simulated-token-{login.ToLowerInvariant()}";

    public async Task<Guid> RequestAsync(Connection connection, DateOnly? from = null)
    {
        await using var db = Db();
        return (await db.RequestRunAsync(connection.UserId!.Value, RunTrigger.Manual, from ?? From, To)).Id;
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

    /// <summary>What a complete record of the window holds.</summary>
    public List<string> Truth(string? repository = null, string? login = null, string? token = null) =>
        Rows(simulator.Truth(login, Window.From, Window.To, repository, token));

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

    public ValueTask DisposeAsync() => simulator.DisposeAsync();

    public static void AssertSame(IReadOnlyList<string> truth, IReadOnlyList<string> record, string context = "")
    {
        var missing = truth.Except(record).Take(10);
        var wrong = record.Except(truth).Take(10);
        Assert.True(truth.SequenceEqual(record),
            $"{context}\nmissing:\n{string.Join('\n', missing)}\nnot in the truth:\n{string.Join('\n', wrong)}\n{truth.Count} true rows, {record.Count} recorded");
    }

    private async Task<Connection> ConnectAsync(string settings, string token, RecordScope scope)
    {
        await using var db = Db();
        var user = new User { Email = $"person{Interlocked.Increment(ref _count)}@example.com", Name = "Person", TimeZone = "Etc/UTC" };
        db.Users.Add(user);
        var connection = new Connection
        {
            UserId = user.Id,
            Platform = Platforms.GitHub,
            Name = "GitHub",
            BaseUrl = simulator.ApiUrl,
            Settings = settings,
            Scope = scope,
            Secret = new SecretProtector(Options.Create(new EncryptionOptions { Key = EncryptionKey })).Protect(new(token)),
        };
        db.Connections.Add(connection);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private static List<string> Rows(IEnumerable<TrueActivity> activities) =>
    [
        .. activities.Select(a => $"{a.Person} {a.ExternalId} | {a.Kind} {a.OccurredAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} {a.Container} {a.Title}")
            .Order(StringComparer.Ordinal),
    ];
}
