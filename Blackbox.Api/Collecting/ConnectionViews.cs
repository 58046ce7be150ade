using System.Text.Json;
using Blackbox.Core.Collecting;

namespace Blackbox.Api.Collecting;

/// <param name="Settings">The platform's own, without secrets.</param>
/// <param name="Scope">Whose activities belong to the record.</param>
/// <param name="BaseUrl">Where the platform is; null for its public address, or where there is none.</param>
/// <param name="HasSecret">A secret is stored. It is never told.</param>
/// <param name="PausedUntil">Nothing is asked of the platform before; null when nothing holds it back.</param>
/// <param name="StateCode">Stable code of what is wrong or worth knowing; null when all is well.</param>
/// <param name="StateMessage">The same in words.</param>
public sealed record ConnectionView(
    Guid Id, string Platform, string Name, JsonElement Settings, string? BaseUrl, bool HasSecret, RecordScope Scope, ConnectionStatus Status,
    string? StateCode, string? StateMessage, DateTimeOffset? PausedUntil, DateTimeOffset? LastCollectedAt, DateTimeOffset CreatedAt)
{
    public static ConnectionView Of(Connection connection) => new(
        connection.Id, connection.Platform, connection.Name, JsonSerializer.Deserialize<JsonElement>(connection.Settings),
        connection.BaseUrl, connection.Secret is not null, connection.Scope, connection.Status, connection.StateCode, connection.StateMessage,
        connection.PausedUntil, connection.LastCollectedAt, connection.CreatedAt);
}

internal sealed record AddedConnectionView(ConnectionView Connection, ConnectionTestView Test);

/// <param name="Ok">At least one container can be read.</param>
/// <param name="Containers">Each repository, project or channel that it names.</param>
/// <param name="People">Who did most in what it sees.</param>
internal sealed record ConnectionTestView(bool Ok, string Message, IReadOnlyList<ContainerTest> Containers, IReadOnlyList<PersonView> People)
{
    /// <summary>People that are shown; the identities' list has all of them after a run.</summary>
    private const int MaxPeople = 50;

    public static ConnectionTestView Of(ConnectionTest test) => new(
        test.Ok, test.Message, test.Containers,
        [.. test.People.Take(MaxPeople).Select(person => new PersonView(person.Person.ExternalId, person.Person.DisplayName, person.Items))]);
}

/// <param name="ExternalId">The platform's own key; for git the e-mail.</param>
internal sealed record PersonView(string ExternalId, string DisplayName, int Items);
