using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Blackbox.Api.Collecting;
using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Collecting;
using Blackbox.Core.Collecting.Directories;
using Blackbox.Core.Data;
using Blackbox.Core.Secrets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Admin;

internal static class SharedConnectionEndpoints
{
    private const int MaxConnections = 200;

    public static IEndpointRouteBuilder MapSharedConnections(this IEndpointRouteBuilder admin)
    {
        var connections = admin.MapGroup("/connections").WithTags("Admin: connections");
        connections.MapGet("/", List);
        connections.MapPost("/", Add).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        connections.MapGet("/{id:guid}", Get).WithName("GetSharedConnection").ProducesProblem(StatusCodes.Status404NotFound);
        connections.MapPatch("/{id:guid}", Change).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        connections.MapDelete("/{id:guid}", Remove).ProducesProblem(StatusCodes.Status404NotFound);
        connections.MapPost("/{id:guid}/test", Test).ProducesProblem(StatusCodes.Status404NotFound);
        connections.MapPost("/{id:guid}/directory/sync", SyncDirectory).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        return admin;
    }

    private static IQueryable<Connection> Shared(this BlackboxDb db) => db.Connections.Where(c => c.UserId == null);

    /// <summary>Every shared connection, oldest first.</summary>
    private static async Task<Ok<IReadOnlyList<SharedConnectionView>>> List(BlackboxDb db, CancellationToken cancellationToken)
    {
        var rows = await db.Shared().AsNoTracking().OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).Take(MaxConnections).ToListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<SharedConnectionView>>([.. rows.Select(SharedConnectionView.Of)]);
    }

    /// <summary>Adds a connection for everyone, tries it, and asks for its people to be listed.</summary>
    /// <remarks>
    /// It is kept even when it does not work at this moment: its state says what is wrong. What people do there waits until it is known who they are.
    /// </remarks>
    private static async Task<Results<CreatedAtRoute<AddedSharedConnectionView>, ProblemHttpResult>> Add(
        AddSharedConnection request, BlackboxDb db, ConnectionRegistration registration, IEnumerable<IDirectory> directories, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (ConnectionEndpoints.Invalid(request.Platform!, request.Settings, request.BaseUrl, request.Secret, registration) is { } problem)
            return problem;
        if (await db.Shared().CountAsync(cancellationToken) >= MaxConnections)
            return Problems.Of(StatusCodes.Status409Conflict, "too_many_connections", $"There are {MaxConnections} shared connections already.");

        var settings = request.Settings.GetRawText();
        var name = string.IsNullOrWhiteSpace(request.Name) ? registration.SuggestName(request.Platform!, settings) : request.Name.Trim();
        var (connection, test) = await registration.AddAsync(
            null, request.Platform!, Texts.Storable(name), settings, RecordScope.Mine, cancellationToken, request.BaseUrl, request.Secret);
        if (test.Ok && directories.Any(directory => directory.Platform == connection.Platform))
        {
            await db.RequestDirectoryAsync(connection.Id, time, cancellationToken);
            await db.Entry(connection).ReloadAsync(cancellationToken);
        }
        return TypedResults.CreatedAtRoute(
            new AddedSharedConnectionView(SharedConnectionView.Of(connection), ConnectionTestView.Of(test)), "GetSharedConnection", new { id = connection.Id });
    }

    /// <summary>One shared connection.</summary>
    private static async Task<Results<Ok<SharedConnectionView>, ProblemHttpResult>> Get(Guid id, BlackboxDb db, CancellationToken cancellationToken) =>
        await db.Shared().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is { } connection
            ? TypedResults.Ok(SharedConnectionView.Of(connection))
            : Problems.NotFound("connection");

    /// <summary>Changes the name or the secret. A new secret is tried at once, and the connection's state says what came of it.</summary>
    private static async Task<Results<Ok<SharedConnectionView>, ProblemHttpResult>> Change(
        Guid id, ChangeSharedConnection change, BlackboxDb db, ConnectionRegistration registration, CancellationToken cancellationToken)
    {
        if (change.Name is not null && string.IsNullOrWhiteSpace(change.Name))
            return Problems.Invalid("name", "The name must not be empty.");
        if (await db.Shared().SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } connection)
            return Problems.NotFound("connection");
        if (change.Secret is { } wanted && registration.CollectorOf(connection.Platform)!.ValidateAccess(connection.BaseUrl, wanted.Reveal()) is { } wrong)
            return Problems.Invalid("secret", wrong);
        if (change.Name is { } name)
            connection.Name = Texts.Storable(name.Trim());
        if (change.Secret is { } secret)
            await registration.SetSecretAsync(connection, secret, cancellationToken);
        else
            await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(SharedConnectionView.Of(connection));
    }

    /// <summary>Stops collecting from it. What was collected stays in the records.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        Guid id, BlackboxDb db, ConnectionRegistration registration, CancellationToken cancellationToken)
    {
        if (await db.Shared().SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } connection)
            return Problems.NotFound("connection");
        await registration.RemoveAsync(connection, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Tries a connection again and records its state.</summary>
    private static async Task<Results<Ok<ConnectionTestView>, ProblemHttpResult>> Test(
        Guid id, BlackboxDb db, ConnectionRegistration registration, CancellationToken cancellationToken) =>
        await db.Shared().SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is { } connection
            ? TypedResults.Ok(ConnectionTestView.Of(await registration.TestAsync(connection, cancellationToken)))
            : Problems.NotFound("connection");

    /// <summary>Asks for a connection's people to be listed now; a worker does it, and the connection's `directory` says how that went.</summary>
    private static async Task<Results<Accepted<SharedConnectionView>, ProblemHttpResult>> SyncDirectory(
        Guid id, CurrentUser admin, BlackboxDb db, IEnumerable<IDirectory> directories, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await RequestDirectoryAsync(db, id, admin, directories, time, cancellationToken) is { } problem)
            return problem;
        var connection = await db.Connections.AsNoTracking().SingleAsync(c => c.Id == id, cancellationToken);
        return TypedResults.Accepted($"/admin-api/v1/connections/{id}", SharedConnectionView.Of(connection));
    }

    /// <returns>Null when it is asked for.</returns>
    public static async Task<ProblemHttpResult?> RequestDirectoryAsync(
        BlackboxDb db, Guid id, CurrentUser admin, IEnumerable<IDirectory> directories, TimeProvider time, CancellationToken cancellationToken)
    {
        var platform = await db.Connections.Where(c => c.Id == id && (c.UserId == null || c.UserId == admin.Id))
            .Select(c => c.Platform).SingleOrDefaultAsync(cancellationToken);
        if (platform is null)
            return Problems.NotFound("connection");
        if (!directories.Any(directory => directory.Platform == platform))
            return Problems.Of(StatusCodes.Status409Conflict, "no_directory", "This platform has no list of people that could be read: its people are known by what they did.");
        await db.RequestDirectoryAsync(id, time, cancellationToken);
        return null;
    }
}

/// <param name="Platform">As `slack`.</param>
/// <param name="Name">A name to show; made from the settings when it is left out.</param>
/// <param name="Settings">The platform's own.</param>
/// <param name="BaseUrl">Where the platform is; its public address when left out.</param>
/// <param name="Secret">What the platform asks for, as a token. It is kept encrypted and never told again.</param>
public sealed record AddSharedConnection(
    [property: Required, StringLength(Platforms.MaxLength)] string? Platform,
    [property: StringLength(Connection.MaxNameLength)] string? Name,
    JsonElement Settings,
    [property: StringLength(Connection.MaxBaseUrlLength)] string? BaseUrl,
    Secret? Secret);

/// <param name="Secret">Another secret for the platform.</param>
public sealed record ChangeSharedConnection([property: StringLength(Connection.MaxNameLength)] string? Name, Secret? Secret);

internal sealed record AddedSharedConnectionView(SharedConnectionView Connection, ConnectionTestView Test);

/// <param name="Directory">How far its people are known.</param>
internal sealed record SharedConnectionView(
    Guid Id, string Platform, string Name, JsonElement Settings, string? BaseUrl, bool HasSecret, ConnectionStatus Status, string? StateCode,
    string? StateMessage, DateTimeOffset? PausedUntil, DateTimeOffset? LastCollectedAt, DateTimeOffset CreatedAt, DirectoryView Directory)
{
    public static SharedConnectionView Of(Connection c) => new(
        c.Id, c.Platform, c.Name, JsonSerializer.Deserialize<JsonElement>(c.Settings), c.BaseUrl, c.Secret is not null, c.Status, c.StateCode,
        c.StateMessage, c.PausedUntil, c.LastCollectedAt, c.CreatedAt, DirectoryView.Of(c));
}

/// <param name="SyncedAt">When the people were last listed to the end; null where they never were.</param>
/// <param name="RequestedAt">Asked for and not done yet; in the future where it is tried again then.</param>
/// <param name="People">How many there were.</param>
/// <param name="Code">Stable code of what is wrong or worth knowing; null when all is well.</param>
/// <param name="Message">The same in words.</param>
public sealed record DirectoryView(DateTimeOffset? SyncedAt, DateTimeOffset? RequestedAt, int? People, string? Code, string? Message)
{
    public static DirectoryView Of(Connection c) => new(c.DirectorySyncedAt, c.DirectoryRequestedAt, c.DirectoryPeople, c.DirectoryCode, c.DirectoryMessage);
}
