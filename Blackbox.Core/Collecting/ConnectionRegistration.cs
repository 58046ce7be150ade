using Blackbox.Core.Data;
using Blackbox.Core.Runs;
using Blackbox.Core.Secrets;
using Blackbox.Core.Users;

namespace Blackbox.Core.Collecting;

/// <summary>Adds, changes and removes connections.</summary>
public sealed class ConnectionRegistration(BlackboxDb db, IEnumerable<ICollector> collectors, SecretProtector secrets, TimeProvider time)
{
    private const string NeedsAuthCode = "needs_auth";
    private const string UnusableCode = "unusable";

    /// <summary>Every platform that is built in.</summary>
    public IEnumerable<ICollector> Collectors => collectors;

    /// <returns>The platform's collector; null when no such platform is built in.</returns>
    public ICollector? CollectorOf(string platform) => collectors.FirstOrDefault(collector => collector.Platform == platform);

    /// <returns>What a person would call such a connection.</returns>
    public string SuggestName(string platform, string settings) =>
        Texts.Cut(Texts.Storable(CollectorOf(platform)?.SuggestName(settings) ?? platform), Connection.MaxNameLength);

    /// <summary>Tries a connection and records it, whether or not it works at this moment: its state says what is wrong.</summary>
    /// <param name="owner">Null for a connection of everyone's, whose people are known one by one.</param>
    /// <param name="scope">
    /// Null to decide by what is there: <see cref="RecordScope.Mine"/> where the owner is among its people, else
    /// <see cref="RecordScope.Everyone"/>, so that a repository of others does not look empty.
    /// </param>
    /// <exception cref="ArgumentException">No such platform, or its settings, address or secret are malformed; nothing is recorded.</exception>
    public async Task<(Connection Connection, ConnectionTest Test)> AddAsync(
        User? owner, string platform, string name, string settings, RecordScope? scope, CancellationToken cancellationToken,
        string? baseUrl = null, Secret? secret = null)
    {
        var collector = CollectorOf(platform) ?? throw new ArgumentException($"There is no platform “{platform}”.", nameof(platform));
        if ((collector.ValidateSettings(settings) ?? collector.ValidateAccess(baseUrl, secret?.Reveal())) is { } wrong)
            throw new ArgumentException(wrong, nameof(settings));

        var connection = new Connection
        {
            UserId = owner?.Id,
            Platform = platform,
            Name = name,
            Settings = settings,
            BaseUrl = baseUrl,
            Secret = secret is null ? null : secrets.Protect(secret),
        };
        var test = await collector.TestAsync(new(connection, secret), cancellationToken);
        connection.Scope = scope ?? (test.Self is not null || test.People.Count == 0 || test.People.Any(person => person.Person.ExternalId == owner?.Email)
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
        var test = await TestAsync(collector, connection, cancellationToken);
        Apply(connection, test);
        await db.SaveChangesAsync(cancellationToken);
        return test;
    }

    /// <summary>Takes another secret, and tries the connection with it. What waited for it goes on at once.</summary>
    /// <exception cref="ArgumentException">It cannot be a secret of this platform; nothing is changed.</exception>
    public async Task<ConnectionTest> SetSecretAsync(Connection connection, Secret secret, CancellationToken cancellationToken)
    {
        if (CollectorOf(connection.Platform)!.ValidateAccess(connection.BaseUrl, secret.Reveal()) is { } wrong)
            throw new ArgumentException(wrong, nameof(secret));
        connection.Secret = secrets.Protect(secret);
        (connection.PausedUntil, connection.FailureCount) = (null, 0);
        return await TestAsync(connection, cancellationToken);
    }

    private async Task<ConnectionTest> TestAsync(ICollector collector, Connection connection, CancellationToken cancellationToken)
    {
        try
        {
            var secret = connection.Secret is null ? null : secrets.Unprotect(connection.Secret);
            return await collector.TestAsync(new(connection, secret), cancellationToken);
        }
        catch (SecretProtectionException exception)
        {
            return new(false, exception.Message, [], [], NeedsAuth: true);
        }
    }

    /// <summary>Changes whose activities belong to the record, for what was collected already too, and asks for the days that this touches.</summary>
    public async Task SetScopeAsync(Connection connection, RecordScope scope, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        connection.Scope = scope;
        await db.SaveChangesAsync(cancellationToken);
        await db.AssignByRulesAsync(connection.Id, time, cancellationToken);
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
        connection.Status = test.NeedsAuth ? ConnectionStatus.NeedsAuth : test.Ok ? ConnectionStatus.Active : ConnectionStatus.Inactive;
        connection.StateCode = worst?.Code ?? (test.Ok ? null : test.NeedsAuth ? NeedsAuthCode : UnusableCode);
        connection.StateMessage = worst is null && test.Ok ? null : Texts.Cut(Texts.Storable(worst?.Message ?? test.Message), Connection.MaxMessageLength);
    }
}
