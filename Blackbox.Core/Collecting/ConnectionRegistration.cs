using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Blackbox.Core.Users;

namespace Blackbox.Core.Collecting;

/// <summary>Adds, changes and removes connections.</summary>
public sealed class ConnectionRegistration(BlackboxDb db, IEnumerable<ICollector> collectors, TimeProvider time)
{
    /// <returns>The platform's collector; null when no such platform is built in.</returns>
    public ICollector? CollectorOf(string platform) => collectors.FirstOrDefault(collector => collector.Platform == platform);

    /// <summary>Tries a connection and records it, whether or not it works at this moment: its state says what is wrong.</summary>
    /// <param name="scope">
    /// Null to decide by what is there: <see cref="RecordScope.Mine"/> where the owner is among its people, else
    /// <see cref="RecordScope.Everyone"/>, so that a repository of others does not look empty.
    /// </param>
    /// <exception cref="ArgumentException">No such platform, or its settings are malformed; nothing is recorded.</exception>
    public async Task<(Connection Connection, ConnectionTest Test)> AddAsync(
        User owner, string platform, string name, string settings, RecordScope? scope, CancellationToken cancellationToken)
    {
        var collector = CollectorOf(platform) ?? throw new ArgumentException($"There is no platform “{platform}”.", nameof(platform));
        if (collector.ValidateSettings(settings) is { } wrong)
            throw new ArgumentException(wrong, nameof(settings));

        var connection = new Connection { UserId = owner.Id, Platform = platform, Name = name, Settings = settings };
        var test = await collector.TestAsync(new(connection), cancellationToken);
        connection.Scope = scope ?? (test.People.Count == 0 || test.People.Any(person => person.Person.ExternalId == owner.Email)
            ? RecordScope.Mine
            : RecordScope.Everyone);
        Apply(connection, test);
        db.Connections.Add(connection);
        await db.SaveChangesAsync(cancellationToken);
        return (connection, test);
    }

    /// <summary>Tries a connection again and records its state.</summary>
    public async Task<ConnectionTest> TestAsync(Connection connection, CancellationToken cancellationToken)
    {
        var collector = CollectorOf(connection.Platform)
            ?? throw new InvalidOperationException($"No collector for {connection.Platform} is registered.");
        var test = await collector.TestAsync(new(connection), cancellationToken);
        Apply(connection, test);
        await db.SaveChangesAsync(cancellationToken);
        return test;
    }

    /// <summary>Changes whose activities belong to the record, for what was collected already too, and asks for the days that this touches.</summary>
    public async Task SetScopeAsync(Connection connection, RecordScope scope, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        connection.Scope = scope;
        await db.SaveChangesAsync(cancellationToken);
        await db.AssignIdentitiesAsync(connection.Id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await db.RequestRefreshAsync(connection.Id, db.Identities.Where(identity => identity.ConnectionId == connection.Id), time, cancellationToken);
    }

    /// <summary>Stops collecting. What was collected stays in the record.</summary>
    public async Task RemoveAsync(Connection connection, CancellationToken cancellationToken)
    {
        connection.DeletedAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
    }

    private static void Apply(Connection connection, ConnectionTest test)
    {
        var worst = test.Containers.FirstOrDefault(container => !container.Ok) ?? test.Containers.FirstOrDefault(container => container.Code is not null);
        connection.Status = test.Ok ? ConnectionStatus.Active : ConnectionStatus.Inactive;
        connection.StateCode = worst?.Code;
        connection.StateMessage = worst is null ? null : Texts.Cut(worst.Message, Connection.MaxMessageLength);
    }
}
