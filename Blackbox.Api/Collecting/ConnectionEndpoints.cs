using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Blackbox.Api.Errors;
using Blackbox.Api.Users;
using Blackbox.Core.Collecting;
using Blackbox.Core.Data;
using Blackbox.Core.Secrets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Api.Collecting;

internal static class ConnectionEndpoints
{
    /// <summary>Connections of one person. A connection names many repositories, so nobody meets this by work.</summary>
    private const int MaxConnections = 200;

    public static IEndpointRouteBuilder MapConnections(this IEndpointRouteBuilder api)
    {
        var connections = api.MapGroup("/connections").WithTags("Connections");
        connections.MapGet("/", List);
        connections.MapPost("/", Add).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        connections.MapPost("/test", TestSettings).ProducesProblem(StatusCodes.Status400BadRequest);
        connections.MapGet("/{id:guid}", Get).WithName(nameof(Get) + "Connection").ProducesProblem(StatusCodes.Status404NotFound);
        connections.MapPatch("/{id:guid}", Change).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        connections.MapDelete("/{id:guid}", Remove).ProducesProblem(StatusCodes.Status404NotFound);
        connections.MapPost("/{id:guid}/test", Test).ProducesProblem(StatusCodes.Status404NotFound);
        return api;
    }

    public static IQueryable<Connection> ConnectionsOf(this BlackboxDb db, CurrentUser user) => db.Connections.Where(c => c.UserId == user.Id);

    /// <summary>Every connection, oldest first.</summary>
    private static async Task<Ok<IReadOnlyList<ConnectionView>>> List(CurrentUser user, BlackboxDb db, CancellationToken cancellationToken)
    {
        var rows = await db.ConnectionsOf(user).AsNoTracking().OrderBy(c => c.CreatedAt).ThenBy(c => c.Id)
            .Take(MaxConnections).ToListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<ConnectionView>>([.. rows.Select(ConnectionView.Of)]);
    }

    /// <summary>Adds a connection and tries it.</summary>
    /// <remarks>It is kept even when it does not work at this moment: its state says what is wrong. Nothing is collected before a run is started.</remarks>
    private static async Task<Results<CreatedAtRoute<AddedConnectionView>, ProblemHttpResult>> Add(
        AddConnection request, CurrentUser user, BlackboxDb db, ConnectionRegistration registration, CancellationToken cancellationToken)
    {
        if (Invalid(request.Platform!, request.Settings, request.BaseUrl, request.Secret, registration) is { } problem)
            return problem;
        if (await db.ConnectionsOf(user).CountAsync(cancellationToken) >= MaxConnections)
            return Problems.Of(StatusCodes.Status409Conflict, "too_many_connections", $"There are {MaxConnections} connections already. One connection can name many repositories.");

        var settings = request.Settings.GetRawText();
        var name = string.IsNullOrWhiteSpace(request.Name) ? registration.SuggestName(request.Platform!, settings) : request.Name.Trim();
        var owner = await db.Users.SingleAsync(u => u.Id == user.Id, cancellationToken);
        var (connection, test) = await registration.AddAsync(
            owner, request.Platform!, Texts.Storable(name), settings, request.Scope.ToRecordScope(), cancellationToken, request.BaseUrl, request.Secret);
        return TypedResults.CreatedAtRoute(
            new AddedConnectionView(ConnectionView.Of(connection), ConnectionTestView.Of(test)), nameof(Get) + "Connection", new { id = connection.Id });
    }

    /// <summary>Tries settings without keeping anything.</summary>
    private static async Task<Results<Ok<ConnectionTestView>, ProblemHttpResult>> TestSettings(
        TestConnection request, ConnectionRegistration registration, CancellationToken cancellationToken)
    {
        if (Invalid(request.Platform!, request.Settings, request.BaseUrl, request.Secret, registration) is { } problem)
            return problem;
        var connection = new Connection
        {
            Platform = request.Platform!,
            Name = "test",
            Settings = request.Settings.GetRawText(),
            BaseUrl = request.BaseUrl,
        };
        return TypedResults.Ok(ConnectionTestView.Of(await registration.CollectorOf(request.Platform!)!.TestAsync(new(connection, request.Secret), cancellationToken)));
    }

    /// <summary>One connection.</summary>
    private static async Task<Results<Ok<ConnectionView>, ProblemHttpResult>> Get(Guid id, CurrentUser user, BlackboxDb db, CancellationToken cancellationToken) =>
        await db.ConnectionsOf(user).AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is { } connection
            ? TypedResults.Ok(ConnectionView.Of(connection))
            : Problems.NotFound("connection");

    /// <summary>Changes the name, the secret, or whose activities belong to the record.</summary>
    /// <remarks>
    /// The scope holds at once for what was collected already; the days that this touches are summarised anew. A new secret is tried at once, and the
    /// connection's state says what came of it.
    /// </remarks>
    private static async Task<Results<Ok<ConnectionView>, ProblemHttpResult>> Change(
        Guid id, ChangeConnection change, CurrentUser user, BlackboxDb db, ConnectionRegistration registration, CancellationToken cancellationToken)
    {
        if (change.Name is not null && string.IsNullOrWhiteSpace(change.Name))
            return Problems.Invalid("name", "The name must not be empty.");
        if (await db.ConnectionsOf(user).SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } connection)
            return Problems.NotFound("connection");
        if (change.Name is { } name)
            connection.Name = Texts.Storable(name.Trim());
        if (change.Secret is { } secret)
        {
            if (registration.CollectorOf(connection.Platform)!.ValidateAccess(connection.BaseUrl, secret.Reveal()) is { } wrong)
                return Problems.Invalid("secret", wrong);
            await registration.SetSecretAsync(connection, secret, cancellationToken);
        }
        if (change.Scope is { } scope && scope != connection.Scope)
            await registration.SetScopeAsync(connection, scope, cancellationToken);
        else
            await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(ConnectionView.Of(connection));
    }

    /// <summary>Stops collecting from it. What was collected stays in the record.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        Guid id, CurrentUser user, BlackboxDb db, ConnectionRegistration registration, CancellationToken cancellationToken)
    {
        if (await db.ConnectionsOf(user).SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } connection)
            return Problems.NotFound("connection");
        await registration.RemoveAsync(connection, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Tries a connection again and records its state.</summary>
    private static async Task<Results<Ok<ConnectionTestView>, ProblemHttpResult>> Test(
        Guid id, CurrentUser user, BlackboxDb db, ConnectionRegistration registration, CancellationToken cancellationToken) =>
        await db.ConnectionsOf(user).SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is { } connection
            ? TypedResults.Ok(ConnectionTestView.Of(await registration.TestAsync(connection, cancellationToken)))
            : Problems.NotFound("connection");

    /// <returns>Null when a connection could be made of it.</returns>
    public static ProblemHttpResult? Invalid(
        string platform, JsonElement settings, string? baseUrl, Secret? secret, ConnectionRegistration registration)
    {
        if (registration.CollectorOf(platform) is not { } collector)
            return Problems.Invalid("platform", $"There is no platform '{platform}'.");
        if (settings.ValueKind != JsonValueKind.Object)
            return Problems.Invalid("settings", "The settings must be a JSON object.");
        if (collector.ValidateSettings(settings.GetRawText()) is { } wrong)
            return Problems.Invalid("settings", wrong);
        return collector.ValidateAccess(baseUrl, secret?.Reveal()) is { } refused ? Problems.Invalid(secret is null ? "baseUrl" : "secret", refused) : null;
    }
}

/// <param name="Platform">As `git`.</param>
/// <param name="Name">A name to show; made from the settings when it is left out.</param>
/// <param name="Settings">The platform's own; for git `{"repositories": ["/home/ada/projects/engine"]}`.</param>
/// <param name="BaseUrl">Where the platform is, as `https://github.example.com/api/v3`; its public address when left out.</param>
/// <param name="Secret">What the platform asks for, as a token. It is kept encrypted and never told again.</param>
/// <param name="Scope">Whose activities belong to the record; `auto` looks whether the user is among the authors.</param>
public sealed record AddConnection(
    [property: Required, StringLength(Platforms.MaxLength)] string? Platform,
    [property: StringLength(Connection.MaxNameLength)] string? Name,
    JsonElement Settings,
    [property: StringLength(Connection.MaxBaseUrlLength)] string? BaseUrl,
    Secret? Secret,
    ScopeChoice? Scope);

/// <param name="Platform">As `git`.</param>
/// <param name="Settings">The platform's own.</param>
/// <param name="BaseUrl">Where the platform is; its public address when left out.</param>
/// <param name="Secret">What the platform asks for. It is used for this test only.</param>
public sealed record TestConnection(
    [property: Required, StringLength(Platforms.MaxLength)] string? Platform, JsonElement Settings,
    [property: StringLength(Connection.MaxBaseUrlLength)] string? BaseUrl, Secret? Secret);

/// <param name="Secret">Another secret for the platform.</param>
public sealed record ChangeConnection([property: StringLength(Connection.MaxNameLength)] string? Name, RecordScope? Scope, Secret? Secret);

public enum ScopeChoice
{
    Auto,
    Mine,
    Everyone,
}

internal static class ScopeChoices
{
    public static RecordScope? ToRecordScope(this ScopeChoice? choice) => choice switch
    {
        ScopeChoice.Mine => RecordScope.Mine,
        ScopeChoice.Everyone => RecordScope.Everyone,
        _ => null,
    };
}
