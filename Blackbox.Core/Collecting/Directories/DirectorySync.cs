using Blackbox.Core.Data;
using Blackbox.Core.Events;
using Blackbox.Core.Locking;
using Blackbox.Core.Operations;
using Blackbox.Core.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blackbox.Core.Collecting.Directories;

/// <summary>
/// Brings what is known of a connection's people up to what its platform lists, and records on the connection how that went. It may be repeated, die
/// anywhere, and be run twice at once: everything is listed first, and one transaction writes it.
/// </summary>
public sealed class DirectorySync(
    BlackboxDb db, IEnumerable<IDirectory> directories, DistributedLocks locks, SecretProtector secrets, NpgsqlDataSource dataSource,
    IOptions<CollectingOptions> options, TimeProvider time, FailPoints failPoints, ILogger<DirectorySync> logger)
{
    /// <summary>When a platform that failed is asked again.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(12);

    // A request that came meanwhile is a new one, and stays.
    private const string RecordSql = """
        UPDATE connections SET directory_synced_at = coalesce($2, directory_synced_at), directory_people = coalesce($3, directory_people),
            directory_code = $4, directory_message = $5,
            directory_requested_at = CASE WHEN directory_requested_at > $6 THEN directory_requested_at ELSE $7 END
        WHERE id = $1
        """;

    /// <summary>Lists and writes one connection's people.</summary>
    /// <returns>Null when there is nothing to do: no such connection or directory, or another worker does it at this moment.</returns>
    /// <exception cref="NpgsqlException">The database is away; what was asked for is still asked for.</exception>
    public async Task<DirectoryOutcome?> SyncAsync(Guid connectionId, CancellationToken cancellationToken)
    {
        var begun = time.GetUtcNow();
        if (await db.Connections.AsNoTracking().SingleOrDefaultAsync(candidate => candidate.Id == connectionId, cancellationToken) is not { } connection)
            return null;
        if (directories.FirstOrDefault(candidate => candidate.Platform == connection.Platform) is not { } directory)
        {
            await RecordAsync(connection, begun, new(DirectoryCounts.Nothing, "no_directory", $"{connection.Name} has no list of people that could be read."), cancellationToken);
            return null;
        }
        await using var turn = await locks.TryAcquireAsync(LockNames.OfDirectory(connection.Id), options.Value.LockTtl, cancellationToken);
        if (turn is null)
            return null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, turn.Lost);
        try
        {
            return await ListAsync(connection, directory, turn, begun, stop.Token);
        }
        catch (Exception exception) when (
            exception is LockLostException || (exception is OperationCanceledException && turn.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested))
        {
            logger.LogWarning("Listing the people of connection {ConnectionId} was taken over by another worker", connection.Id);
            return null;
        }
#pragma warning disable CA1031 // One failing platform must not hold up another; the failure is recorded on the connection.
        catch (Exception exception) when (!IsOfDatabase(exception) && exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            var failed = OutcomeOf(connection, exception);
            await RecordAsync(connection, begun, failed, cancellationToken);
            return failed;
        }
    }

    private async Task<DirectoryOutcome> ListAsync(
        Connection connection, IDirectory directory, LockHandle turn, DateTimeOffset begun, CancellationToken cancellationToken)
    {
        var report = new CollectionReport();
        var access = new ConnectionAccess(connection, Open(connection));
        var listing = await DirectoryListing.ReadAsync(
            directory.PeopleAsync(access, new(dataSource, connection.Id, time), report, cancellationToken), cancellationToken);
        failPoints.Reach(FailPoints.DirectoryListed);
        if (listing.Count == 0)
        {
            var nobody = new DirectoryOutcome(
                DirectoryCounts.Nothing, "directory_empty", "The platform listed nobody, not even the owner of the secret; what is known stays as it is.");
            await RecordAsync(connection, begun, nobody, cancellationToken);
            return nobody;
        }

        await using var database = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await database.BeginTransactionAsync(cancellationToken);
        await turn.ConfirmAsync(database, cancellationToken);
        var isComplete = report.Failed == 0 && !listing.IsCut;
        var counts = await DirectorySwap.WriteAsync(database, connection.Id, listing, isComplete, time, cancellationToken);
        counts = counts with { Assigned = await IdentityRules.ApplyAsync(database, connection.Id, report.Self, time, cancellationToken) };
        var outcome = Describe(counts, report, listing);
        await RecordAsync(database, connection, begun, outcome, isComplete, cancellationToken);
        if (counts.IsChange || outcome.Code != connection.DirectoryCode)
            await Outbox.WriteAsync(database, [EventOf(connection, outcome)], time, cancellationToken);
        failPoints.Reach(FailPoints.DirectoryWritten);
        await transaction.CommitAsync(cancellationToken);
        logger.LogInformation("The people of connection {ConnectionId} were listed: {Counts}", connection.Id, counts);
        return outcome;
    }

    private static DirectoryOutcome Describe(DirectoryCounts counts, CollectionReport report, DirectoryListing listing)
    {
        if (report.Problems.FirstOrDefault(problem => problem.Kind == CollectionProblemKind.ContainerFailed) is { } failed)
            return new(counts, failed.Code, $"{failed.Message} Who was listed is known; who was not stays as they were.");
        if (listing.IsCut)
            return new(counts, "directory_too_large", $"There are more than {DirectoryListing.MaxPeople} people; the first ones were taken.");
        return listing.Skipped + report.Skipped > 0
            ? new(counts, "people_skipped", $"{listing.Skipped + report.Skipped} people could not be understood and were left out.")
            : new(counts);
    }

    private DirectoryOutcome OutcomeOf(Connection connection, Exception exception)
    {
        logger.LogWarning("The people of connection {ConnectionId} could not be listed: {Reason}", connection.Id, exception.Message);
        var now = time.GetUtcNow();
        return exception switch
        {
            PlatformThrottledException throttled => new(DirectoryCounts.Nothing, throttled.Code, throttled.Message, Earlier(throttled.Until, now + LongestWait)),
            PlatformAuthException refused => new(DirectoryCounts.Nothing, refused.Code, refused.Message),
            PlatformException failed => new(DirectoryCounts.Nothing, failed.Code, failed.Message, now + RetryDelay),
            HttpRequestException or IOException or TimeoutException => new(
                DirectoryCounts.Nothing, "unavailable", $"{connection.Name} could not be reached ({exception.GetType().Name}).", now + RetryDelay),
            _ => new(DirectoryCounts.Nothing, "unexpected",
                $"Something unexpected went wrong ({exception.GetType().Name}). What is known stays as it is; the log has the details."),
        };
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private async Task RecordAsync(Connection connection, DateTimeOffset begun, DirectoryOutcome outcome, CancellationToken cancellationToken)
    {
        await using var database = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await database.BeginTransactionAsync(cancellationToken);
        await RecordAsync(database, connection, begun, outcome, isComplete: false, cancellationToken);
        if (outcome.Code != connection.DirectoryCode)
            await Outbox.WriteAsync(database, [EventOf(connection, outcome)], time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task RecordAsync(
        NpgsqlConnection database, Connection connection, DateTimeOffset begun, DirectoryOutcome outcome, bool isComplete, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(RecordSql, database)
        {
            Parameters =
            {
                new() { Value = connection.Id },
                Parameters.Instant(isComplete ? time.GetUtcNow() : null),
                new() { Value = isComplete ? outcome.Counts.People : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer },
                Parameters.Text(outcome.Code), Parameters.Text(Connection.Shown(outcome.Message)),
                Parameters.Instant(begun), Parameters.Instant(outcome.RetryAt),
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NewEvent EventOf(Connection connection, DirectoryOutcome outcome) => new(
        connection.UserId, EventTypes.DirectorySynced, new DirectorySynced(
            connection.Id, connection.Platform, connection.Name, outcome.Counts.People, outcome.Counts.Added, outcome.Counts.Changed,
            outcome.Counts.Deactivated, outcome.Counts.Reactivated, outcome.Counts.Assigned, outcome.Code, Connection.Shown(outcome.Message)));

    private Secret? Open(Connection connection)
    {
        try
        {
            return connection.Secret is null ? null : secrets.Unprotect(connection.Secret);
        }
        catch (SecretProtectionException exception)
        {
            throw new PlatformAuthException("secret_unreadable", exception.Message);
        }
    }

    private static bool IsOfDatabase(Exception exception) => exception is LockUnavailableException || exception.IsDatabaseAway();
}
